import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { audit } from '#platform/audit'
import type { ImportDeps } from './deps.ts'
import { alone } from './run.ts'
import { cancelRun, findImport, type ImportTables } from './store.ts'

/** Stops an import if it runs, then deletes its record, its words about rows and its file. What it stored is not ours. */
export async function eraseImport(deps: ImportDeps, id: string, actor: string) {
  await cancelRun(deps.postgres.tables<ImportTables>(), id, deps.now())
  // A run in progress stops between two batches and then frees the lock.
  await alone(deps.postgres, id, async () => {
    const row = await findImport(deps.postgres.tables<ImportTables>(), id)
    if (!row) return
    const importer = deps.importers.find(({ kind }) => kind === row.kind)
    await importer?.forget?.(id)
    await importer?.forgetUndo([id])
    await deps.postgres.transaction(async (tx) => {
      const db = tx.tables<ImportTables>()
      await db.deleteFrom('intake_import_rejected').where('import', '=', id).execute()
      await db.deleteFrom('intake_import').where('id', '=', id).execute()
      await audit(tx, actor, 'import.erased', id, { kind: row.kind, file: row.file_name })
    })
    await rm(join(deps.folder, row.file_key), { force: true })
  })
}
