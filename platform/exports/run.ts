import { mkdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { day } from '#kit/time'
import type { Log } from '../log.ts'
import type { Postgres } from '../postgres/postgres.ts'
import type { ExportKind } from './kind.ts'
import { beginRun, type ExportRow, type ExportTables, endRun, failRun, showProgress } from './store.ts'
import { formats } from './writers.ts'

export interface ExportDeps {
  readonly postgres: Postgres
  readonly log: Log
  readonly now: () => number
  /** Folder of finished files and of drafts. */
  readonly folder: string
  readonly kinds: readonly ExportKind[]
  /** Zone of the workspace, for the times in the files. */
  readonly zone: () => Promise<string>
}

/** Rows in memory, and between two looks whether to go on. */
const batchSize = 1000
/** After so many runs that broke off, an export is given up instead of tried for ever. */
const mostAttempts = 6
const keptMs = 7 * day
export const draftEnd = '.part'

/** Runs one export from its beginning; safe to call again at any time. */
export async function runExport(deps: ExportDeps, id: string, signal: AbortSignal): Promise<void> {
  const db = deps.postgres.tables<ExportTables>()
  const row = await beginRun(db, id, deps.now())
  if (!row) return
  try {
    const kind = deps.kinds.find((one) => one.kind === row.kind)
    const filter = kind?.filter.safeParse(row.filter)
    if (!kind || !filter?.success) return await failRun(db, row, deps.now(), 'kind-gone', kindGone)
    await mkdir(deps.folder, { recursive: true, mode: 0o700 })
    await writeFile(deps, kind, row, signal)
  } catch (error) {
    if (signal.aborted || row.attempts < mostAttempts) throw error
    deps.log.error({ export: id, error: error instanceof Error ? error.stack : String(error) }, 'export given up')
    await failRun(db, row, deps.now(), 'internal', broke)
  }
}

const kindGone = { zh: '这种导出或它的筛选条件已经没有了', en: 'This kind of export or its filter is gone' }
const broke = { zh: '系统出错，导出中止，请联系管理员', en: 'Something broke; ask your admin' }

async function writeFile(deps: ExportDeps, kind: ExportKind, row: ExportRow, signal: AbortSignal) {
  const name = `${row.id}-${row.attempts}.${formats[row.format].extension}`
  const draft = join(deps.folder, `${name}${draftEnd}`)
  try {
    const bytes = await writeDraft(deps, kind, row, { draft, signal })
    if (bytes === null) return
    await rename(draft, join(deps.folder, name))
    const at = deps.now()
    const ended = await endRun(deps.postgres.tables(), row, { file: name, bytes, at, expiresAt: at + keptMs })
    if (!ended) await rm(join(deps.folder, name), { force: true })
  } finally {
    await rm(draft, { force: true })
  }
}

/** Writes batch by batch; null when the run was stopped, else how long the file is. */
async function writeDraft(
  deps: ExportDeps,
  kind: ExportKind,
  row: ExportRow,
  { draft, signal }: { draft: string; signal: AbortSignal },
): Promise<number | null> {
  const { masked, language } = row
  const db = deps.postgres.tables<ExportTables>()
  const total = await kind.count(row.filter)
  const file = await formats[row.format].write(draft, {
    ...{ title: kind.title[language], columns: kind.head(language), numbers: kind.numbers },
  })
  try {
    let done = 0
    for await (const rows of kind.batches(row.filter, { masked, language, zone: await deps.zone() }, batchSize)) {
      await file.add(rows)
      done += rows.length
      // People come in meanwhile: what is done is never more than what there is.
      if (!(await showProgress(db, row, { done, total: Math.max(total, done) }))) return null
      if (signal.aborted) throw new Error(`export ${row.id} was stopped with the process and begins again later`)
    }
    return await file.end()
  } finally {
    await file.abort()
  }
}
