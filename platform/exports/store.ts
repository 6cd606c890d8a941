import { type Generated, sql } from 'kysely'
import type { Bilingual } from '#kit/api'
import type { Db } from '../postgres/postgres.ts'
import type { ExportFormat, ExportState } from './contract.ts'

export interface ExportTables {
  platform_export: {
    id: Generated<string>
    kind: string
    filter: Record<string, unknown>
    format: ExportFormat
    masked: boolean
    reason: string | null
    language: keyof Bilingual
    state: Generated<ExportState>
    done: Generated<number>
    total: number | null
    bytes: string | null
    file: string | null
    error: { code: string; zh: string; en: string } | null
    attempts: Generated<number>
    created_by: string
    author: string
    created_at: Date
    started_at: Date | null
    finished_at: Date | null
    expires_at: Date | null
  }
}

export type ExportDb = Db<ExportTables>
export type ExportRow = NonNullable<Awaited<ReturnType<typeof findExport>>>

/** A run is known by its attempt: one that was taken over finds its own number gone and stops. */
export interface Attempt {
  readonly id: string
  readonly attempts: number
}

export async function findExport(db: ExportDb, id: string) {
  return (await db.selectFrom('platform_export').selectAll().where('id', '=', id).executeTakeFirst()) ?? null
}

/** Takes a waiting or broken-off export up from its beginning; null when it has ended meanwhile. */
export async function beginRun(db: ExportDb, id: string, at: number): Promise<ExportRow | null> {
  const row = await db
    .updateTable('platform_export')
    .set({ state: 'running', done: 0, total: null, started_at: new Date(at), attempts: sql<number>`attempts + 1` })
    .where('id', '=', id)
    .where('state', 'in', ['queued', 'running'])
    .returningAll()
    .executeTakeFirst()
  return row ?? null
}

const ofAttempt = (db: ExportDb, { id, attempts }: Attempt) =>
  db.updateTable('platform_export').where('id', '=', id).where('attempts', '=', attempts).where('state', '=', 'running')

/** False when this run is to stop: cancelled, or begun again by another. */
export async function showProgress(db: ExportDb, run: Attempt, progress: { done: number; total: number }) {
  return (await ofAttempt(db, run).set(progress).executeTakeFirst()).numUpdatedRows > 0n
}

export interface Finished {
  readonly file: string
  readonly bytes: number
  readonly at: number
  readonly expiresAt: number
}

/** False when the run was cancelled in the last moment: its file is then nobody's. */
export async function endRun(db: ExportDb, run: Attempt, { file, bytes, at, expiresAt }: Finished) {
  const times = { finished_at: new Date(at), expires_at: new Date(expiresAt) }
  const done = await ofAttempt(db, run)
    .set({ state: 'done', file, bytes: String(bytes), total: sql<number>`done`, ...times })
    .executeTakeFirst()
  return done.numUpdatedRows > 0n
}

export async function failRun(db: ExportDb, run: Attempt, at: number, code: string, reason: Bilingual) {
  const error = JSON.stringify({ code, ...reason })
  await ofAttempt(db, run)
    .set({ state: 'failed', error: sql`${error}::jsonb`, finished_at: new Date(at) })
    .execute()
}

export async function cancelRun(db: ExportDb, id: string, at: number) {
  const row = await db
    .updateTable('platform_export')
    .set({ state: 'cancelled', finished_at: new Date(at) })
    .where('id', '=', id)
    .where('state', 'in', ['queued', 'running'])
    .returningAll()
    .executeTakeFirst()
  return row ?? null
}

/** Exports that have not ended. */
export async function openExports(db: ExportDb): Promise<string[]> {
  const open = db.selectFrom('platform_export').select('id').where('state', 'in', ['queued', 'running'])
  return (await open.orderBy('id').execute()).map(({ id }) => id)
}

/** Names of the files that are still to be had at `at`, and those that are not. */
export async function filesAt(db: ExportDb, at: number) {
  const rows = await db
    .selectFrom('platform_export')
    .select(['id', 'file', sql<boolean>`expires_at > ${new Date(at)}`.as('kept')])
    .where('file', 'is not', null)
    .execute()
  const names = (kept: boolean) => rows.filter((row) => row.kept === kept).flatMap(({ file }) => file ?? [])
  return { kept: names(true), expired: names(false) }
}

export async function forgetFiles(db: ExportDb, files: readonly string[]) {
  await sql`update platform_export set file = null where file = any(${files}::text[])`.execute(db)
}

/** Ends the time of every finished file, and sends running exports back to their beginning. Returns the latter. */
export async function voidAll(db: ExportDb, at: number): Promise<string[]> {
  await db
    .updateTable('platform_export')
    .set({ expires_at: new Date(at) })
    .where('file', 'is not', null)
    .where('expires_at', '>', new Date(at))
    .execute()
  const again = await db
    .updateTable('platform_export')
    .set({ state: 'queued', done: 0, total: null })
    .where('state', '=', 'running')
    .returning('id')
    .execute()
  return again.map(({ id }) => id)
}
