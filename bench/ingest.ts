import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeSource, post } from './api.ts'
import { startBare } from './bare.ts'
import { eventNames } from './event.ts'
import { cpuSeconds, ms, ratio, table, whole } from './figures.ts'
import { type LoadFigures, type LoadPlan, runLoad } from './load.ts'
import { runPlainInsert } from './plainInsert.ts'
import { type SiyuProcess, startProcess } from './siyu.ts'

export interface IngestSizes {
  events: number
  single: number
  people: number
  /** People of the part with a cold cache; 0 leaves it out. */
  cold: number
  /** Passed to the server's Node, e.g. --cpu-prof. */
  nodeArgs: readonly string[]
}

const batches = { perRequest: 50, connections: 32 }
const singles = { perRequest: 1, connections: 256 }

/** P1 of the quality bars: acknowledged events a second beside the bare store and the bare route, in one run. */
export async function benchIngest(sizes: IngestSizes) {
  const { people } = sizes
  const plain = { run: 'plain', people, writeKey: 'none', ...batches, events: sizes.events }
  const insert = await runPlainInsert({ ...plain, events: Math.min(sizes.events, 300_000) })
  const bare = await startBare()
  const bareBatches = await runLoad({ ...plain, port: bare.port })
  const bareSingles = await runLoad({ ...plain, ...singles, port: bare.port, events: sizes.single })
  bare.stop()
  table('compared with', [
    ['(a) JSONEachRow, 10 k a batch, one client', `${whole(insert)} rows/s`],
    ['(b) bare Fastify route, batches of 50', `${whole(bareBatches.perSecond)} events/s`],
    ['(b) bare Fastify route, single events', `${whole(bareSingles.perSecond)} requests/s`],
  ])
  const folder = mkdtempSync(join(tmpdir(), 'siyu-bench-'))
  try {
    await benchSiyu(folder, sizes, { insert, batches: bareBatches.perSecond, singles: bareSingles.perSecond })
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 })
  }
}

interface Bare {
  insert: number
  batches: number
  singles: number
}

async function benchSiyu(folder: string, sizes: IngestSizes, bare: Bare) {
  const siyu = await startProcess({ folder, nodeArgs: sizes.nodeArgs })
  const plan = { port: Number(new URL(siyu.url).port), writeKey: await makeSource(siyu), people: sizes.people }
  const first = await loadOn(siyu, { ...plan, ...batches, run: 'first', events: sizes.people })
  const warm = await loadOn(siyu, { ...plan, ...batches, run: 'warm', events: sizes.events })
  const single = await loadOn(siyu, { ...plan, ...singles, run: 'single', events: sizes.single })
  const sent = first.events + warm.events + single.events
  await expectStored(siyu, sent)
  await siyu.stop()
  table(`Siyu, ${whole(sizes.people)} people`, [
    columns,
    line('batches of 50, 32 connections', warm, bare.insert, bare.batches),
    line('single events, 256 connections', single, bare.insert, bare.singles),
    line('everybody for the first time, batches', first, bare.insert, bare.batches),
  ])
  if (sizes.cold > 0) await benchCold(folder, sizes, bare)
}

/** A restart empties the cache of ids: the first event of everybody asks PostgreSQL. */
async function benchCold(folder: string, sizes: IngestSizes, bare: Bare) {
  const before = await startProcess({ folder })
  const people = { people: sizes.cold, ...batches, events: sizes.cold }
  const key = await makeSource(before)
  const port = Number(new URL(before.url).port)
  const first = await loadOn(before, { ...people, port, writeKey: key, run: 'many' })
  await before.stop()
  const siyu = await startProcess({ folder, nodeArgs: [] })
  const events = Math.min(sizes.cold, sizes.events)
  const cold = await loadOn(siyu, {
    ...people,
    port: Number(new URL(siyu.url).port),
    writeKey: key,
    run: 'cold',
    events,
  })
  await siyu.stop()
  table(`Siyu, ${whole(sizes.cold)} people`, [
    columns,
    line('known people, cold cache, batches', cold, bare.insert, bare.batches),
    line('everybody for the first time, batches', first, bare.insert, bare.batches),
    ['ready after (events of the hour are read)', ms(siyu.readyAfter)],
  ])
}

const columns = ['', 'events/s', 'of (a)', 'of (b)', 'p50', 'p99', 'worst', 'server CPU an event']

interface Measured extends LoadFigures {
  /** Microseconds an event, chDB's threads included, PostgreSQL's processes not. */
  cpu: number
}

async function loadOn(siyu: SiyuProcess, plan: LoadPlan): Promise<Measured> {
  const before = cpuSeconds(siyu.pid)
  const figures = await runLoad(plan)
  return { ...figures, cpu: ((cpuSeconds(siyu.pid) - before) / plan.events) * 1e6 }
}

function line(name: string, figures: Measured, insert: number, http: number): string[] {
  const refused = Object.entries(figures.refused).map(([status, times]) => `${times} × ${status}!`)
  const { perSecond, p50, p99, worst, cpu } = figures
  const rates = [whole(perSecond), ratio(perSecond / insert), ratio(perSecond / http)]
  return [name, ...rates, ms(p50), ms(p99), ms(worst), `${cpu.toFixed(0)} µs`, ...refused]
}

/** A figure for events that are not all there would be worth nothing. */
export async function expectStored(siyu: SiyuProcess, sent: number) {
  const day = 86_400_000
  const range = { from: new Date(Date.now() - day).toISOString(), to: new Date(Date.now() + day).toISOString() }
  const series = eventNames.map((event) => ({ event, measure: 'events' }))
  const trend = (await post(`${siyu.url}/api/v1/insight/trend`, { series, unit: 'day', range })) as {
    series: { points: { value: number }[] }[]
  }
  const stored = trend.series.flatMap((one) => one.points).reduce((sum, point) => sum + point.value, 0)
  if (stored !== sent) throw new Error(`${sent} events were sent and ${stored} are stored`)
}
