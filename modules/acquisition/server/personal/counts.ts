import { sql } from 'kysely'
import type { AcquisitionDeps } from '../deps.ts'
import type { AcquisitionTables } from '../tables.ts'

/** Port: what became of links that were given; crawlers apart. */
export const clickPort = ({ postgres }: Pick<AcquisitionDeps, 'postgres'>) => ({
  /**
   * For each of these: how many people were given a link, how many have clicked it and how often, and how often one that they
   * share was clicked by nobody who is known.
   */
  async sums(refs: readonly string[]) {
    const rows = await sql<{ ref: string; given: number; people: number; clicks: number; unknown: number }>`
      select p.ref, count(distinct p.person)::int as given, count(c.id)::int as clicks,
        (count(distinct p.person) filter (where c.id is not null))::int as people,
        (select count(*)::int from acquisition_shared s join acquisition_shared_click h on h.shared = s.id and not h.bot
          where s.ref = p.ref) as unknown
      from acquisition_personal p left join acquisition_personal_click c on c.personal = p.id and not c.bot
      where p.ref = any(${refs}::text[]) group by p.ref`.execute(postgres.tables<AcquisitionTables>())
    return new Map(rows.rows.map(({ ref, ...sums }) => [ref, sums]))
  },
  /** When whoever has clicked did so first, epoch ms, by person; of these people, or of all. */
  async clickers(ref: string, people?: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const rows = await sql<{ person: string; at: Date }>`
      select p.person::text as person, min(c.at) as at
      from acquisition_personal p join acquisition_personal_click c on c.personal = p.id and not c.bot
      where p.ref = ${ref} and (${people ?? null}::bigint[] is null or p.person = any(${people ?? null}::bigint[]))
      group by p.person`.execute(postgres.tables<AcquisitionTables>())
    return new Map(rows.rows.map(({ person, at }) => [person, at.getTime()]))
  },
})
