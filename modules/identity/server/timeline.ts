import { sql } from 'kysely'
import { visitorTypes } from '../core/kinds.ts'
import type { GraphDeps } from './graph.ts'
import { shownBecause, shownHandle } from './shown.ts'
import type { IdentityTables } from './tables.ts'

type HandleRow = Pick<IdentityTables['identity_handle'], 'id' | 'type' | 'value' | 'sealed' | 'origin'> & {
  at: Date
  name: string
}
interface MergeRow {
  at: Date
  name: string
  lead: string
  other: string
  because: unknown
}

/** When ids of people were seen first, went, and joined or parted them: newest first, always in one order, masked. */
export function idTimeline({ postgres, vault }: GraphDeps) {
  return {
    facts: 'identity' as const,
    async read(persons: readonly string[], before: number, limit: number) {
      const db = postgres.tables<IdentityTables>()
      const until = sql`to_timestamp(${Math.min(before, 10_413_791_999_999)} / 1000.0)`
      const handles = await sql<HandleRow>`
        select * from (
          select h.first_seen as at, 'id seen' as name, h.id, h.type, h.value, h.sealed, h.origin from identity_handle h
            where h.strand = any(${persons}::bigint[]) and h.type <> all(${[...visitorTypes]}::text[])
          union all select p.until, 'id ' || p.why, h.id, h.type, h.value, h.sealed, null from identity_past p
            join identity_handle h on h.id = p.handle where p.strand = any(${persons}::bigint[])
        ) t where at < ${until} order by at desc, name, id limit ${limit}`.execute(db)
      const merges = await sql<MergeRow>`
        select at, name, lead, other, because from (
          select at, 'merged' as name, lead, other, because, id from identity_merge
            where lead = any(${persons}::bigint[]) or other = any(${persons}::bigint[])
          union all select undone_at, 'merge undone', lead, other, because, id from identity_merge
            where undone_at is not null and (lead = any(${persons}::bigint[]) or other = any(${persons}::bigint[]))
        ) t where at < ${until} order by at desc, name, id limit ${limit}`.execute(db)
      const ids = handles.rows.map(({ at, name, origin, ...row }) => {
        const { type, value } = shownHandle(vault, row)
        return { at: at.getTime(), kind: 'identity', name, detail: { type, value, origin } }
      })
      const joined = merges.rows.map(({ at, name, lead, other, because }) => {
        const over = shownBecause(vault, because)
        return { at: at.getTime(), kind: 'identity', name, detail: { lead, other, ...over } }
      })
      return [...ids, ...joined].sort((a, b) => b.at - a.at).slice(0, limit)
    },
  }
}
