import { sql } from 'kysely'
import { testFact } from '../core/facts.ts'
import type { DeliveryRow, OutletDb, WebhookRow } from './tables.ts'
import { kept } from './tell.ts'

interface Standing {
  readonly waiting: number
  readonly failed: number
}

/** How many wait and how many failed; beyond ten thousand the number itself says nothing more. */
export async function standingOf(db: OutletDb, id: string, at: number): Promise<Standing> {
  const { rows } = await sql<Standing>`
    select
      (select count(*)::int from (select 1 from outlet_delivery
        where webhook = ${id} and state = 'waiting' limit 10000) w) as waiting,
      (select count(*)::int from (select 1 from outlet_delivery
        where webhook = ${id} and state = 'failed' and created_at >= ${new Date(at - kept)} and fact <> ${testFact}
        limit 10000) f) as failed
  `.execute(db)
  return rows[0] ?? { waiting: 0, failed: 0 }
}

const timeOf = (at: Date | null) => at?.toISOString() ?? null

/** A webhook without its secret. */
export function shownWebhook(row: WebhookRow, { waiting, failed }: Standing, at: number) {
  const { id, name, url, facts } = row
  const rotates = row.old_until !== null && row.old_until.getTime() > at
  return {
    ...{ id, name, url, facts, waiting, failed },
    ...{ on: row.off_at === null, offAt: timeOf(row.off_at), offWhy: row.off_why },
    ...{ secretHint: row.hint, oldSecretUntil: rotates ? timeOf(row.old_until) : null },
    ...{ failingSince: timeOf(row.failing_since), deliveredAt: timeOf(row.delivered_at) },
    createdAt: row.created_at.toISOString(),
  }
}

/** A delivery without what it says. */
export function shownDelivery(row: DeliveryRow & { name: string }) {
  const { id, webhook, message, fact, items, state, why, attempts } = row
  const { answered_at, status, answer, error, ms } = row
  return {
    ...{ id, webhook, webhookName: row.name, message, fact, items, state, why, attempts },
    createdAt: row.created_at.toISOString(),
    dueAt: state === 'waiting' ? row.due_at.toISOString() : null,
    answer: answered_at && {
      ...{ at: answered_at.toISOString(), status, text: answer ?? '', error, ms: ms ?? 0 },
    },
  }
}
