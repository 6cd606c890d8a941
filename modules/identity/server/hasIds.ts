import { sql } from 'kysely'
import type { Postgres } from '#platform/postgres/postgres'
import type { IdentityTables } from './tables.ts'

/** Which of these types of ids each strand has. One query, however many; a strand without any is not in the answer. */
export async function hasIds(
  postgres: Postgres,
  strands: readonly string[],
  types: readonly string[],
): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  if (strands.length === 0) return new Map()
  const { rows } = await sql<{ strand: string; types: string[] }>`
    select strand::text as strand, array_agg(distinct type) as types from identity_handle
    where strand = any(${[...new Set(strands)]}::bigint[]) and type = any(${types}::text[]) group by strand`.execute(
    postgres.tables<IdentityTables>(),
  )
  return new Map(rows.map((row) => [row.strand, new Set(row.types)]))
}
