import { sql } from 'kysely'
import type { SendDeps } from './ports.ts'
import { type SendTables, touchKey } from './tables.ts'

/** These people do not get it after all: their place at the gate is free again. */
export async function settle(
  deps: SendDeps,
  send: string,
  people: readonly string[],
  state: 'lost' | 'full' | 'stopped',
) {
  if (people.length === 0) return
  await sql`update carriers_send_person set state = ${state}, at = ${new Date(deps.now())}
    where send = ${send}::bigint and person = any(${people}::bigint[]) and state <> 'sent'`.execute(
    deps.postgres.tables<SendTables>(),
  )
  await deps.gate.takeBack(people.map((person) => touchKey(send, person)))
}
