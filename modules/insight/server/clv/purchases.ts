import { z } from 'zod'
import type { Olap, Query } from '#platform/clickhouse/olap'
import type { BuyerScope } from '../../core/clv/scope.ts'
import { otherSourceKinds } from '../../core/scope.ts'
import { excludedPeople, Int, listed, unified } from '../sql.ts'

/** Days are whole ones of the zone; `end` is the last that counts, `until` the last of the hold-out (the same without one). */
const PurchaseParams = z.object({
  ...{ zone: z.string(), end: z.iso.date(), until: z.iso.date(), all: z.int() },
  after: z.string().meta({ description: 'Only people with a greater number' }),
})
export type PurchaseQuestion = { zone: string; end: string; until?: string | undefined; scope: BuyerScope }

const purchaseParams = ({ zone, end, until, scope }: PurchaseQuestion, after = '0') => ({
  ...{ zone, end, until: until ?? end, all: scope === 'all' ? 1 : 0, after },
})

/** Orders that are purchases: of a person, and with something left of what was paid; given away is a purchase of nothing. */
export const isPurchase = `deleted = 0 and person != 0 and net >= 0 and not (gross > 0 and net = 0)
    and ({all:UInt8} = 1 or source_kind not in (${listed(otherSourceKinds)}))`

/** Purchases of one day are one. */
const purchases = `
  select ${unified} as who, toDate32(paid_at, {zone:String}) as day, sum(net) as spent from orders final
  where ${isPurchase} and toDate32(paid_at, {zone:String}) <= {until:Date32} and ${unified} > {after:UInt64}
  group by who, day`

/** One row a buyer: repeats and their fen, days from the first purchase to the last and to the end, days after the end. */
const buyers = `
  select who, toUInt32(countIf(day <= {end:Date32}) - 1) as x,
    toUInt32(dateDiff('day', minIf(day, day <= {end:Date32}), maxIf(day, day <= {end:Date32}))) as tx,
    toUInt32(dateDiff('day', minIf(day, day <= {end:Date32}), {end:Date32})) as span,
    toFloat64(sumIf(spent, day <= {end:Date32}) - argMinIf(spent, day, day <= {end:Date32})) as total,
    toUInt32(countIf(day > {end:Date32})) as later
  from (${purchases})
  where who not in (${excludedPeople})
  group by who
  having countIf(day <= {end:Date32}) > 0`

// Looking at each of a million numbers would take longer than all else that is done with them here.
const Numbers = z.custom<number[]>((given) => Array.isArray(given))
const HistoryRow = z.object({ x: Numbers, tx: Numbers, span: Numbers, total: Numbers, later: Numbers })

// Columns in one row: three hundred thousand objects would be ten times the work of reading them.
const histories: Query<typeof PurchaseParams, typeof HistoryRow> = {
  name: 'clv-histories',
  sql: `select groupArray(x) as x, groupArray(tx) as tx, groupArray(span) as span, groupArray(total) as total,
    groupArray(later) as later from (${buyers})`,
  params: PurchaseParams,
  row: HistoryRow,
}

const LaterRow = z.object({ after: Int, times: Int })
const laterDays: Query<typeof PurchaseParams, typeof LaterRow> = {
  name: 'clv-later',
  sql: `select dateDiff('day', {end:Date32}, day) as after, count() as times from (${purchases})
  where day > {end:Date32} and who in (select who from (${buyers})) group by after order by after`,
  params: PurchaseParams,
  row: LaterRow,
}

/** The histories of all buyers, times in days and money in fen, and on how many days after the end they bought. */
export async function readHistories(olap: Olap, question: PurchaseQuestion) {
  const params = purchaseParams(question)
  const [found] = await olap.query(histories, params)
  const days = question.until ? await olap.query(laterDays, params) : []
  const { x = [], tx = [], span = [], total = [], later = [] } = found ?? {}
  const columns = {
    ...{ x: Float64Array.from(x), tx: Float64Array.from(tx), span: Float64Array.from(span) },
    ...{ total: Float64Array.from(total), later: Float64Array.from(later) },
  }
  return { columns, days }
}

const LastRow = z.object({ first: z.string(), last: z.string(), people: Int })
const lastDay: Query<typeof PurchaseParams, typeof LastRow> = {
  name: 'clv-last-day',
  sql: `select toString(min(day)) as first, toString(max(day)) as last, uniqExact(who) as people from (${purchases})
  where who not in (${excludedPeople})`,
  params: PurchaseParams,
  row: LastRow,
}

/** First and last day with a purchase until `end`, and how many people bought; null without any. */
export async function spanOfPurchases(olap: Olap, question: PurchaseQuestion) {
  const [row] = await olap.query(lastDay, purchaseParams(question))
  return row && row.people > 0 ? row : null
}

const BuyersRow = HistoryRow.omit({ later: true }).extend({ who: z.array(z.string()) })
const PageParams = PurchaseParams.extend({ limit: z.int() })
const page: Query<typeof PageParams, typeof BuyersRow> = {
  name: 'clv-buyers',
  sql: `select groupArray(toString(b.who)) as who, groupArray(x) as x, groupArray(tx) as tx, groupArray(span) as span, groupArray(total) as total
  from (select * from (${buyers}) order by who limit {limit:UInt32}) as b`,
  params: PageParams,
  row: BuyersRow,
}

/** Buyers in the order of their numbers, in columns; money in fen, times in days. */
export async function buyersAfter(olap: Olap, question: PurchaseQuestion, after: string, limit: number) {
  const [row] = await olap.query(page, { ...purchaseParams(question, after), limit })
  const { who = [], x = [], tx = [], span = [], total = [] } = row ?? {}
  return who.map((id, i) => ({
    ...{ who: id, x: x[i] ?? 0, tx: tx[i] ?? 0, span: span[i] ?? 0, total: total[i] ?? 0 },
  }))
}
