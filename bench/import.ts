import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeSource, put } from './api.ts'
import { ms, ratio, table, whole } from './figures.ts'
import { everything, type Imported, importOrders, undoImport } from './importing.ts'
import { expectStored } from './ingest.ts'
import { type LoadFigures, runLoad, startLoad } from './load.ts'
import { type OrderFile, orderFile } from './orderFile.ts'
import { type SiyuProcess, startProcess } from './siyu.ts'

export interface ImportSizes {
  rows: number
  /** Events a second that come meanwhile. */
  rate: number
}

/** A large file of orders while the collector ingests: what it costs the events, and that it can be taken back. */
export async function benchImport(sizes: ImportSizes) {
  const folder = mkdtempSync(join(tmpdir(), 'siyu-bench-'))
  try {
    const siyu = await startProcess({ folder })
    await measure(siyu, sizes)
    await siyu.stop()
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 })
  }
}

async function measure(siyu: SiyuProcess, { rows, rate }: ImportSizes) {
  await put(`${siyu.url}/api/v1/settings/workspace`, { goLiveAt: '2026-01-01T00:00:00Z' })
  await importOrders(siyu.url, orderFile(1000, 7).bytes)
  const port = Number(new URL(siyu.url).port)
  const plan = { port, writeKey: await makeSource(siyu), people: 20_000, perRequest: 50, connections: 32 }
  const first = await runLoad({ ...plan, run: 'first', events: plan.people })
  const alone = await runLoad({ ...plan, run: 'alone', events: 20 * rate, rate })
  const before = await everything(siyu.url)
  const load = startLoad({ ...plan, run: 'beside', events: Number.POSITIVE_INFINITY, rate })
  const file = orderFile(rows)
  const imported = await importOrders(siyu.url, file.bytes)
  load.stop()
  const beside = await load.figures
  expectImported(imported, file)
  if ((await everything(siyu.url)).orders === before.orders) throw new Error('the import changed nothing')
  const undo = await undoImport(siyu.url, imported.id)
  await expectStored(siyu, first.events + alone.events + beside.events)
  const after = await everything(siyu.url)
  for (const what of ['board', 'people', 'orders'] as const)
    if (after[what] !== before[what]) throw new Error(`after the undo ${what} are not as before`)
  show(imported, undo, { alone, beside })
}

function expectImported({ counts, progress }: Imported, file: OrderFile) {
  const back = progress.findIndex((now, i) => now < (progress[i - 1] ?? 0))
  if (back >= 0) throw new Error(`progress went back from ${progress[back - 1]} to ${progress[back]}`)
  const { total, created, updated, rejected, ignored } = counts
  const found = { rows: total, orders: created + updated, broken: rejected, unpaid: ignored }
  for (const [name, value] of Object.entries(found))
    if (value !== file[name as keyof typeof found])
      throw new Error(`${JSON.stringify(found)}, but the file has other ${name}`)
}

type Undo = Awaited<ReturnType<typeof undoImport>>

function show(imported: Imported, undo: Undo, { alone, beside }: Record<'alone' | 'beside', LoadFigures>) {
  const { counts, seconds, progress } = imported
  const steps = new Set(progress).size
  console.log(
    `\n  ${whole(counts.total)} rows in ${seconds.toFixed(1)} s (${whole(counts.total / seconds)} rows/s), progress seen at ${steps} values, never back`,
  )
  console.log(`  ${JSON.stringify(counts)}`)
  console.log(
    `  undone in ${undo.seconds.toFixed(1)} s (${undo.removed} orders gone, ${undo.restored} as before, ${undo.people} people gone): board, people and orders exactly as before`,
  )
  const line = (name: string, { perSecond, p50, p99, worst }: LoadFigures) => [
    name,
    whole(perSecond),
    ms(p50),
    ms(p99),
    ms(worst),
  ]
  table('events meanwhile, all stored exactly once', [
    ['', 'events/s', 'p50', 'p99', 'worst'],
    line('without the import', alone),
    line('beside it', beside),
    ['ratio', '', ratio(beside.p50 / alone.p50), ratio(beside.p99 / alone.p99), ''],
  ])
}
