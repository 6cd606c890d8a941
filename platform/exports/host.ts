import { mkdirSync, readdirSync, rmSync } from 'node:fs'
import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { day } from '#kit/time'
import type { Authenticate } from '../http/server.ts'
import type { Jobs } from '../jobs.ts'
import { fileRoute } from './file.ts'
import { exportHandlers, exportJob } from './handlers.ts'
import { draftEnd, type ExportDeps, runExport } from './run.ts'
import { type ExportTables, filesAt, forgetFiles, openExports, voidAll } from './store.ts'

export type ExportHostDeps = ExportDeps & { readonly jobs: Jobs }

/** The export host: made before jobs start (it defines two); `routes` before the server listens; `resume` after both. */
export function exportHost(deps: ExportHostDeps) {
  const { jobs, postgres } = deps
  const db = () => postgres.tables<ExportTables>()
  dropDrafts(deps.folder)
  const run = z.object({ id: z.string() })
  // More retries than an export has attempts: the export itself decides when to give up.
  jobs.define(exportJob, (data, { signal }) => runExport(deps, run.parse(data).id, signal), { retries: 8 })
  jobs.define('platform.exports.sweep', () => sweep(deps), { cron: '50 * * * *' })
  const enqueue = (id: string) => jobs.enqueue(exportJob, { id }, { key: id })
  return {
    handlers: exportHandlers(deps, enqueue),
    routes: (app: FastifyInstance, authenticate: Authenticate) => fileRoute(app, deps, authenticate),
    /** Drops every finished file and begins running exports anew: what was erased must not be left in one. */
    async voidAll() {
      for (const id of await voidAll(db(), deps.now())) await enqueue(id)
      await sweep(deps)
    },
    sweep: () => sweep(deps),
    /** Takes up exports that a stop or a crash broke off. */
    async resume() {
      for (const id of await openExports(db())) await enqueue(id)
    },
  }
}

/** The data folder belongs to this process, and none of its exports runs yet: drafts are those of a killed one. */
function dropDrafts(folder: string) {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const drafts = readdirSync(folder).filter((name) => name.endsWith(draftEnd))
  for (const name of drafts) rmSync(join(folder, name), { force: true })
}

/** Files first, then their records: a crash in between leaves a record whose file is dropped again. */
async function sweep({ folder, postgres, now }: ExportDeps) {
  const db = postgres.tables<ExportTables>()
  const { kept, expired } = await filesAt(db, now())
  for (const name of expired) await rm(join(folder, name), { force: true })
  await forgetFiles(db, expired)
  await dropStrays(folder, new Set(kept), now())
}

/** A crash between renaming a file and recording it leaves a file without an owner. Young ones may be drafts in progress. */
async function dropStrays(folder: string, known: ReadonlySet<string>, at: number) {
  const names = await readdir(folder).catch(() => [])
  for (const name of names.filter((one) => !known.has(one))) {
    const path = join(folder, name)
    const found = await stat(path).catch(() => null)
    if (found && at - found.mtimeMs > day) await rm(path, { force: true })
  }
}
