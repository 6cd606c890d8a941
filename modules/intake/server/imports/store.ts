import { type Generated, sql } from 'kysely'
import type { Bilingual } from '#kit/api'
import type { Vault } from '#platform/crypto'
import type { Db, Postgres } from '#platform/postgres/postgres'
import type { ImportState } from '../../core/imports/contract.ts'
import type { NoteLevel } from '../../core/imports/importer.ts'
import type { FileProblem, StoredNote } from '../../core/imports/reasons.ts'

export interface Reading {
  encoding: string
  delimiter: string
  headerLine: number
  columns: readonly string[]
  /** Of a workbook. */
  sheet?: string
}

export interface ImportTables {
  intake_import: {
    id: Generated<string>
    kind: string
    state: Generated<ImportState>
    dry_run: boolean
    preset: string | null
    mapping: Record<string, string> | null
    options: Record<string, unknown>
    file_name: string
    file_key: string
    file_size: string
    sha256: string
    total: Generated<number>
    created: Generated<number>
    updated: Generated<number>
    skipped: Generated<number>
    rejected: Generated<number>
    ignored: Generated<number>
    notes: Generated<number>
    progress: Generated<number>
    reading: Reading | null
    error: { code: string; zh: string; en: string } | null
    attempts: Generated<number>
    created_by: string
    created_at: Date
    started_at: Date | null
    finished_at: Date | null
    undoable: Generated<boolean>
    undo_state: Generated<'queued' | 'running' | 'done' | 'failed' | null>
    undo_by: Generated<string | null>
    undo_at: Generated<Date | null>
    undo_removed: Generated<number>
    undo_restored: Generated<number>
    undo_kept: Generated<number>
    undo_people: Generated<number>
  }
  intake_import_rejected: {
    id: Generated<string>
    import: string
    line: number
    level: NoteLevel
    code: string
    zh: Buffer
    en: Buffer
    raw: Buffer
  }
}

export interface Progress {
  readonly total: number
  readonly created: number
  readonly updated: number
  readonly skipped: number
  readonly rejected: number
  readonly ignored: number
  readonly notes: number
  readonly progress: number
}

export type ImportDb = Db<ImportTables>
export const noteContext = 'intake_import_rejected'

/** Takes a waiting or broken-off import up from its beginning; null when it has ended meanwhile. */
export async function beginRun(postgres: Postgres, id: string, at: number) {
  return postgres.transaction(async (tx) => {
    const db = tx.tables<ImportTables>()
    const row = await db
      .updateTable('intake_import')
      .set({ state: 'running', total: 0, created: 0, updated: 0, skipped: 0, rejected: 0, ignored: 0, notes: 0 })
      .set({ progress: 0, started_at: new Date(at), attempts: sql<number>`attempts + 1` })
      .where('id', '=', id)
      .where('state', 'in', ['queued', 'running'])
      .returningAll()
      .executeTakeFirst()
    if (row) await db.deleteFrom('intake_import_rejected').where('import', '=', id).execute()
    return row ?? null
  })
}

/** False when the import is no longer running, for example cancelled. */
export async function showProgress(db: ImportDb, id: string, progress: Progress): Promise<boolean> {
  const done = await db
    .updateTable('intake_import')
    .set(progress)
    .where('id', '=', id)
    .where('state', '=', 'running')
    .executeTakeFirst()
  return done.numUpdatedRows > 0n
}

export async function showReading(db: ImportDb, id: string, reading: Reading) {
  const json = JSON.stringify(reading)
  await sql`update intake_import set reading = ${json}::jsonb where id = ${id}`.execute(db)
}

/** Ends a run; an import that was cancelled in the last moment stays cancelled. */
export async function endRun(db: ImportDb, id: string, at: number, problem: FileProblem | null) {
  const error = problem && JSON.stringify({ code: problem.code, ...problem.reason })
  const state: ImportState = problem ? 'failed' : 'done'
  await sql`update intake_import set state = ${state}, error = ${error}::jsonb, finished_at = ${new Date(at)},
    progress = case when ${state} = 'done' then 1 else progress end where id = ${id} and state = 'running'`.execute(db)
}

export async function cancelRun(db: ImportDb, id: string, at: number) {
  const row = await db
    .updateTable('intake_import')
    .set({ state: 'cancelled', finished_at: new Date(at) })
    .where('id', '=', id)
    .where('state', 'in', ['queued', 'running'])
    .returningAll()
    .executeTakeFirst()
  return row ?? null
}

export async function findImport(db: ImportDb, id: string) {
  return (await db.selectFrom('intake_import').selectAll().where('id', '=', id).executeTakeFirst()) ?? null
}

/** Imports that have not ended. */
export async function openImports(db: ImportDb): Promise<{ id: string; file_key: string }[]> {
  return db
    .selectFrom('intake_import')
    .select(['id', 'file_key'])
    .where('state', 'in', ['queued', 'running'])
    .orderBy('id')
    .execute()
}

/** Stores words about rows, sealed. */
export async function addNotes(db: ImportDb, vault: Vault, id: string, notes: readonly StoredNote[]) {
  if (notes.length === 0) return
  const seal = (text: string) => vault.seal(text, noteContext)
  await sql`insert into intake_import_rejected (import, line, level, code, zh, en, raw)
    select ${id}::bigint, * from unnest(${notes.map((n) => n.line)}::int[], ${notes.map((n) => n.level)}::text[],
      ${notes.map((n) => n.code)}::text[], ${notes.map((n) => seal(n.reason.zh))}::bytea[],
      ${notes.map((n) => seal(n.reason.en))}::bytea[], ${notes.map((n) => seal(n.raw))}::bytea[])`.execute(db)
}

export interface NoteRow {
  line: number
  id: string
  code: string
  reason: Bilingual
  raw: string
}

/** Notes of one level in the order of the file, after the given one. */
export async function readNotes(
  db: ImportDb,
  vault: Vault,
  of: { id: string; level: NoteLevel; after: { line: number; id: string }; limit: number },
): Promise<NoteRow[]> {
  const rows = await db
    .selectFrom('intake_import_rejected')
    .selectAll()
    .where('import', '=', of.id)
    .where('level', '=', of.level)
    .where(sql<boolean>`(line, id) > (${of.after.line}::int, ${of.after.id}::bigint)`)
    .orderBy('line')
    .orderBy('id')
    .limit(of.limit)
    .execute()
  const open = (sealed: Buffer) => vault.open(sealed, noteContext)
  return rows.map(({ line, id, code, zh, en, raw }) => ({
    line,
    id,
    code,
    reason: { zh: open(zh), en: open(en) },
    raw: open(raw),
  }))
}
