import { sql } from 'kysely'
import type { Postgres } from '#platform/postgres/postgres'
import type { SendTables } from './tables.ts'

/** The name of a touch of a send: see `touchKey`. */
const touch = /^send:(\d+):(\d+):\d+$/

/** What became of one person of a send, as it was told later by the name of the touch. */
export async function toldOfTouch(postgres: Postgres, key: string, isThere: boolean, code: string): Promise<void> {
  const [, send, person] = touch.exec(key) ?? []
  if (send === undefined || person === undefined) return
  await sql`update carriers_send_person set state = ${isThere ? 'delivered' : 'failed'},
      error = ${isThere ? null : code.slice(0, 500)}
    where send = ${send}::bigint and person = ${person}::bigint and state in ('leaving', 'sent', 'unsure', 'delivered', 'failed')`.execute(
    postgres.tables<SendTables>(),
  )
}

/** As `toldOfTouch`, by the platform's number of the message. False = nothing of it is known (yet). */
export async function toldOfMessage(
  postgres: Postgres,
  { account, msgid }: { account: string; msgid: string },
  error: string | null,
): Promise<boolean> {
  const done = await sql`
    update carriers_send_person p set state = ${error === null ? 'delivered' : 'failed'}, error = ${error}
    from carriers_send s where s.id = p.send and p.told = ${msgid} and p.state in ('sent', 'unsure', 'delivered', 'failed')
      and s.ways->(p.way::int)->>'account' = ${account} returning 1`.execute(postgres.tables<SendTables>())
  return done.rows.length > 0
}

/** A platform tells how a message to many came out: how many got it, and nobody's name. */
export async function keepMassTold(
  postgres: Postgres,
  told: { account: string; msgid: string; status: string; total: number; sent: number; at: number },
): Promise<void> {
  await postgres
    .tables<SendTables>()
    .insertInto('carriers_mass_told')
    .values({ ...told, at: new Date(told.at) })
    .onConflict((on) => on.doNothing())
    .execute()
  // The send that waits for it is looked after at once.
  await sql`update carriers_send set look_at = ${new Date(told.at)} where state = 'waiting' and id in (
    select send from carriers_send_unit where msgid = ${told.msgid})`.execute(postgres.tables<SendTables>())
}
