import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { type Olap, openOlap } from '#platform/clickhouse/olap'
import { migrateClickhouse } from '#platform/migrate'
import { Definition } from '../modules/segments/core/definition.ts'
import { memberSql } from '../modules/segments/server/memberSql.ts'
import { estimate } from '../modules/segments/server/read.ts'
import { get, makeSource, post } from './api.ts'
import { median, ms, ratio, table, whole } from './figures.ts'
import { root, startProcess } from './siyu.ts'

const runs = 5
const cities = ['杭州', '宁波', '绍兴', '嘉兴', '湖州']

/** Five conditions over attributes, tags, events and carriers; the same by hand below. */
const five = Definition.parse({
  and: [
    { is: { property: 'city', op: 'eq', value: '杭州' } },
    { tag: '1' },
    {
      did: {
        event: 'pay',
        where: { property: 'amount', op: 'gte', value: 50 },
        window: { last: { value: 30, unit: 'day' } },
      },
    },
    { not: { did: { event: 'refund', window: { last: { value: 30, unit: 'day' } } } } },
    { carrier: { state: 'live' } },
  ],
})

/** By whoever knows the tables and that nobody is merged. */
const byHand = `select count() as people from people final
  where deleted = 0 and excluded = 0 and attributes.city.:String = '杭州'
    and id in (select person from person_tags final where tag = 1 and deleted = 0)
    and id in (select person from events where event = 'pay' and at > fromUnixTimestamp64Milli({after:Int64}, 'UTC') and at <= fromUnixTimestamp64Milli({at:Int64}, 'UTC')
      and received >= fromUnixTimestamp64Milli({after:Int64}, 'UTC') - toIntervalDay(2) and ifNull(properties.amount.:Int64 >= 50, 0))
    and id not in (select person from events where event = 'refund' and at > fromUnixTimestamp64Milli({after:Int64}, 'UTC') and at <= fromUnixTimestamp64Milli({at:Int64}, 'UTC')
      and received >= fromUnixTimestamp64Milli({after:Int64}, 'UTC') - toIntervalDay(2))
    and id in (select person from carriers final where deleted = 0 and started <= fromUnixTimestamp64Milli({at:Int64}, 'UTC')
      and (ended is null or ended > fromUnixTimestamp64Milli({at:Int64}, 'UTC')))`

const Params = z.record(z.string(), z.unknown())
const row = z.object({ people: z.coerce.number() })
const other = Definition.parse({ not: { did: { event: 'pay' } } })

/** A segment of five conditions against hand-written SQL at two sizes, the estimate of an editor, and how soon somebody enters a live one. */
export async function benchSegments(sizes: { people: number; small: number; visits: number; live: number }) {
  const columns = [await measureSegment(sizes.small, sizes.visits), await measureSegment(sizes.people, sizes.visits)]
  const line = (name: string, of: (figures: Figures) => string) => [name, ...columns.map(of)]
  table(
    `five conditions, ${sizes.visits} events a person; by hand and segment: the fastest of ${2 * runs} in turn, others the median of ${runs}`,
    [
      line('', (f) => `${whole(f.people)} people`),
      line('found, and by hand', (f) => `${whole(f.found)}, ${whole(f.foundByHand)}`),
      line('by hand', (f) => ms(f.byHand)),
      line('segment', (f) => ms(f.segment)),
      line('segment ÷ by hand', (f) => ratio(f.segment / f.byHand)),
      line('those who never paid', (f) => ms(f.never)),
      line('estimate while editing', (f) => ms(f.estimate)),
    ],
  )
  await live(sizes.live)
}

type Figures = Awaited<ReturnType<typeof measureSegment>>

export async function measureSegment(people: number, visits: number) {
  const folder = mkdtempSync(join(tmpdir(), 'siyu-bench-'))
  const olap = openOlap({ path: join(folder, 'olap') })
  try {
    await migrateClickhouse(olap, root)
    for (const sql of worldOf(people, visits)) await olap.command(sql)
    const at = Date.now()
    const hand = () =>
      olap.query({ name: 'byHand', sql: byHand, params: Params, row }, { after: at - 30 * 86_400_000, at })
    const [mine] = await count(olap, five, at)
    const [theirs] = await hand()
    return {
      ...{ people, found: mine?.people ?? 0, foundByHand: theirs?.people ?? 0 },
      ...(await inTurn(hand, () => count(olap, five, at))),
      never: await timed(() => count(olap, other, at)),
      estimate: await timed(() => estimate(olap, five, at, false)),
    }
  } finally {
    await olap.close()
    rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 })
  }
}

