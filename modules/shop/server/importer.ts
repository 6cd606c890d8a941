import type {
  Importer,
  ImportRow,
  ImportRun,
  ImportSession,
  ImportStep,
  RowNote,
  Upsert,
  Upserted,
} from '#modules/intake'
import { assemble } from '../core/assemble.ts'
import { orderImportKind, orderImportOptions } from '../core/kind.ts'
import type { OrderDraft } from '../core/order.ts'
import { type RowSetup, readRow } from '../core/readRow.ts'
import { type RowReason, rowReasons } from '../core/reasons.ts'
import { statusReader } from '../core/status.ts'
import { applyOrders, type LedgerDeps, tryOrders, type Wanted } from './apply.ts'
import { forgetChanges } from './journal.ts'
import type { OrderSource } from './known.ts'
import { openStage, type Stage, type StagedGroup, type StagedRow } from './stage.ts'
import type { ShopTables } from './tables.ts'
import { undoOrders } from './undo.ts'

/** Rows read back from the stage at a time: about the lines of 250 orders of a shop, or 2,000 orders of one line. */
const pageRows = 2000

/** The import of orders for the import host of intake. */
export function orderImporter(deps: LedgerDeps): Importer {
  return {
    ...orderImportKind,
    begin: (run) => begin(deps, run),
    upsert: (given) => upsert(deps, given),
    undo: (importId, report) => undoOrders(deps, importId, report),
    forgetUndo: (imports) => forgetChanges(deps.postgres.tables<ShopTables>(), imports),
    forget: (importId) => openStage(deps.postgres, deps.vault, importId).clear(),
  }
}

/** Rows of orders for good, as the importer takes them when they come by themselves, where they are still wanted. */
export const orderPutter = (deps: LedgerDeps) => (given: Upsert, isWanted: Wanted) => upsert(deps, given, isWanted)

async function begin(deps: LedgerDeps, run: ImportRun): Promise<ImportSession> {
  const options = orderImportOptions.parse(run.options)
  const numbered = run.targets.includes('orderNo')
  const setup: RowSetup = { zone: run.zone, now: run.now, status: statusReader(options.statusWords), numbered }
  const stage = openStage(deps.postgres, deps.vault, run.id)
  await stage.clear()
  let staged = 0
  return {
    async add(rows) {
      const { kept, notes } = read(rows, setup, deps)
      await stage.put(kept)
      staged += kept.length
      return notes
    },
    finish: (report) =>
      finish(
        {
          deps,
          stage,
          source: { ...options, importId: run.id, onDuplicate: run.onDuplicate },
          numbered,
          dryRun: run.dryRun,
          staged,
        },
        report,
      ),
    close: () => stage.clear(),
  }
}

/** Rows that come by themselves: those with one number are lines of one order, at once and without a stage. */
async function upsert(deps: LedgerDeps, given: Upsert, isWanted?: Wanted): Promise<Upserted> {
  const { rows, zone, now, dryRun } = given
  const options = orderImportOptions.parse(given.options)
  const setup: RowSetup = { zone, now, status: statusReader(options.statusWords), numbered: true }
  const { kept, notes } = read(rows, setup, deps)
  if (kept.length === 0 || notes.some(({ level }) => level === 'rejected'))
    return { counts: { created: 0, updated: 0, skipped: 0 }, notes }
  const groups = [...Map.groupBy(kept, ({ key }) => key)].map(([key, some]) => ({
    key,
    rows: some.map(({ row }) => row),
  }))
  const { drafts, lines, notes: found } = draftsOf(groups, true)
  const put = dryRun ? tryOrders : applyOrders
  const { counts, refusedIds } = await put(
    deps,
    { ...options, importId: null, onDuplicate: 'overwrite' },
    drafts,
    isWanted,
  )
  const refused = refusedIds.map((place) => note(lines[place] ?? 0, 'note', 'refused-id'))
  return { counts, notes: [...notes, ...found, ...refused] }
}

function read(
  rows: readonly ImportRow[],
  setup: RowSetup,
  { vault }: LedgerDeps,
): { kept: StagedRow[]; notes: RowNote[] } {
  const kept: StagedRow[] = []
  const notes: RowNote[] = []
  for (const { line, values } of rows) {
    const got = readRow(line, values, setup)
    if (!got.ok) {
      notes.push(
        note(line, got.refusal.code === 'unpaid' ? 'ignored' : 'rejected', got.refusal.code, got.refusal.target),
      )
      continue
    }
    const key = setup.numbered ? (values.orderNo ?? '') : vault.hash(`shop.row ${contentOf(values)}`).toString('hex')
    kept.push({ key, row: got.value.row })
    for (const { code, target } of got.value.doubts) notes.push(note(line, 'note', code, target))
  }
  return { kept, notes }
}

/** The mapped cells of a row in one order, whatever the order of the file's columns. */
function contentOf(values: ImportRow['values']): string {
  return JSON.stringify(Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1)))
}

function note(line: number, level: RowNote['level'], code: RowReason, target?: string): RowNote {
  return { line, level, code, reason: rowReasons[code], ...(target ? { target } : {}) }
}

interface Work {
  deps: LedgerDeps
  stage: Stage
  source: OrderSource
  numbered: boolean
  dryRun: boolean
  staged: number
}

async function finish(work: Work, report: (step: ImportStep) => Promise<boolean>): Promise<void> {
  const counts = { created: 0, updated: 0, skipped: 0 }
  let seen = 0
  for await (const groups of work.stage.groups(pageRows)) {
    const { drafts, lines, notes } = draftsOf(groups, work.numbered)
    const put = work.dryRun ? tryOrders : applyOrders
    const applied = await put(work.deps, work.source, drafts)
    for (const name of ['created', 'updated', 'skipped'] as const) counts[name] += applied.counts[name]
    notes.push(...applied.refusedIds.map((place) => note(lines[place] ?? 0, 'note', 'refused-id')))
    seen += groups.reduce((sum, group) => sum + group.rows.length, 0)
    if (!(await report({ counts: { ...counts }, part: seen / work.staged, notes }))) return
  }
  if (seen !== work.staged)
    throw new Error(`${work.staged} rows were staged but ${seen} came back: PostgreSQL was restarted`)
}

/** Rows with an order number are lines of one order; without, each is an order, numbered among its equals. */
function draftsOf(groups: readonly StagedGroup[], numbered: boolean) {
  const drafts: OrderDraft[] = []
  const lines: number[] = []
  const notes: RowNote[] = []
  for (const { key, rows } of groups) {
    const parts = numbered ? [rows] : rows.map((row) => [row])
    parts.forEach((part, i) => {
      const { order, notes: found } = assemble(numbered ? key : `row-${key}-${i + 1}`, part)
      drafts.push(order)
      lines.push(part[0]?.line ?? 0)
      for (const one of found) {
        notes.push(note(one.line, one.code === 'duplicate-line' ? 'ignored' : 'note', one.code, one.target))
      }
    })
  }
  return { drafts, lines, notes }
}
