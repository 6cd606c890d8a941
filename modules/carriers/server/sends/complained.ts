import { sql } from 'kysely'
import { isTooMuch } from '../../core/complaints.ts'
import type { HostDeps } from './ports.ts'
import { stopSend } from './stopping.ts'
import type { SendRow, SendTables } from './tables.ts'

/** A send of which too many complain stops by itself. @returns whether it did */
export async function stopComplained(deps: HostDeps, { id }: SendRow): Promise<boolean> {
  const { rows } = await sql<{ complaints: number; sent: number }>`
    select (select count(distinct phone)::int from carriers_sms_answer where send = ${id}::bigint and kind = 'complaint')
      as complaints,
      (select count(*)::int from carriers_send_person where send = ${id}::bigint and told is not null) as sent`.execute(
    deps.postgres.tables<SendTables>(),
  )
  if (!rows[0] || !isTooMuch(rows[0])) return false
  await stopSend(deps, id, 'system')
  return true
}
