import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { type Olap, openOlap } from '#platform/clickhouse/olap'
import { migrateClickhouse } from '#platform/migrate'
import { analysisHandlers } from '../modules/insight/server/analysis/handlers.ts'
import { fillEvents, questions, timed } from './analysis.ts'
import { makeSource } from './api.ts'
import { cpuSeconds, median, ratio, table, whole } from './figures.ts'
import { runLoad } from './load.ts'
import { measureSegment } from './segments.ts'
import { root, startProcess } from './siyu.ts'

const times = [1, 4, 16]

/** P11 of the quality bars: what one event and one person cost at 1, 4 and 16 times the data, and bytes on disk. */
export async function benchGrowth(sizes: { ingest: number; events: number; people: number; runs: number }) {
  const reports: Awaited<ReturnType<typeof reportsAt>>[] = []
  for (const k of times) reports.push(await reportsAt(sizes.events * k, sizes.people * k, sizes.runs))
  const first = reports[0]
  const row = (name: string, of: (at: (typeof reports)[number], start: (typeof reports)[number]) => string) => [
    name,
    ...reports.map((at) => (first ? of(at, first) : '')),
  ]
  const names = first?.costs.map(({ name }) => name) ?? []
  table('P3, processor time of a report for a million events (a sort would make 1.1 to 1.2 of the first of the last)', [
    row('', (at) => `${whole(at.events)} events`),
    ...names.map((name, i) =>
      row(name, (at, start) => {
        const [cost, before] = [at.costs[i]?.perMillion ?? Number.NaN, start.costs[i]?.perMillion ?? Number.NaN]
        return `${whole(cost)} ms (${ratio(cost / before)})`
      }),
    ),
    row('resident at the end', (at) => `${whole(at.resident)} MB`),
  ])
  await segmentsAt(sizes.people)
  await ingestAt(sizes.ingest)
  await bytesOnDisk(sizes.events)
}

async function inFolder<T>(work: (olap: Olap) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'siyu-bench-'))
  const olap = openOlap({ path: join(folder, 'olap') })
  try {
    await migrateClickhouse(olap, root)
    return await work(olap)
  } finally {
    await olap.close()
    rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 })
  }
}

const reportsAt = (events: number, people: number, runs: number) =>
  inFolder(async (olap) => {
    await fillEvents(olap, events, people)
    const handlers = analysisHandlers({
      olap,
      settings: async () => ({ zone: 'Asia/Shanghai' }),
      now: () => Date.now(),
    })
    const costs: { name: string; perMillion: number }[] = []
    for (const [name, ask] of questions(handlers)) {
      await ask()
      const spent: number[] = []
      for (let run = 0; run < runs; run += 1) spent.push((await timed(ask)).cpu)
      costs.push({ name, perMillion: (median(spent) / events) * 1e6 })
    }
    return { events, costs, resident: process.memoryUsage().rss / 2 ** 20 }
  })

async function segmentsAt(people: number) {
  const found: Awaited<ReturnType<typeof measureSegment>>[] = []
  for (const k of times) found.push(await measureSegment(people * k, 20))
  const cost = (at: (typeof found)[number] | undefined) => ((at?.segment ?? Number.NaN) / (at?.people ?? 1)) * 1e6
  table('P4, a segment of five conditions, the fastest of ten, for a million people', [
    ['', ...found.map((at) => `${whole(at.people)} people`)],
    ['segment', ...found.map((at) => `${whole(cost(at))} ms (${ratio(cost(at) / cost(found[0]))})`)],
  ])
}

/** One Siyu that fills up: what an event costs when as many, four times and sixteen times as many are there. */
async function ingestAt(base: number) {
  const folder = mkdtempSync(join(tmpdir(), 'siyu-bench-'))
  const siyu = await startProcess({ folder })
  try {
    const plan = { port: Number(new URL(siyu.url).port), writeKey: await makeSource(siyu), perRequest: 50 }
    const load = async (run: string, events: number) => {
      const before = cpuSeconds(siyu.pid)
      const { perSecond } = await runLoad({ ...plan, run, events, people: base, connections: 32 })
      return { perSecond, micros: ((cpuSeconds(siyu.pid) - before) / events) * 1e6 }
    }
    await load('known', base)
    const at: Awaited<ReturnType<typeof load>>[] = []
    for (const [i, k] of times.entries()) {
      const there = base * (times[i - 1] ?? 0)
      at.push(await load(`${k}`, base))
      if (k > 1) await load(`fill-${k}`, Math.max(0, base * k - there - base))
    }
    table(`P1, batches of 50, ${whole(base)} people; each figure of ${whole(base)} events`, [
      ['events there', ...times.map((k) => whole(base * k))],
      [
        'server processor an event',
        ...at.map((one) => `${one.micros.toFixed(0)} µs (${ratio(one.micros / (at[0]?.micros ?? 1))})`),
      ],
      ['events a second', ...at.map((one) => whole(one.perSecond))],
    ])
  } finally {
    await siyu.stop()
    rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 })
  }
}

const Size = z.object({ bytes: z.coerce.number(), rows: z.coerce.number() })

/** Track calls with five properties as the collector keeps them, received over thirty days, their parts merged. */
const bytesOnDisk = (events: number) =>
  inFolder(async (olap) => {
    const block = 500_000
    for (let from = 0; from < events; from += block)
      await olap.command(`insert into events (received, at, source, key, type, event, identity, person, properties, context)
        select at, at, 1, cityHash64(number), 'track', ['Product Viewed', 'Product Added', 'Coupon Claimed', 'Order Completed'][number % 4 + 1], who, who,
          concat('{"sku":"sku-', toString(cityHash64(number, 2) % 300), '","price":', toString(cityHash64(number, 3) % 900), '.5,"quantity":', toString(cityHash64(number, 4) % 3 + 1),
            ',"city":"', ['上海', '杭州', '成都', '广州', '武汉', '西安', '南京'][cityHash64(who) % 7 + 1], '","page":"', ['首页', '商品详情', '验光预约', '会员中心', '优惠券'][cityHash64(number, 5) % 5 + 1], '"}'),
          concat('{"page":{"path":"/pages/goods/', toString(cityHash64(number, 6) % 50), '"},"locale":"zh_CN"}')
        from (select number, cityHash64(number, 1) % ${Math.ceil(events / 20)} + 1 as who,
          now64(3) - toIntervalMillisecond(cityHash64(number, 7) % (30 * 86400000)) as at from numbers(${from}, ${Math.min(block, events - from)}))
        settings max_partitions_per_insert_block = 0`)
    await olap.command('optimize table events final')
    const sql = `select sum(bytes_on_disk) as bytes, sum(rows) as rows from system.parts where table = 'events' and active`
    const [size] = await olap.query({ name: 'size', sql, params: z.object({}), row: Size }, {})
    console.log(
      `\n  on disk: ${ratio((size?.bytes ?? Number.NaN) / (size?.rows ?? 1))} bytes an event, ${whole(size?.rows ?? 0)} events of 30 days, merged (bar: 60)`,
    )
  })
