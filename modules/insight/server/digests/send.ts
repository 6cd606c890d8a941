import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { hour, minute } from '#kit/time'
import type { Vault } from '#platform/crypto'
import type { Outcome, Outgoing } from '#platform/http/outgoing'
import type { Log } from '#platform/log'
import { type Digest, digestCsv, digestText } from '../../core/digestText.ts'
import type { DashboardDeps } from './dashboards.ts'
import { pictureOf } from './picture.ts'
import { type DigestRow, type DigestTables, dueAfter, putSending, type SendingRow, sealedUrl } from './store.ts'
import { writeDigest } from './write.ts'

export interface DigestDeps extends DashboardDeps {
  readonly vault: Vault
  readonly outgoing: Outgoing
  readonly log: Log
}

const [retryAfter, mostTries, timeoutMs] = [5 * minute, 3, 15_000]
/** A digest that is later than this is not sent any more: its day has begun without it. */
const latest = 2 * hour

/** Takes up what is due and sends what waits; may be called as often as one likes. */
export async function sendDue(deps: DigestDeps): Promise<void> {
  await takeUp(deps)
  for (;;) {
    const claimed = await claim(deps)
    if (!claimed) return
    await deliver(deps, claimed)
  }
}

/** Each due time becomes one sending, and the digest its next time. */
async function takeUp({ postgres, settings, now }: DigestDeps): Promise<void> {
  const { zone } = await settings()
  const at = now()
  await postgres.transaction(async (tx) => {
    const db = tx.tables<DigestTables>()
    const due = await db
      .selectFrom('insight_digest')
      .selectAll()
      .where('due_at', '<=', new Date(at))
      .forUpdate()
      .skipLocked()
      .execute()
    for (const digest of due) {
      const late = at - (digest.due_at?.getTime() ?? at) > latest
      await putSending(db, digest.id, digest.due_at, 'schedule', new Date(at), late ? 'missed' : 'waiting')
      await db
        .updateTable('insight_digest')
        .set({ due_at: dueAfter(digest, at, zone) })
        .where('id', '=', digest.id)
        .execute()
    }
  })
}

/** The oldest that waits; should this process stop meanwhile, it is tried again later. */
async function claim({ postgres, now }: DigestDeps, id?: string): Promise<SendingRow | undefined> {
  const at = now()
  const db = postgres.tables<DigestTables>()
  const { rows } = await sql<SendingRow>`
    update insight_digest_sending set tries = tries + 1, next_at = ${new Date(at + retryAfter)}
    where id = (select id from insight_digest_sending
      where state = 'waiting' and next_at <= ${new Date(at)} and (${id ?? null}::bigint is null or id = ${id ?? null}::bigint)
      order by next_at, id limit 1 for update skip locked)
    returning *`.execute(db)
  return rows[0]
}

/** Sends one that somebody asked for; by hand there is no second try. */
export async function sendNow(deps: DigestDeps, digest: string, by: string): Promise<SendingRow | undefined> {
  const db = deps.postgres.tables<DigestTables>()
  const put = await putSending(db, digest, null, by, new Date(deps.now()), 'waiting')
  const claimed = put && (await claim(deps, put.id))
  if (claimed) await deliver(deps, claimed)
  return put && db.selectFrom('insight_digest_sending').selectAll().where('id', '=', put.id).executeTakeFirst()
}

interface Result {
  readonly outcome: Outcome | { readonly kind: 'gone' }
  readonly body: Digest | null
  readonly picture: boolean
}

async function deliver(deps: DigestDeps, sending: SendingRow): Promise<void> {
  const db = deps.postgres.tables<DigestTables>()
  const digest = await db.selectFrom('insight_digest').selectAll().where('id', '=', sending.digest).executeTakeFirst()
  if (!digest) return
  const { outcome, body, picture } = await post(deps, digest)
  const why = whyNot(outcome, digest.target)
  const again = why !== null && isPassing(outcome) && sending.tries < mostTries && sending.due_at !== null
  await db
    .updateTable('insight_digest_sending')
    .set({
      state: why === null ? 'sent' : again ? 'waiting' : 'failed',
      ...{ why, picture, body: body && JSON.stringify(body), sent_at: new Date(deps.now()) },
      status: outcome.kind === 'answered' ? outcome.status : null,
      answer: outcome.kind === 'answered' ? outcome.text.slice(0, 500) : null,
    })
    .where('id', '=', sending.id)
    .execute()
  if (why !== null) deps.log.warn({ digest: digest.id, why }, 'digest not sent')
}

async function post(deps: DigestDeps, digest: DigestRow): Promise<Result> {
  const body = await writeDigest(deps, digest)
  if (!body) return { outcome: { kind: 'gone' }, body, picture: false }
  const url = deps.vault.open(digest.url, sealedUrl)
  const drawn = digest.picture ? await pictureOf(body) : null
  const png = drawn && 'png' in drawn ? drawn.png : null
  const link = digest.site ? `${digest.site}/console/digests?id=${digest.id}` : null
  const call = (json: object) =>
    deps.outgoing.post(url, {
      ...{ headers: { 'content-type': 'application/json; charset=utf-8' }, timeoutMs },
      body: JSON.stringify(json),
    })
  const text = digestText(body, digest.language, link)
  if (digest.target === 'webhook') {
    const csv = { name: `${body.title}.csv`, content: digestCsv(body) }
    const letter = { kind: 'digest', title: body.title, text, csv, link, report: body }
    return { outcome: await call({ ...letter, image: png?.toString('base64') ?? null }), body, picture: png !== null }
  }
  const said = await call({ msgtype: 'markdown', markdown: { content: text } })
  if (png === null || whyNot(said, 'wecom') !== null) return { outcome: said, body, picture: false }
  const image = { base64: png.toString('base64'), md5: createHash('md5').update(png).digest('hex') }
  const shown = await call({ msgtype: 'image', image })
  // The text has arrived: sent once more with the picture, it would stand there twice.
  return { outcome: said, body, picture: whyNot(shown, 'wecom') === null }
}

/** Why it did not arrive; null when it did. WeCom answers 200 whatever happened, and says in its body what did. */
function whyNot(outcome: Result['outcome'], target: DigestRow['target']): string | null {
  if (outcome.kind === 'gone') return 'dashboard-gone'
  if (outcome.kind === 'refused') return `url-${outcome.why}`
  if (outcome.kind === 'failed') return outcome.why
  if (outcome.status < 200 || outcome.status > 299) return `status-${outcome.status}`
  if (target === 'webhook') return null
  const code = /"errcode"\s*:\s*(-?\d+)/.exec(outcome.text)?.[1]
  return code === '0' ? null : `errcode-${code ?? 'none'}`
}

/** What may go better in five minutes: no answer, a fault of theirs, or too many messages at once. */
const isPassing = (outcome: Result['outcome']): boolean =>
  outcome.kind === 'failed' ||
  (outcome.kind === 'answered' &&
    (outcome.status >= 500 || outcome.status === 429 || /"errcode"\s*:\s*(-1|45009)\b/.test(outcome.text)))
