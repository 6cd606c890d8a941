import { createHash } from 'node:crypto'
import { type Generated, sql } from 'kysely'
import type { Db } from '#platform/postgres/postgres'
import { nameKey } from '../../core/imports/clean.ts'

export interface MappingTables {
  intake_import_mapping: {
    id: Generated<string>
    kind: string
    source: string
    header: Buffer
    columns: string[]
    mapping: Record<string, string>
    options: Record<string, unknown>
    used_by: string
    used_at: Date
  }
}

/** What the columns of a file meant in an import. */
export interface Meant {
  readonly kind: string
  readonly columns: readonly string[]
  readonly mapping: Readonly<Record<string, string>>
  readonly options: Readonly<Record<string, unknown>>
  readonly by: string
  readonly at: number
}

/** Back offices move columns about between versions: their order does not matter. */
function headerHash(columns: readonly string[]): Buffer {
  return createHash('sha256').update(columns.map(nameKey).sort().join('\0')).digest()
}

const sourceOf = (options: Readonly<Record<string, unknown>>) =>
  typeof options['source'] === 'string' ? options['source'] : ''

/** Remembers the mapping of a header row; the last one of a kind and source counts. */
export async function remember(db: Db<MappingTables>, { kind, columns, mapping, options, by, at }: Meant) {
  await sql`insert into intake_import_mapping (kind, source, header, columns, mapping, options, used_by, used_at)
    values (${kind}, ${sourceOf(options)}, ${headerHash(columns)}, ${JSON.stringify(columns)}::jsonb,
      ${JSON.stringify(mapping)}::jsonb, ${JSON.stringify(options)}::jsonb, ${by}, ${new Date(at)})
    on conflict (kind, header, source) do update set columns = excluded.columns, mapping = excluded.mapping,
      options = excluded.options, used_by = excluded.used_by, used_at = excluded.used_at`.execute(db)
}

/** The mappings remembered for a header row, the one used last first. */
export async function rememberedFor(db: Db<MappingTables>, columns: readonly string[]) {
  return db
    .selectFrom('intake_import_mapping')
    .selectAll()
    .where('header', '=', headerHash(columns))
    .orderBy('used_at', 'desc')
    .orderBy('id', 'desc')
    .limit(100)
    .execute()
}