function count(olap: Olap, tree: Definition, at: number) {
  const { sql, params } = memberSql(tree, at)
  return olap.query({ name: 'segment', sql: `select count() as people from (${sql})`, params: Params, row }, params)
}

/** A fifth in each city, a third with the tag, four fifths reachable; of the events a fifth are payments and one in fifty a refund. */
function worldOf(people: number, visits: number): string[] {
  const ago = 'now64(3) - toIntervalSecond(cityHash64(number, 1) % (60 * 86400))'
  const from = (rows: number) => `from numbers(1, ${rows})`
  const city = `[${cities.map((name) => `'${name}'`).join(', ')}][cityHash64(number, 2) % 5 + 1]`
  return [
    `insert into events (received, at, source, key, type, event, identity, person, properties, context)
      select ${ago}, ${ago}, 1, number, 'track', multiIf(cityHash64(number, 3) % 50 < 10, 'pay', cityHash64(number, 3) % 50 = 10, 'refund', 'view'),
        number % ${people} + 1, number % ${people} + 1, concat('{"amount":', toString(cityHash64(number, 4) % 200), ',"sku":"s', toString(number % 300), '"}'), '{}'
      ${from(people * visits)} settings max_partitions_per_insert_block = 0`,
    `insert into people (id, version, entered_at, entry, source, owner, excluded, deleted, attributes)
      select number, 1, ${ago}, 'self', '', '', number % 500 = 0, 0, concat('{"city":"', ${city}, '","level":', toString(number % 5), '}') ${from(people)}`,
    `insert into carriers select number, 1, number, number, 'wecom', 'a', ${ago}, if(number % 5 = 0, now64(3), null), 0 ${from(people)}`,
    `insert into person_tags select 1, number, 1, now64(3), 0 ${from(people)} where cityHash64(number, 5) % 3 = 0`,
    'system reload dictionary person_override',
  ]
}

/** In turn, so that other work on the machine falls on both; the fastest of each is what it takes undisturbed. */
async function inTurn(hand: () => Promise<unknown>, segment: () => Promise<unknown>) {
  const times = { byHand: [] as number[], segment: [] as number[] }
  for (let run = 0; run < 2 * runs; run += 1)
    for (const [name, work] of [
      ['byHand', hand],
      ['segment', segment],
    ] as const) {
      const from = performance.now()
      await work()
      times[name].push(performance.now() - from)
    }
  return { byHand: Math.min(...times.byHand), segment: Math.min(...times.segment) }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const times: number[] = []
  for (let run = 0; run < runs; run += 1) {
    const from = performance.now()
    await work()
    times.push(performance.now() - from)
  }
  return median(times)
}

/** From the answer to an event until its person stands in the segment, one after the other, as somebody sees it over HTTP. */
async function live(people: number) {
  const folder = mkdtempSync(join(tmpdir(), 'siyu-bench-'))
  const siyu = await startProcess({ folder, env: { SIYU_DEMO: 'off' } })
  try {
    const writeKey = await makeSource(siyu)
    const definition = { and: [{ did: { event: 'pay', op: 'gte', value: 2 } }, { not: { did: { event: 'refund' } } }] }
    const made = await post(`${siyu.url}/api/v1/segments`, { name: 'live', refresh: 'live', definition })
    const { id } = (made as { segment: { id: string } }).segment
    const pay = (n: number, time: number) =>
      post(`${siyu.url}/v1/track`, { writeKey, userId: `u${n}`, event: 'pay', messageId: `${n}-${time}` })
    const times: number[] = []
    for (let n = 0; n < people; n += 1) {
      await pay(n, 1)
      await pay(n, 2)
      const from = performance.now()
      for (;;) {
        const now = await get<{ people: number | null }>(siyu.url, `/segments/${id}`)
        if ((now.people ?? 0) > n) break
        if (performance.now() - from > 30_000) throw new Error(`person ${n} has not entered`)
        await new Promise((resolve) => setTimeout(resolve, 5))
      }
      times.push(performance.now() - from)
    }
    const sorted = times.sort((a, b) => a - b)
    const at = (share: number) => ms(sorted[Math.floor(sorted.length * share)] ?? Number.NaN)
    console.log(
      `\n  into a live segment after the answer, ${people} people: p50 ${at(0.5)}, p95 ${at(0.95)}, longest ${at(0.9999)}`,
    )
  } finally {
    await siyu.stop()
    rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 })
  }
}
