import { implement } from '@orpc/server'
import { audit } from '#platform/audit'
import { type Actor, nameOf, type RequestContext } from '#platform/http/context'
import { type OutgoingRefusal, outgoingTexts } from '#platform/http/outgoing'
import { refuse } from '#platform/http/problem'
import type { Jobs } from '#platform/jobs'
import { type DigestRefusal, digestProblems, digests } from '../../core/digestContract.ts'
import { digestCsv, digestText } from '../../core/digestText.ts'
import { dashboardsOf, type SavedTables } from '../saved/store.ts'
import { pictureOf } from './picture.ts'
import { type DigestDeps, sendDue, sendNow } from './send.ts'
import { type DigestDb, type DigestTables, dueAfter, minuteOf, sealedUrl, shownDigests, shownSending } from './store.ts'
import { writeDigest } from './write.ts'

const mostDigests = 30
const problems = {
  ...digestProblems,
  ...(Object.fromEntries(
    Object.entries(outgoingTexts).map(([why, title]) => [`url-${why}`, { status: 422, title }]),
  ) as Record<`url-${OutgoingRefusal}`, { status: number; title: (typeof outgoingTexts)[OutgoingRefusal] }>),
}
const refused = (why: DigestRefusal): never => refuse(problems, why)

/** Every minute what is due goes out. */
export function defineDigests(deps: DigestDeps & { jobs: Jobs }): void {
  deps.jobs.define('insight.digests', () => sendDue(deps), { cron: '* * * * *', retries: 0 })
}

/** The endpoints of digests. */
export function digestHandlers(deps: DigestDeps) {
  const os = implement(digests).$context<RequestContext>()
  const db = () => deps.postgres.tables<DigestTables>()
  return os.router({
    list: os.list.handler(async () => {
      const rows = await db().selectFrom('insight_digest').selectAll().orderBy('id', 'desc').execute()
      return { items: await shownDigests(db(), rows) }
    }),
    create: os.create.handler(({ input, context }) => create(deps, input, context.actor)),
    change: os.change.handler(({ input, context }) => change(deps, input, context.actor)),
    remove: os.remove.handler(({ input, context }) => remove(deps, input.id, context.actor)),
    preview: os.preview.handler(({ input, context }) => preview(deps, input, context.actor)),
    send: os.send.handler(async ({ input, context }) => {
      await deps.postgres.transaction(async (tx) => {
        await found(tx.tables<DigestTables>(), input.id)
        await audit(tx, nameOf(context.actor), 'digest.sent', input.id)
      })
      const sent = await sendNow(deps, input.id, nameOf(context.actor))
      return shownSending(sent ?? refused('no-such-digest'))
    }),
    sendings: os.sendings.handler(async ({ input: { id, cursor, limit } }) => {
      let query = db().selectFrom('insight_digest_sending').selectAll().where('digest', '=', id)
      if (cursor) query = query.where('id', '<', cursor)
      const rows = await query
        .orderBy('id', 'desc')
        .limit(limit + 1)
        .execute()
      const items = rows.slice(0, limit).map(shownSending)
      const last = items.at(-1)
      return rows.length > limit && last ? { items, next: last.id } : { items }
    }),
  })
}

type Input<K extends 'create' | 'change' | 'preview'> = Parameters<
  Parameters<ReturnType<typeof implement<typeof digests>>[K]['handler']>[0]
>[0]['input']

const found = async (db: DigestDb, id: string) =>
  (await db.selectFrom('insight_digest').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()) ??
  refused('no-such-digest')

const shownOne = async (db: DigestDb, row: Parameters<typeof shownDigests>[1][number]) =>
  (await shownDigests(db, [row]))[0] ?? refused('no-such-digest')

async function preview(deps: DigestDeps, input: Input<'preview'>, actor: Actor) {
  await checkDashboard(deps, input, actor)
  const body = (await writeDigest(deps, { ...input, minute: minuteOf(input.at) })) ?? refused('no-such-dashboard')
  const drawn = await pictureOf(body)
  return {
    ...{ body, csv: digestCsv(body) },
    text: digestText(body, input.language, input.site ? `${input.site}/console/digests` : null),
    image: 'png' in drawn ? drawn.png.toString('base64') : null,
    noImage: 'png' in drawn ? null : drawn.why,
  }
}

