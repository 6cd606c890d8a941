import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Postgres } from '#platform/postgres/postgres'
import { type Encoding, encodings } from '../../core/imports/encoding.ts'
import { duplicateRules, type Importer, type ImportSession } from '../../core/imports/importer.ts'
import { type Plan, planOf } from '../../core/imports/mapping.ts'
import { type FileProblem, fileProblem } from '../../core/imports/reasons.ts'
import type { Table } from '../../core/imports/table.ts'
import type { ImportDeps } from './deps.ts'
import { feed } from './feed.ts'
import { openFile } from './file.ts'
import { type OpenTable, openTable } from './openTable.ts'
import { type MappingTables, remember } from './remembered.ts'
import { bookProblem } from './sheets.ts'
import type { OpenFile, UploadedFile } from './source.ts'
import { beginRun, endRun, findImport, type ImportTables, showReading } from './store.ts'
import { Tally } from './tally.ts'

type Row = NonNullable<Awaited<ReturnType<typeof beginRun>>>
type Outcome = 'done' | 'stopped' | FileProblem

/** After so many runs that broke off, an import is given up instead of tried for ever. */
const mostAttempts = 6
const settleMs = 600_000

/** Runs one import from its beginning; safe to call again at any time, also while another process runs it. */
export async function runImport(deps: ImportDeps, id: string, signal: AbortSignal): Promise<void> {
  await alone(deps.postgres, id, async () => {
    const row = await beginRun(deps.postgres, id, deps.now())
    if (row) await attempt(deps, row, signal)
    const now = await findImport(deps.postgres.tables<ImportTables>(), id)
    if (!now || now.state === 'queued' || now.state === 'running') return
    await rm(join(deps.folder, now.file_key), { force: true })
    await deps.importers.find((one) => one.kind === now.kind)?.forget?.(id)
  })
}

/** Holds the lock of an import, which ends with its connection: a killed process leaves none behind. */
export async function alone(postgres: Postgres, id: string, work: () => Promise<void>) {
  const client = await postgres.pool.connect()
  // A lost connection would otherwise end the process; the work's own queries fail by themselves.
  const onError = () => undefined
  client.on('error', onError)
  let lost: Error | undefined
  try {
    await client.query('select pg_advisory_lock(hashtextextended($1, 0))', [`intake import ${id}`])
    await work()
  } finally {
    await client.query('select pg_advisory_unlock_all()').catch((error: Error) => {
      lost = error
    })
    client.off('error', onError)
    client.release(lost)
  }
}

async function attempt(deps: ImportDeps, row: Row, signal: AbortSignal) {
  const db = deps.postgres.tables<ImportTables>()
  try {
    const outcome = await readFile(deps, row, signal)
    if (signal.aborted) throw new Error(`import ${row.id} was stopped with the process and begins again later`)
    if (outcome === 'stopped') return
    if (outcome === 'done') await deps.outbox.settled(settleMs)
    await endRun(db, row.id, deps.now(), outcome === 'done' ? null : outcome)
  } catch (error) {
    if (signal.aborted || row.attempts < mostAttempts) throw error
    deps.log.error({ import: row.id, error: error instanceof Error ? error.stack : String(error) }, 'import given up')
    const reason = { zh: '系统出错，导入中止，请联系管理员', en: 'Something broke; ask your admin' }
    await endRun(db, row.id, deps.now(), { code: 'internal', reason })
  }
}

async function readFile(deps: ImportDeps, row: Row, signal: AbortSignal): Promise<Outcome> {
  const importer = deps.importers.find((one) => one.kind === row.kind)
  const plan = importer && planOf(importer, row.preset ?? undefined, row.mapping ?? undefined)
  if (!importer || !plan?.ok) return fileProblem('kind-gone')
  const file: UploadedFile = {
    path: join(deps.folder, row.file_key),
    encoding: encodingOf(row),
    ...(await deps.limits()),
  }
  const opened = await openFile(file)
  if (!opened.ok) return opened.refusal
  try {
    return await readTable(deps, { importer, plan: plan.value, row, file: opened.value }, signal)
  } catch (error) {
    return bookProblem(error)
  } finally {
    opened.value.close()
  }
}

interface Reading {
  readonly importer: Importer
  readonly plan: Plan
  readonly row: Row
  readonly file: OpenFile
}

async function readTable(
  deps: ImportDeps,
  { importer, plan, row, file }: Reading,
  signal: AbortSignal,
): Promise<Outcome> {
  const tally = new Tally(deps, row)
  const opened = await openTable(file, plan, row.options.header !== false, (bytes) => tally.read(bytes))
  if (!opened.ok) return opened.refusal
  const { source, table } = opened.value
  const { delimiter, headerLine, columns } = table
  const sheet = source.sheet === null ? {} : { sheet: source.sheet }
  const reading = { encoding: source.encoding, delimiter, headerLine, columns, ...sheet }
  await showReading(deps.postgres.tables<ImportTables>(), row.id, reading)
  if (headerLine > 0) await rememberColumns(deps, row, table)
  const session = await begin(deps, importer, row, opened.value)
  try {
    const fed = await feed(session, opened.value, file.damaged, tally, signal)
    if (!fed) return 'stopped'
    let going = true
    await session.finish(async (step) => {
      going = (await tally.applied(step, table.match.picks)) && !signal.aborted
      return going
    })
    return going ? 'done' : 'stopped'
  } finally {
    await opened.value.pieces.return(undefined)
    await session.close()
  }
}

/** What the columns meant is offered for the next file with the same header. */
async function rememberColumns(deps: ImportDeps, row: Row, { columns, match }: Table) {
  const mapping = Object.fromEntries(match.picks.map(({ column, target }) => [column, target]))
  // The encoding belongs to the file, not to its columns.
  const { encoding: _, ...options } = row.options
  const meant = { kind: row.kind, columns, mapping, options, by: row.created_by, at: deps.now() }
  await remember(deps.postgres.tables<MappingTables>(), meant)
}

/** The encoding somebody chose; null = found out. */
function encodingOf({ options }: Row): Encoding | null {
  return encodings.find((one) => one === options.encoding) ?? null
}

async function begin(deps: ImportDeps, importer: Importer, row: Row, { table }: OpenTable): Promise<ImportSession> {
  return importer.begin({
    id: row.id,
    dryRun: row.dry_run,
    onDuplicate: duplicateRules.find((rule) => rule === row.options.onDuplicate) ?? 'overwrite',
    targets: table.match.picks.map((pick) => pick.target),
    options: row.options,
    zone: typeof row.options.zone === 'string' ? row.options.zone : await deps.zone(),
    now: deps.now(),
    createdBy: row.created_by,
  })
}
