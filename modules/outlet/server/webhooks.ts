import { implement, ORPCError } from '@orpc/server'
import { type Kysely, sql } from 'kysely'
import { day } from '#kit/time'
import { audit } from '#platform/audit'
import { type Actor, may, nameOf, type RequestContext } from '#platform/http/context'
import type { Tx } from '#platform/postgres/postgres'
import { webhooks } from '../contract.ts'
import { switchOff } from './attempt.ts'
import { type OutletDeps, refuseOutlet } from './deps.ts'
import { newSecret } from './secrets.ts'
import { shownWebhook, standingOf } from './shown.ts'
import type { OutletTables, WebhookRow } from './tables.ts'

const mostWebhooks = 50
/** So long an old secret signs beside the new one. */
const overlap = day

/** The endpoints of webhooks themselves. */
export function webhookHandlers(deps: OutletDeps) {
  const os = implement(webhooks).$context<RequestContext>()
  const db = () => deps.postgres.tables<OutletTables>()
  const shown = async (row: WebhookRow) => shownWebhook(row, await standingOf(db(), row.id, deps.now()), deps.now())
  return {
    list: os.list.handler(async ({ input }) => {
      let query = db().selectFrom('outlet_webhook').selectAll()
      if (input.cursor && /^\d{1,18}$/.test(input.cursor)) query = query.where('id', '<', input.cursor)
      const rows = await query
        .orderBy('id', 'desc')
        .limit(input.limit + 1)
        .execute()
      const items = await Promise.all(rows.slice(0, input.limit).map(shown))
      const last = items.at(-1)
      return rows.length > input.limit && last ? { items, next: last.id } : { items }
    }),
    get: os.get.handler(async ({ input }) => shown((await find(db(), input.id)) ?? refuseOutlet('no-such-webhook'))),
    create: os.create.handler(async ({ input, context }) => {
      allowed(deps, input, context.actor)
      const made = await create(deps, input, nameOf(context.actor))
      return { ...(await shown(made.row)), secret: made.secret }
    }),
    change: os.change.handler(async ({ input, context }) => {
      const row = await deps.postgres.transaction((tx) => change(deps, tx, input, context.actor))
      deps.kick()
      return shown(row)
    }),
    remove: os.remove.handler(({ input, context }) =>
      deps.postgres.transaction((tx) => remove(tx, input.id, nameOf(context.actor))),
    ),
    rotate: os.rotate.handler(async ({ input, context }) => {
      const made = await deps.postgres.transaction((tx) => rotate(deps, tx, input, nameOf(context.actor)))
      return { ...(await shown(made.row)), secret: made.secret }
    }),
  }
}

/** Who lets facts out needs the rights to read them; where they go must be a place that is called. */
function allowed(deps: OutletDeps, { url, facts }: { url: string; facts: readonly string[] }, actor: Actor) {
  for (const name of facts) {
    const fact = deps.facts.find((one) => one.name === name) ?? refuseOutlet('unknown-fact')
    if (!may(actor, fact.needs)) throw new ORPCError('FORBIDDEN', { data: { detail: fact.needs } })
  }
  const read = deps.outgoing.check(url)
  if (!read.ok) refuseOutlet(`url-${read.refusal}`)
}

async function find(db: Kysely<OutletTables>, id: string) {
  return db.selectFrom('outlet_webhook').selectAll().where('id', '=', id).executeTakeFirst()
}

interface New {
  readonly name: string
  readonly url: string
  readonly facts: readonly string[]
}

/** An address may carry a token of its own: the audit log keeps its host alone. */
const traced = ({ url, facts }: New) => ({ host: new URL(url).host, facts })

async function create({ postgres, vault, now }: OutletDeps, given: New, actor: string) {
  const { text, sealed, hint } = newSecret(vault)
  return postgres.transaction(async (tx) => {
    const db = tx.tables<OutletTables>()
    await sql`select pg_advisory_xact_lock(hashtextextended('outlet_webhook', 0))`.execute(db)
    const { count } = await db
      .selectFrom('outlet_webhook')
      .select(({ fn }) => fn.countAll<string>().as('count'))
      .executeTakeFirstOrThrow()
    if (Number(count) >= mostWebhooks) refuseOutlet('too-many-webhooks')
    const row = await db
      .insertInto('outlet_webhook')
      .values({
        ...{ name: given.name, url: given.url, facts: [...new Set(given.facts)], secret: sealed, hint },
        ...{ old_secret: null, old_until: null, created_by: actor, created_at: new Date(now()) },
        ...{ off_at: null, off_why: null, failing_since: null, delivered_at: null },
      })
      .returningAll()
      .executeTakeFirstOrThrow()
    await audit(tx, actor, 'webhook.created', row.id, traced(given))
    return { row, secret: text }
  })
}

type Change = { id: string; on?: boolean | undefined } & { [K in keyof New]?: New[K] | undefined }

async function change(deps: OutletDeps, tx: Tx, { id, on, ...given }: Change, actor: Actor): Promise<WebhookRow> {
  const db = tx.tables<OutletTables>()
  const before = await db.selectFrom('outlet_webhook').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
  if (!before) return refuseOutlet('no-such-webhook')
  const next = {
    name: given.name ?? before.name,
    url: given.url ?? before.url,
    facts: [...new Set(given.facts ?? before.facts)],
  }
  allowed(deps, next, actor)
  const isOff = before.off_at !== null
  await db
    .updateTable('outlet_webhook')
    .set({ ...next, ...(on && isOff ? { off_at: null, off_why: null, failing_since: null } : {}) })
    .where('id', '=', id)
    .execute()
  const by = nameOf(actor)
  if (Object.values(given).some((value) => value !== undefined))
    await audit(tx, by, 'webhook.changed', id, traced(next))
  if (on && isOff) await audit(tx, by, 'webhook.switchedOn', id)
  if (on === false && !isOff) await switchOff(tx, id, 'hand', deps.now(), by)
  return (await find(db, id)) ?? refuseOutlet('no-such-webhook')
}

async function remove(tx: Tx, id: string, actor: string) {
  const db = tx.tables<OutletTables>()
  const gone = await db.deleteFrom('outlet_webhook').where('id', '=', id).executeTakeFirst()
  if (gone.numDeletedRows === 0n) refuseOutlet('no-such-webhook')
  await audit(tx, actor, 'webhook.removed', id)
  return { gone: true }
}

async function rotate({ vault, now }: OutletDeps, tx: Tx, given: { id: string; atOnce: boolean }, actor: string) {
  const db = tx.tables<OutletTables>()
  const at = now()
  const before = await db
    .selectFrom('outlet_webhook')
    .selectAll()
    .where('id', '=', given.id)
    .forUpdate()
    .executeTakeFirst()
  if (!before) return refuseOutlet('no-such-webhook')
  // Of three secrets the oldest would stop to sign without a warning.
  if (!given.atOnce && before.old_until && before.old_until.getTime() > at) refuseOutlet('still-rotating')
  const { text, sealed, hint } = newSecret(vault)
  const old = given.atOnce
    ? { old_secret: null, old_until: null }
    : { old_secret: before.secret, old_until: new Date(at + overlap) }
  const row = await db
    .updateTable('outlet_webhook')
    .set({ secret: sealed, hint, ...old })
    .where('id', '=', given.id)
    .returningAll()
    .executeTakeFirstOrThrow()
  await audit(tx, actor, 'webhook.rotated', given.id, { atOnce: given.atOnce })
  return { row, secret: text }
}