async function create(deps: DigestDeps, input: Input<'create'>, actor: Actor) {
  await checkDashboard(deps, input, actor)
  const { zone } = await deps.settings()
  const { at, url, ...row } = input
  const schedule = { minute: minuteOf(at), days: row.days }
  const place = placeOf(deps, url, input.target)
  return deps.postgres.transaction(async (tx) => {
    const db = tx.tables<DigestTables>()
    const { count } = await db
      .selectFrom('insight_digest')
      .select(({ fn }) => fn.countAll<string>().as('count'))
      .executeTakeFirstOrThrow()
    if (Number(count) >= mostDigests) refused('too-many-digests')
    const made = await db
      .insertInto('insight_digest')
      .values({
        ...{ ...row, ...schedule, ...place, paused: false, due_at: dueAfter(schedule, deps.now(), zone) },
        ...{ created_by: nameOf(actor), created_at: new Date(deps.now()) },
      })
      .returningAll()
      .executeTakeFirstOrThrow()
    await audit(tx, nameOf(actor), 'digest.created', made.id, { name: row.name, host: place.host, at })
    return shownOne(db, made)
  })
}

async function change(deps: DigestDeps, { id, at, url, ...patch }: Input<'change'>, actor: Actor) {
  const { zone } = await deps.settings()
  const before = await deps.postgres.transaction((tx) => found(tx.tables<DigestTables>(), id))
  if (patch.dashboard !== undefined)
    await checkDashboard(deps, { content: before.content, dashboard: patch.dashboard }, actor)
  const place = url === undefined ? {} : placeOf(deps, url, before.target)
  const set = Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined)) as typeof patch
  return deps.postgres.transaction(async (tx) => {
    const db = tx.tables<DigestTables>()
    const old = await found(db, id)
    const schedule = { minute: at === undefined ? old.minute : minuteOf(at), days: patch.days ?? old.days }
    const paused = patch.paused ?? old.paused
    const row = await db
      .updateTable('insight_digest')
      .set({ ...(set as object), ...place, ...schedule, due_at: paused ? null : dueAfter(schedule, deps.now(), zone) })
      .where('id', '=', id)
      .returningAll()
      .executeTakeFirstOrThrow()
    const host = url === undefined ? {} : { host: row.host }
    await audit(tx, nameOf(actor), 'digest.changed', id, { ...set, ...(at === undefined ? {} : { at }), ...host })
    return shownOne(db, row)
  })
}

function remove(deps: DigestDeps, id: string, actor: Actor) {
  return deps.postgres.transaction(async (tx) => {
    const db = tx.tables<DigestTables>()
    const { name } = await found(db, id)
    await db.deleteFrom('insight_digest_sending').where('digest', '=', id).execute()
    await db.deleteFrom('insight_digest').where('id', '=', id).execute()
    await audit(tx, nameOf(actor), 'digest.removed', id, { name })
    return { done: true as const }
  })
}

/** Whoever lets a dashboard out must see it. */
async function checkDashboard(deps: DigestDeps, of: { content: string; dashboard: string | null }, actor: Actor) {
  if (of.content !== 'dashboard') return
  const { dashboard } = of
  if (dashboard === null) return refused('dashboard-needed')
  const seen = await dashboardsOf(deps.postgres.tables<SavedTables>(), actor, dashboard)
  if (seen.length === 0) refused('no-such-dashboard')
}

/** An address that may be called, sealed; of it the host alone is shown. */
function placeOf({ outgoing, vault }: DigestDeps, text: string, target: 'wecom' | 'webhook') {
  const read = outgoing.check(text)
  if (!read.ok) return refused(`url-${read.refusal}`)
  const { pathname, searchParams, host } = read.value
  if (target === 'wecom' && !(pathname.endsWith('/cgi-bin/webhook/send') && searchParams.get('key')))
    refused('not-a-robot')
  return { url: vault.seal(text, sealedUrl), host }
}
