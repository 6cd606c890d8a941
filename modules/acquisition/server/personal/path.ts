import { sql } from 'kysely'
import type { Postgres } from '#platform/postgres/postgres'
import { type Stage, walk } from '../../core/handover.ts'
import { stagesOf, sumVisits } from '../handover/path.ts'
import type { AcquisitionTables } from '../tables.ts'

/** From a message to the member: its first steps, who clicked their link, and where that led to a page of ours its steps. */
export async function pathOfMessage(postgres: Postgres, ref: string, first: readonly Stage[]) {
  const { rows } = await sql<{ people: number }>`
    select count(distinct p.person)::int as people
    from acquisition_personal p join acquisition_personal_click c on c.personal = p.id and not c.bot
    where p.ref = ${ref}`.execute(postgres.tables<AcquisitionTables>())
  const sums = await sumVisits(postgres, sql`v.ref = ${ref}`)
  const clicked: Stage = { step: 'clicked', people: rows[0]?.people ?? 0 }
  return walk([...first, clicked, ...(sums.landed === 0 ? [] : stagesOf(sums))])
}
