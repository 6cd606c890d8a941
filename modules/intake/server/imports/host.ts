import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { Authenticate } from '#platform/http/server'
import type { Jobs } from '#platform/jobs'
import { settingsOf } from '#platform/settings'
import type { ImportDeps } from './deps.ts'
import { eraseImport } from './erase.ts'
import { importHandlers } from './handlers.ts'
import { dropLooked, lookedKeys } from './looked.ts'
import { runImport } from './run.ts'
import { type ImportTables, openImports } from './store.ts'
import { importTroubles } from './troubles.ts'
import { openUndos, runUndo, sweepUndo, undoJob } from './undo.ts'
import { importJob, importRoutes } from './upload.ts'

const megabyte = 1024 * 1024
const dayMs = 86_400_000

/** Settings `imports`. */
export const importSettingsSchema = z.object({
  maxMegabytes: z.number().int().min(1).max(100_000).default(512).meta({ title: '上传文件上限（MB）' }),
  maxUnpackedMegabytes: z.number().int().min(1).max(1_000_000).default(8192).meta({ title: '解压后上限（MB）' }),
})

export type ImportHostDeps = Omit<ImportDeps, 'limits'> & { readonly jobs: Jobs }

/** The import host: made before jobs start (it defines a job); `routes` before the server listens; `resume` after both. */
export function importHost({ jobs, ...given }: ImportHostDeps) {
  const settings = settingsOf(given.postgres, 'imports', importSettingsSchema, given.now)
  const limits = async () => {
    const { maxMegabytes, maxUnpackedMegabytes } = await settings.read()
    return { maxBytes: maxMegabytes * megabyte, maxUnpackedBytes: maxUnpackedMegabytes * megabyte }
  }
  const deps: ImportDeps = { ...given, limits }
  const run = z.object({ id: z.string() })
  // More retries than an import has attempts: the import itself decides when to give up.
  jobs.define(importJob, (data, { signal }) => runImport(deps, run.parse(data).id, signal), { retries: 8 })
  jobs.define(undoJob, (data) => runUndo(deps, run.parse(data).id), { retries: 8 })
  const sweep = async () => {
    await sweepUndo(deps)
    await dropLooked(deps, null)
  }
  jobs.define('intake.importUndo.sweep', sweep, { cron: '15 4 * * *' })
  const enqueueUndo = (id: string) => jobs.enqueue(undoJob, { id }, { key: id })
  return {
    handlers: importHandlers(deps, enqueueUndo),
    sweep,
    routes: (app: FastifyInstance, authenticate: Authenticate) => importRoutes(app, deps, jobs, authenticate),
    /** Imports since a moment that failed or left rejected rows. */
    troubles: (since: number) => importTroubles(given.postgres, since),
    /** Deletes the record of an import, running or not. */
    erase: (id: string, actor: string) => eraseImport(deps, id, actor),
    /** Takes up imports that a stop or a crash broke off, and drops files that belong to none. */
    async resume() {
      const open = await openImports(deps.postgres.tables<ImportTables>())
      for (const { id } of open) await jobs.enqueue(importJob, { id }, { key: id })
      for (const id of await openUndos(deps.postgres.tables<ImportTables>())) await enqueueUndo(id)
      await dropStrays(deps, new Set([...open.map((row) => row.file_key), ...(await lookedKeys(deps))]))
    },
  }
}

/** A crash between storing a file and its row leaves a file without an owner. Young ones may be uploads in progress. */
async function dropStrays(deps: ImportDeps, known: ReadonlySet<string>) {
  const names = await readdir(deps.folder).catch(() => [])
  for (const name of names.filter((one) => !known.has(one))) {
    const path = join(deps.folder, name)
    const found = await stat(path).catch(() => null)
    if (found && deps.now() - found.mtimeMs > dayMs) await rm(path, { force: true })
  }
}
