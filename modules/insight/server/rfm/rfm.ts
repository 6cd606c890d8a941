import { z } from 'zod'
import type { Olap, Query } from '#platform/clickhouse/olap'
import { cellOf, type RfmCell, scoresOf, type Thresholds } from '../../core/clv/rfm.ts'
import type { RfmQuestion, RfmReply } from '../../core/rfmContract.ts'
import { isPurchase } from '../clv/purchases.ts'
import { excludedPeople, Int, unified } from '../sql.ts'

const Params = z.object({ zone: z.string(), at: z.iso.date(), since: z.iso.date(), all: z.int() })
const paramsOf = ({ at, since, scope }: RfmQuestion, zone: string) => ({
  ...{ zone, at, since: since ?? '1900-01-01', all: scope === 'all' ? 1 : 0 },
})

const day = 'toDate32(paid_at, {zone:String})'
const buyers = `
  select who, dateDiff('day', max(day), {at:Date32}) as recency, count() as orders, sum(net) as revenue
  from (select ${unified} as who, ${day} as day, net from orders final
    where ${isPurchase} and ${day} <= {at:Date32} and ${day} >= {since:Date32})
  where who not in (${excludedPeople})
  group by who`

const Four = z.array(z.number())
const BoundsRow = z.object({ recency: Four, frequency: Four, monetary: Four })
const quantiles = 'quantilesExactInclusive(0.2, 0.4, 0.6, 0.8)'
// Linear between neighbours (R's type 7), and one unit more as an exclusive bound: a day, an order, a yuan.
const bounds: Query<typeof Params, typeof BoundsRow> = {
  name: 'rfm-bounds',
  sql: `select arrayMap(q -> q + 1, ${quantiles}(toFloat64(recency))) as recency,
    arrayMap(q -> q + 1, ${quantiles}(toFloat64(orders))) as frequency,
    arrayMap(q -> q + 100, ${quantiles}(toFloat64(revenue))) as monetary
  from (${buyers}) having count() > 0`,
  params: Params,
  row: BoundsRow,
}

const ScoredParams = Params.extend({ recency: Four, frequency: Four, monetary: Four })
const bin = (value: string, of: keyof Thresholds) => `1 + arrayCount(t -> ${value} >= t, {${of}:Array(Float64)})`
const scored = `
  select who, recency, orders, revenue, 6 - (${bin('recency', 'recency')}) as r, ${bin('orders', 'frequency')} as f,
    ${bin('revenue', 'monetary')} as m
  from (${buyers})`

const GroupRow = z.object({ r: Int, f: Int, m: Int, people: Int, orders: Int, revenue: Int })
const groups: Query<typeof ScoredParams, typeof GroupRow> = {
  name: 'rfm',
  sql: `select r, f, m, count() as people, sum(s.orders) as orders, sum(s.revenue) as revenue from (${scored}) as s group by r, f, m`,
  params: ScoredParams,
  row: GroupRow,
}

/** Bounds of the bins: those asked for, or where a fifth of the buyers ends. */
async function thresholdsOf(olap: Olap, question: RfmQuestion, zone: string): Promise<Thresholds> {
  if (question.mode === 'fixed' && question.thresholds) return question.thresholds
  const [row] = await olap.query(bounds, paramsOf(question, zone))
  return row ?? { recency: [0, 0, 0, 0], frequency: [0, 0, 0, 0], monetary: [0, 0, 0, 0] }
}

type Sums = { people: number; orders: number; revenue: number }
const none: Sums = { people: 0, orders: 0, revenue: 0 }
const plus = (a: Sums, b: Sums): Sums => ({
  ...{ people: a.people + b.people, orders: a.orders + b.orders, revenue: a.revenue + b.revenue },
})

function summed<K>(
  rows: readonly z.output<typeof GroupRow>[],
  keyOf: (row: z.output<typeof GroupRow>) => K,
): Map<K, Sums> {
  const sums = new Map<K, Sums>()
  for (const row of rows) sums.set(keyOf(row), plus(sums.get(keyOf(row)) ?? none, row))
  return sums
}

/** Scores of all buyers, by cell and by recency × frequency. */
export async function rfmReport(olap: Olap, question: RfmQuestion, zone: string): Promise<RfmReply> {
  const thresholds = await thresholdsOf(olap, question, zone)
  const rows = await olap.query(groups, { ...paramsOf(question, zone), ...copied(thresholds) })
  const cells = summed(rows, (row) => cellOf(row, question.table))
  const grid = summed(rows, ({ r, f }) => r * 10 + f)
  return {
    ...rows.reduce(plus, none),
    thresholds: copied(thresholds),
    cells: [...cells].map(([cell, sums]) => ({ cell, ...sums })).sort((a, b) => b.revenue - a.revenue),
    grid: [...grid]
      .map(([key, sums]) => ({ r: Math.floor(key / 10), f: key % 10, ...sums }))
      .sort((a, b) => b.r - a.r || b.f - a.f),
  }
}

const copied = ({ recency, frequency, monetary }: Thresholds) => ({
  ...{ recency: [...recency], frequency: [...frequency], monetary: [...monetary] },
})

const PersonRow = z.object({ person: z.string(), recency: Int, orders: Int, revenue: Int, r: Int, f: Int, m: Int })
const PageParams = ScoredParams.extend({
  scores: z.array(z.int()),
  r: z.int(),
  f: z.int(),
  offset: z.int(),
  limit: z.int(),
})
const page: Query<typeof PageParams, typeof PersonRow> = {
  name: 'rfm-people',
  sql: `select toString(who) as person, recency, orders, revenue, r, f, m from (${scored})
  where has({scores:Array(UInt16)}, toUInt16(r * 100 + f * 10 + m)) and ({r:UInt8} = 0 or r = {r:UInt8}) and ({f:UInt8} = 0 or f = {f:UInt8})
  order by revenue desc, who limit {limit:UInt32} offset {offset:UInt32}`,
  params: PageParams,
  row: PersonRow,
}

export interface RfmPage {
  readonly cell?: RfmCell | undefined
  readonly r?: number | undefined
  readonly f?: number | undefined
  readonly offset: number
  readonly limit: number
}

/** The people of a cell or of a place in the grid, the largest spenders first. */
export async function rfmPeople(
  olap: Olap,
  question: RfmQuestion,
  zone: string,
  { cell, r = 0, f = 0, ...rest }: RfmPage,
) {
  const thresholds = await thresholdsOf(olap, question, zone)
  const scores = cell ? scoresOf(cell, question.table) : everyScore
  const rows = await olap.query(page, { ...paramsOf(question, zone), ...copied(thresholds), ...rest, scores, r, f })
  return rows.map(({ r: recently, f: often, m: much, ...row }) => ({
    ...row,
    score: recently * 100 + often * 10 + much,
    cell: cellOf({ r: recently, f: often, m: much }, question.table),
  }))
}

const five = [1, 2, 3, 4, 5]
const everyScore = five.flatMap((r) => five.flatMap((f) => five.map((m) => r * 100 + f * 10 + m)))
