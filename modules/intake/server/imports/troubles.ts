import { sql } from 'kysely'
import type { Postgres } from '#platform/postgres/postgres'
import type { ImportTables } from './store.ts'

/** Imports that want somebody's eye: how many of them, rows that were rejected, and the newest one. */
export interface ImportTrouble {
  readonly imports: number
  readonly rows: number
  readonly id: string | null
  readonly fileName: string
}

interface Row {
  failed: boolean
  imports: string
  rows: string
  id: string
  file_name: string
}

const none: ImportTrouble = { imports: 0, rows: 0, id: null, fileName: '' }

/**
 * Imports since a moment that failed, and others that left rejected rows; checks without writing apart. A failed one
 * whose very file went through later is settled.
 */
export async function importTroubles(
  postgres: Postgres,
  since: number,
): Promise<{ failed: ImportTrouble; rejected: ImportTrouble }> {
  const { rows } = await sql<Row>`
    select failed, count(*) as imports, sum(rejected) as rows,
      (array_agg(id order by id desc))[1] as id, (array_agg(file_name order by id desc))[1] as file_name
    from (
      select id, file_name, rejected, state = 'failed' as failed from intake_import i
      where not dry_run and coalesce(finished_at, created_at) >= ${new Date(since)}
        and (rejected > 0 and state in ('done', 'cancelled') or state = 'failed' and not exists (
          select 1 from intake_import later
          where later.sha256 = i.sha256 and later.id > i.id and later.state = 'done' and not later.dry_run))
    ) found group by failed`.execute(postgres.tables<ImportTables>())
  const one = (failed: boolean): ImportTrouble => {
    const row = rows.find((found) => found.failed === failed)
    return row ? { imports: Number(row.imports), rows: Number(row.rows), id: row.id, fileName: row.file_name } : none
  }
  return { failed: one(true), rejected: one(false) }
}
