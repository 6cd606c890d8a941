import { sql } from 'kysely'
import type { TimelineSource } from '#modules/people'
import type { Postgres } from '#platform/postgres/postgres'
import type { AcquisitionTables } from '../tables.ts'

/** Links of their own that people have clicked: which one, and the message it came with. Crawlers are nobody. */
export function clickTimeline(postgres: Postgres): TimelineSource {
  return {
    facts: 'behaviour',
    async read(persons, before, limit) {
      const rows = await sql<{ at: Date; link: string; title: string }>`
        select c.at, l.name as link, p.title
        from acquisition_personal p join acquisition_personal_click c on c.personal = p.id and not c.bot
          join acquisition_link l on l.id = p.link
        where p.person = any(${persons}::bigint[]) and c.at < to_timestamp(${Math.min(before, 10_413_791_999_999)} / 1000.0)
        order by c.at desc, c.id limit ${limit}`.execute(postgres.tables<AcquisitionTables>())
      return rows.rows.map(({ at, link, title }) => ({
        ...{ at: at.getTime(), kind: 'behaviour', name: 'link_clicked' },
        detail: { link, message: title },
      }))
    },
  }
}
