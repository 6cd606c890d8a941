import { sql } from 'kysely'
import type { CarrierTables } from '../tables.ts'
import type { GivenDeps } from './make.ts'
import { endGiven } from './port.ts'

const batch = 200

/** Codes whose time is over are taken away at the platform; what it refuses now is tried at the next look. */
export async function endOverdue(deps: GivenDeps): Promise<number> {
  const { rows } = await sql<{ id: string }>`
    select id::text as id from carriers_code where off_at is null and keep_until <= ${new Date(deps.now())}
    order by keep_until limit ${batch}`.execute(deps.postgres.tables<CarrierTables>())
  let ended = 0
  for (const { id } of rows) {
    const done = await endGiven(deps, id)
    if (done.ok) ended += 1
    else deps.log.warn({ code: id, why: done.refusal.why }, 'a code whose time is over stays for now')
  }
  return ended
}
