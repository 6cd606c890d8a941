import { sql } from 'kysely'
import { day } from '#kit/time'
import type { Postgres } from '#platform/postgres/postgres'
import type { OutletTables } from './tables.ts'
import { kept } from './tell.ts'

/** Proof of what was given to whom is kept so long. */
const forwardedKept = 3 * 365 * day

const batch = 10_000

/** Old deliveries go, a piece at a time: none of the statements locks the table for long. */
export async function sweepDeliveries(postgres: Postgres, at: number): Promise<void> {
  const db = postgres.tables<OutletTables>()
  for (;;) {
    const { numAffectedRows = 0n } = await sql`
      delete from outlet_delivery where id = any(array(
        select id from outlet_delivery where created_at < ${new Date(at - kept)} and state <> 'waiting'
        order by created_at limit ${batch}))`.execute(db)
    if (numAffectedRows < BigInt(batch)) return
  }
}

/** What was switched off by its own answers, the latest first. */
export async function webhooksOff(postgres: Postgres) {
  const rows = await postgres
    .tables<OutletTables>()
    .selectFrom('outlet_webhook')
    .select(['id', 'name', 'off_at'])
    .where('off_why', 'in', ['gone', 'failing'])
    .orderBy('off_at', 'desc')
    .execute()
  return rows.map(({ id, name, off_at }) => ({ id, name, offAt: off_at?.getTime() ?? 0 }))
}

/** What was given to whom goes when its time is over. */
export async function sweepForwarded(postgres: Postgres, at: number): Promise<void> {
  await sql`delete from outlet_forwarded where day < ${new Date(at - forwardedKept)}::date`.execute(
    postgres.tables<OutletTables>(),
  )
}

/** What paused itself, the latest first. */
export async function forwardersPaused(postgres: Postgres) {
  const rows = await postgres
    .tables<OutletTables>()
    .selectFrom('outlet_forwarder')
    .select(['name', 'paused_at'])
    .where('paused_why', 'in', ['gone', 'failing'])
    .orderBy('paused_at', 'desc')
    .execute()
  return rows.map(({ name, paused_at }) => ({ name, offAt: paused_at?.getTime() ?? 0 }))
}
