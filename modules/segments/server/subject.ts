import { sql } from 'kysely'
import { type SubjectRecords, tableOf } from '#platform/subject'
import type { SegmentDeps } from './deps.ts'
import { forgetMembers } from './lists.ts'
import { membershipsOf } from './read.ts'
import type { SegmentTables } from './tables.ts'
import { factsOf } from './tags/store.ts'

/** Tags of a person with their history, and the segments they stand in. */
export function segmentsSubject(deps: Pick<SegmentDeps, 'postgres' | 'olap'>): SubjectRecords {
  const db = () => deps.postgres.tables<SegmentTables>()
  return {
    tables: ({ strands }) => [
      tableOf('segments.tags', ['tag', 'name', 'given', 'at', 'by'], async () => {
        const facts = await factsOf(db(), { strands }, { limit: 10_000 })
        return facts.map(({ tag, name, given, at, by }) => ({ tag, name, given, at, by }))
      }),
      tableOf('segments.memberships', ['segment', 'name', 'since'], async () => {
        const found = await membershipsOf(deps.olap, strands)
        const names = await db().selectFrom('segments_segment').select(['id', 'name']).execute()
        const nameOf = new Map(names.map(({ id, name }) => [id, name]))
        return found.map(({ segment, since }) => ({
          ...{ segment, name: nameOf.get(segment) ?? '', since: new Date(since).toISOString() },
        }))
      }),
      tableOf('segments.pendingTags', ['type', 'value', 'at'], async () => {
        const rows = await sql<{ type: string; shown: string; at: Date }>`
          select type, shown, at from segments_pending where strand = any(${strands}::bigint[])`.execute(db())
        return rows.rows.map(({ type, shown, at }) => ({ type, value: shown, at: at.toISOString() }))
      }),
    ],
    sweep: ({ strands }) => forgetMembers(deps, strands),
    async erase(tx, { strands }) {
      const own = tx.tables<SegmentTables>()
      for (const table of ['segments_given', 'segments_given_fact', 'segments_pending'] as const)
        await own.deleteFrom(table).where(sql<boolean>`strand = any(${strands}::bigint[])`).execute()
      return []
    },
  }
}
