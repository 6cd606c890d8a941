import { sql } from 'kysely'
import { audit } from '#platform/audit'
import type { Tx } from '#platform/postgres/postgres'
import { afterAttempt, type Next, outcomeOf, standingAfter } from '../core/attempts.ts'
import { testFact } from '../core/facts.ts'
import type { DeliveryRow, OutletDb, OutletTables, WebhookRow } from './tables.ts'

/** A delivery that this process has taken up, with where it goes. */
export type Claimed = Pick<DeliveryRow, 'id' | 'webhook' | 'message' | 'fact' | 'body' | 'attempts' | 'tries'> &
  Pick<DeliveryRow, 'deadline'> &
  Pick<WebhookRow, 'url' | 'secret' | 'old_secret' | 'old_until'>

interface Claim {
  readonly at: number
  /** When it is due again should nothing be heard of the attempt. */
  readonly lease: number
  readonly atATime: number
  /** How many are on their way already, by webhook. */
  readonly busy: Readonly<Record<string, number>>
}

/** Takes up what is due, of each webhook as many as it may have on their way. */
export async function claimDue(db: OutletDb, { at, lease, atATime, busy }: Claim): Promise<Claimed[]> {
  const { rows } = await sql<Claimed>`
    update outlet_delivery d set attempts = d.attempts + 1, tries = d.tries + 1, due_at = ${new Date(lease)}
    from (
      select w.url, w.secret, w.old_secret, w.old_until, due.id
      from outlet_webhook w
      cross join lateral (
        select o.id from outlet_delivery o
        where o.webhook = w.id and o.state = 'waiting' and o.due_at <= ${new Date(at)}
          and (w.off_at is null or o.fact = ${testFact})
        order by o.due_at, o.id
        limit greatest(0, ${atATime}::int - coalesce((${JSON.stringify(busy)}::jsonb ->> w.id::text)::int, 0))
        for update skip locked
      ) due
    ) mine
    where d.id = mine.id
    returning d.id, d.webhook, d.message, d.fact, d.body, d.attempts, d.tries, d.deadline,
      mine.url, mine.secret, mine.old_secret, mine.old_until`.execute(db)
  return rows
}

interface Answer {
  readonly status: number | null
  readonly text: string
  readonly error: string | null
  readonly retryAfter: number | null
  readonly ms: number
}

/** Keeps how an attempt came out, and what that means for the webhook. Nothing when the delivery is another's by now. */
export async function recordAttempt(tx: Tx, row: Claimed, answer: Answer, now: { at: number; roll: number }) {
  const db = tx.tables<OutletTables>()
  const webhook = await db
    .selectFrom('outlet_webhook')
    .select(['id', 'off_at', 'failing_since'])
    .where('id', '=', row.webhook)
    .forUpdate()
    .executeTakeFirst()
  if (!webhook) return
  const outcome = outcomeOf(answer.status, answer.retryAfter)
  const isTest = row.fact === testFact
  const attempt = { ...now, tries: row.tries, deadline: row.deadline.getTime(), isTest }
  const next = afterAttempt(attempt, outcome)
  const isOff = webhook.off_at !== null && !isTest
  if (!(await keep(db, row, answer, isOff && next.state === 'waiting' ? missed : next, now.at)) || isTest) return
  const { failingSince, off } = standingAfter(webhook.failing_since?.getTime() ?? null, outcome, now.at)
  await db
    .updateTable('outlet_webhook')
    .set({
      failing_since: failingSince === null ? null : new Date(failingSince),
      ...(outcome.kind === 'taken' ? { delivered_at: new Date(now.at) } : {}),
    })
    .where('id', '=', row.webhook)
    .execute()
  if (off && !isOff) await switchOff(tx, row.webhook, off, now.at, 'outlet')
}

const missed = { state: 'failed', why: 'off' } as const

async function keep(db: OutletDb, row: Claimed, answer: Answer, next: Next | typeof missed, at: number) {
  const set = {
    ...{ state: next.state, why: next.state === 'failed' ? next.why : null },
    ...{ answered_at: new Date(at), status: answer.status, answer: answer.text, error: answer.error, ms: answer.ms },
    ...(next.state === 'waiting' ? { due_at: new Date(next.dueAt) } : {}),
  }
  const kept = await db
    .updateTable('outlet_delivery')
    .set(set)
    .where('id', '=', row.id)
    .where('attempts', '=', row.attempts)
    .executeTakeFirst()
  return kept.numUpdatedRows > 0n
}

/** Nothing goes out any more; what waited is kept to be replayed. */
export async function switchOff(
  tx: Tx,
  webhook: string,
  why: NonNullable<WebhookRow['off_why']>,
  at: number,
  actor: string,
) {
  const db = tx.tables<OutletTables>()
  await db
    .updateTable('outlet_webhook')
    .set({ off_at: new Date(at), off_why: why })
    .where('id', '=', webhook)
    .execute()
  await db
    .updateTable('outlet_delivery')
    .set(missed)
    .where('webhook', '=', webhook)
    .where('state', '=', 'waiting')
    .where('fact', '<>', testFact)
    .execute()
  await audit(tx, actor, 'webhook.switchedOff', webhook, { why })
}
