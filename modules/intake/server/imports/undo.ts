import { sql } from 'kysely'
import { audit } from '#platform/audit'
import type { ImportDeps } from './deps.ts'
import { alone } from './run.ts'
import { findImport, type ImportDb, type ImportTables } from './store.ts'

type Row = NonNullable<Awaited<ReturnType<typeof findImport>>>

export const undoJob = 'intake.importUndo'
const undoDays = 7
const settleMs = 600_000
const dayMs = 86_400_000

/** Until when an import can be undone, epoch ms; null when it cannot. */
export function undoUntil(row: Row): number | null {
  const ended = row.state === 'done' || row.state === 'failed' || row.state === 'cancelled'
  if (!ended || row.dry_run || !row.undoable || row.undo_state !== null || !row.finished_at) return null
  return row.finished_at.getTime() + undoDays * dayMs
}

/** Takes an undo down for the job; null when the import cannot be undone (any more). */
export async function orderUndo(deps: ImportDeps, id: string, by: string): Promise<Row | null> {
  return deps.postgres.transaction(async (tx) => {
    const db = tx.tables<ImportTables>()
    await sql`select id from intake_import where id = ${id} for update`.execute(db)
    const row = await findImport(db, id)
    const until = row && undoUntil(row)
    if (until === null || until <= deps.now()) return null
    await db
      .updateTable('intake_import')
      .set({ undo_state: 'queued', undo_by: by, undo_at: new Date(deps.now()) })
      .where('id', '=', id)
      .execute()
    await audit(tx, by, 'import.undone', id)
    return findImport(db, id)
  })
}

/** Takes one import back; goes on where it was when it is called again. */
export async function runUndo(deps: ImportDeps, id: string): Promise<void> {
  const db = deps.postgres.tables<ImportTables>()
  await alone(deps.postgres, id, async () => {
    const row = await findImport(db, id)
    if (!row || (row.undo_state !== 'queued' && row.undo_state !== 'running')) return
    await setState(db, id, 'running')
    const importer = deps.importers.find((one) => one.kind === row.kind)
    if (!importer) return setState(db, id, 'failed')
    await importer.undo(id, async ({ removed, restored, kept }) => {
      await sql`update intake_import set undo_removed = undo_removed + ${removed},
        undo_restored = undo_restored + ${restored}, undo_kept = undo_kept + ${kept} where id = ${id}`.execute(db)
    })
    await deps.outbox.settled(settleMs)
    const people = await deps.leftovers(await undoneImports(db))
    await sql`update intake_import set undo_people = undo_people + ${people} where id = ${id}`.execute(db)
    await deps.outbox.settled(settleMs)
    await setState(db, id, 'done')
  })
}

/** Somebody may have come with an import undone earlier and been kept until now because this one mentioned them. */
async function undoneImports(db: ImportDb): Promise<string[]> {
  const rows = await db
    .selectFrom('intake_import')
    .select('id')
    .where('undo_state', 'in', ['running', 'done'])
    .execute()
  return rows.map(({ id }) => id)
}

async function setState(db: ImportDb, id: string, state: 'running' | 'done' | 'failed') {
  await db.updateTable('intake_import').set({ undo_state: state }).where('id', '=', id).execute()
}

/** Undos that a stop or a crash broke off. */
export async function openUndos(db: ImportDb): Promise<string[]> {
  const rows = await db
    .selectFrom('intake_import')
    .select('id')
    .where('undo_state', 'in', ['queued', 'running'])
    .orderBy('id')
    .execute()
  return rows.map(({ id }) => id)
}

/** Drops what was kept for imports whose days are over, and of those that are undone. */
export async function sweepUndo(deps: ImportDeps): Promise<void> {
  const db = deps.postgres.tables<ImportTables>()
  const over = await db
    .selectFrom('intake_import')
    .select(['id', 'kind'])
    .where('undoable', '=', true)
    .where('finished_at', '<', new Date(deps.now() - undoDays * dayMs))
    .where((e) => e.or([e('undo_state', 'is', null), e('undo_state', 'in', ['done', 'failed'])]))
    .execute()
  for (const importer of deps.importers) {
    await importer.forgetUndo(over.filter((one) => one.kind === importer.kind).map((one) => one.id))
  }
  const ids = over.map((one) => one.id)
  if (ids.length > 0) await db.updateTable('intake_import').set({ undoable: false }).where('id', 'in', ids).execute()
}
