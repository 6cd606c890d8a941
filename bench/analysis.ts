import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { call } from '@orpc/server'
import { z } from 'zod'
import { type Olap, openOlap } from '#platform/clickhouse/olap'
import type { RequestContext } from '#platform/http/context'
import { migrateClickhouse } from '#platform/migrate'
import { analysisHandlers } from '../modules/insight/server/analysis/handlers.ts'
import { median, ms, ratio, table, whole } from './figures.ts'
import { root } from './siyu.ts'

const zone = 'Asia/Shanghai'
const first = Date.UTC(2024, 0, 1) - 8 * 3_600_000
const days = 30
const iso = (at: number) => new Date(at).toISOString()
const range = { from: iso(first), to: iso(first + days * 86_400_000) }
const inRange = `at >= fromUnixTimestamp64Milli(${first}, 'UTC') and at < fromUnixTimestamp64Milli(${first + days * 86_400_000}, 'UTC')`

interface Sizes {
  events: number
  people: number
  runs: number
}

/** Reports of the workbench beside SQL that somebody would write by hand for the same table, without merges, on the same connection. */
export async function benchAnalysis({ events, people, runs }: Sizes) {
  const folder = mkdtempSync(join(tmpdir(), 'siyu-bench-'))
  const olap = openOlap({ path: join(folder, 'olap') })
  try {
    await migrateClickhouse(olap, root)
    await fillEvents(olap, events, people)
    const handlers = analysisHandlers({ olap, settings: async () => ({ zone }), now: () => Date.now() })
    const rows = [['', 'Siyu', 'by hand', 'ratio', 'CPU ratio']]
    for (const [name, ask, sql] of questions(handlers)) {
      const both: [Spent, Spent][] = []
      // In turn, so that what else the machine does falls on both.
      for (let run = 0; run <= runs; run += 1) both.push([await timed(ask), await timed(() => byHand(olap, sql))])
      const [ours, theirs] = [0, 1].map((side) => {
        const warm = both.slice(1).map((pair) => pair[side as 0 | 1])
        return { wall: median(warm.map(({ wall }) => wall)), cpu: median(warm.map(({ cpu }) => cpu)) }
      }) as [Spent, Spent]
      rows.push([name, ms(ours.wall), ms(theirs.wall), ratio(ours.wall / theirs.wall), ratio(ours.cpu / theirs.cpu)])
    }
    table(
      `${whole(events)} events of ${whole(people)} people in ${days} days, one in a hundred merged, median of ${runs}`,
      rows,
    )
    console.log(`  resident memory of the process at the end: ${Math.round(process.memoryUsage().rss / 2 ** 20)} MB`)
  } finally {
    await olap.close()
    rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 })
  }
}

/** Ten events, the first of them the most frequent; a person comes back in bursts. */
export async function fillEvents(olap: Olap, events: number, people: number) {
  const block = 1_000_000
  for (let from = 0; from < events; from += block) {
    const count = Math.min(block, events - from)
    await olap.command(`insert into events (received, at, source, key, type, event, identity, person, properties, context)
      select at, at, 1, number, 'track', 'e' || toString(least(cityHash64(number, 1) % 10, cityHash64(number, 2) % 10)), person, person,
        '{"price":' || toString(cityHash64(number, 3) % 1000) || ',"page":"/p/' || toString(cityHash64(number, 4) % 50) || '"}', '{}'
      from (select number, cityHash64(number, 5) % ${people} + 1 as person,
          fromUnixTimestamp64Milli(toInt64(${first} + (cityHash64(person, number % 4) % ${days}) * 86400000 + cityHash64(number, 6) % 86400000), 'UTC') as at
        from numbers(${from}, ${count}))`)
  }
  await olap.command(
    `insert into overrides select number * 100, number * 100 - 1, 1 from numbers(1, ${Math.floor(people / 100)})`,
  )
  await olap.command('system reload dictionary person_override')
  await olap.command('optimize table events final')
}

const context: RequestContext = {
  actor: { kind: 'apiKey', id: '1', name: 'bench', rights: ['*'] },
  ...{ requestId: 'bench', ip: '::1', userAgent: '', language: 'en' as const },
  cookie: () => undefined,
  setCookie: () => undefined,
}

type Handlers = ReturnType<typeof analysisHandlers>

