import { sql } from 'kysely'
import type { Postgres } from '#platform/postgres/postgres'
import { type Stage, walk } from '../../core/handover.ts'
import type { AcquisitionDeps } from '../deps.ts'
import { stagesOf, sumVisits } from '../handover/path.ts'
import type { AcquisitionTables } from '../tables.ts'

/** What links of each reader's own led to, for whoever writes to people. */
export const pathPort = ({ postgres }: Pick<AcquisitionDeps, 'postgres'>) => ({
  /** When whoever was added by what these links led to was, epoch ms, by person. */
  async adders(ref: string): Promise<ReadonlyMap<string, number>> {
    const rows = await sql<{ person: string; at: Date }>`
      select person::text as person, min(added_at) as at from acquisition_visit
      where ref = ${ref} and added_at is not null and person is not null group by person`.execute(
      postgres.tables<AcquisitionTables>(),
    )
    return new Map(rows.rows.map(({ person, at }) => [person, at.getTime()]))
  },
  path: (ref: string, first: readonly Stage[]) => pathOfMessage(postgres, ref, first),
})

/** From a message to the member: its first steps, who clicked their link, and where that led to a page of ours its steps. */
async function pathOfMessage(postgres: Postgres, ref: string, first: readonly Stage[]) {
  const { rows } = await sql<{ people: number }>`
    select count(distinct p.person)::int as people
    from acquisition_personal p join acquisition_personal_click c on c.personal = p.id and not c.bot
    where p.ref = ${ref}`.execute(postgres.tables<AcquisitionTables>())
  const sums = await sumVisits(postgres, sql`v.ref = ${ref}`)
  const clicked: Stage = { step: 'clicked', people: rows[0]?.people ?? 0 }
  return walk([...first, clicked, ...(sums.landed === 0 ? [] : stagesOf(sums))])
}
