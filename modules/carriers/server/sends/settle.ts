import { sql } from 'kysely'
import type { HostDeps } from './ports.ts'
import { type SendTables, touchKeys } from './tables.ts'

/** So many ways at most has a send. */
const mostWays = 6

/** These people do not get it after all: their place at the gate is free again. */
export async function settle(
  deps: HostDeps,
  send: string,
  people: readonly string[],
  state: 'lost' | 'full' | 'stopped' | 'failed',
  error: string | null = null,
) {
  if (people.length === 0) return
  await sql`update carriers_send_person set state = ${state}, error = coalesce(${error}, error), at = ${new Date(deps.now())}
    where send = ${send}::bigint and person = any(${people}::bigint[]) and state not in ('sent', 'delivered')`.execute(
    deps.postgres.tables<SendTables>(),
  )
  await deps.gate.takeBack(people.flatMap((person) => touchKeys(send, person, mostWays)))
}