const local = `toDate(at, '${zone}')`
const steps = ['e0', 'e2', 'e4', 'e6']
const windowed = (read: string, mode = '') => `select level, count() as people from (
    select person, windowFunnel(604800000${mode})(toUInt64(toUnixTimestamp64Milli(at)), ${steps.map((name) => `event = '${name}'`).join(', ')}) as level
    from events where ${read}${inRange} group by person) group by level`

/** The same by hand. */
const hand = {
  funnel: windowed(`event in ('e0', 'e2', 'e4', 'e6') and `),
  strict: windowed('', ", 'strict_order'"),
  retention: `select c, d - c as k, count() as people from (
    select arrayJoin(days) as c, arrayJoin(arrayFilter(x -> x >= c, days)) as d from (
      select person, groupUniqArray(${local}) as days from events where event = 'e0' and ${inRange} group by person)) group by c, k`,
  path: `select step, source, target, count() as sessions from (
    select arrayJoin(arraySplit((x, y) -> y, names, arrayMap(x -> x > 1800000, arrayDifference(times)))) as s,
      arraySlice(s, 1, 5) as n, arrayJoin(arrayZip(arrayEnumerate(arrayPopBack(n)), arrayPopBack(n), arrayPopFront(n))) as edge,
      edge.1 as step, edge.2 as source, edge.3 as target
    from (select person, arraySort(groupArray((toUnixTimestamp64Milli(at), event))) as all, all.1 as times, all.2 as names
      from events where ${inRange} group by person)) group by step, source, target`,
  lifecycle: `select d, state, count() from (
    select arrayJoin(arrayConcat(
      arrayMap(x -> (x, multiIf(x = born, 'new', has(days, x - 1), 'returning', 'resurrecting')), days),
      arrayMap(x -> (x + 1, 'dormant'), arrayFilter(x -> not has(days, x + 1), days)))) as cell, cell.1 as d, cell.2 as state
    from (select person, groupUniqArray(${local}) as days, min(${local}) as born
      from events where event = 'e1' and ${inRange} group by person)) group by d, state`,
  stickiness: `select k, count() from (
    select person, uniqExact(${local}) as k from events where event = 'e1' and ${inRange} group by person) group by k`,
  distribution: `select arrayCount(x -> v >= x, [100, 500, 1000, 2000]) as b, count(), quantileExact(0.5)(v) from (
    select person, sum(properties.price.:Int64) as v from events where event = 'e3' and ${inRange} group by person) group by b`,
}

/** Name, the question to the API, and the SQL by hand. */
export function questions(of: Handlers): [string, () => Promise<unknown>, string][] {
  const ask = (report: unknown, question: object) => () =>
    call(report as Handlers['funnel'], { range, ...question } as never, { context })
  const funnel = { steps: steps.map((event) => ({ event })), window: { value: 7, unit: 'day' } }
  const e0 = { event: 'e0' }
  const sum = { event: 'e3', measure: 'sum', property: 'price', edges: [100, 500, 1000, 2000] }
  return [
    ['funnel, 4 steps', ask(of.funnel, funnel), hand.funnel],
    ['funnel, strict', ask(of.funnel, { ...funnel, order: 'strict' }), hand.strict],
    ['retention, 30 days', ask(of.retention, { first: e0, returning: e0, unit: 'day', periods: 30 }), hand.retention],
    ['path, 5 steps', ask(of.path, { steps: 5 }), hand.path],
    ['lifecycle', ask(of.lifecycle, { event: 'e1', unit: 'day' }), hand.lifecycle],
    ['stickiness', ask(of.stickiness, { event: 'e1', unit: 'day' }), hand.stickiness],
    ['distribution of a sum', ask(of.distribution, sum), hand.distribution],
  ]
}

const Params = z.object({})
const Row = z.record(z.string(), z.unknown())
const byHand = (olap: Olap, sql: string) => olap.report({ name: 'by hand', sql, params: Params, row: Row }, {})

/** In ms; of CPU all threads of the process. */
export interface Spent {
  wall: number
  cpu: number
}

export async function timed(work: () => Promise<unknown>): Promise<Spent> {
  const [from, used] = [performance.now(), process.cpuUsage()]
  await work()
  const { user, system } = process.cpuUsage(used)
  return { wall: performance.now() - from, cpu: (user + system) / 1000 }
}
