import type { Postgres } from '#platform/postgres/postgres'
import type { SendTables } from './tables.ts'

/** Port: sends whose test of openings told nothing, and of which the rest waits for somebody's word; the longest waiting first. */
export const undecidedTrials = (postgres: Postgres) => async () => {
  const rows = await postgres
    .tables<SendTables>()
    .selectFrom('carriers_send')
    .select(['id', 'name', 'trial_at'])
    .where('trial_state', '=', 'unclear')
    .where('state', '=', 'waiting')
    .orderBy('trial_at')
    .limit(100)
    .execute()
  return rows.map(({ id, name, trial_at: at }) => ({ id, name, since: at?.getTime() ?? 0 }))
}
