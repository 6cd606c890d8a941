import { sql } from 'kysely'
import type { Olap } from '#platform/clickhouse/olap'
import type { Subscription } from '#platform/outbox'
import { type TagsGiven, tagsGiven } from '../../index.ts'
import { nextNumber } from '../store.ts'
import type { SegmentTables } from '../tables.ts'

/** Copies tags by hand to the shared log, each as it stands now: the same fact again changes nothing. */
export function copyTags(olap: Olap, now: () => number): Subscription {
  return {
    consumer: 'segments.tags',
    topics: [tagsGiven],
    async handle(tx, facts) {
      const told = facts.flatMap((fact) => (fact.payload as TagsGiven).tags)
      const pairs = JSON.stringify(told.map(({ tag, strand }) => ({ tag, strand })))
      const db = tx.tables<SegmentTables>()
      const rows = await sql<{ tag: string; strand: string; at: Date | null }>`
        select distinct p.tag, p.strand, g.at from json_to_recordset(${pairs}::json) as p(tag bigint, strand bigint)
        left join segments_given g on g.tag = p.tag and g.strand = p.strand`.execute(db)
      const version = await nextNumber(db)
      await olap.insert(
        'person_tags',
        rows.rows.map(({ tag, strand, at }) => ({
          ...{ tag, person: strand, version, at: at?.getTime() ?? now(), deleted: at ? 0 : 1 },
        })),
      )
    },
  }
}
