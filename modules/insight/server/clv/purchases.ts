import { z } from 'zod'
import type { Olap, Query } from '#platform/clickhouse/olap'
import type { BuyerScope } from '../../core/clv/scope.ts'
import { otherSourceKinds } from '../../core/scope.ts'
import { excludedPeople, Int, listed, unified } from '../sql.ts'

/** Days are whole ones of the zone; `end` is the last that counts, `until` the last of the hold-out (the same without one). */
const PurchaseParams = z.object({ zone: z.string(), end: z.iso.date(), until: z.iso.date(), all: z.int() })
export type PurchaseQuestion = { zone: string; end: string; until?: string | undefined; scope: BuyerScope }

const purchaseParams = ({ zone, end, until, scope }: PurchaseQuestion) => ({
  ...{ zone, end, until: until ?? end, all: scope === 'all' ? 1 : 0 },
})

/** Orders that are purchases: of a person, and with something left of what was paid; given away is a purchase of nothing. */
export const isPurchase = `deleted = 0 and person != 0 and net >= 0 and not (gross > 0 and net = 0)
    and ({all:UInt8} = 1 or source_kind not in (${listed(otherSourceKinds)}))`

/** Purchases of one day are one. */
const purchases = `
  select ${unified} as who, toDate32(paid_at, {zone:String}) as day, sum(net) as spent from orders final
  where ${isPurchase} and toDate32(paid_at, {zone:String}) <= {until:Date32}
  group by who, day`

/** One row a buyer: repeats, days from the first purchase to the last and to the end, mean repeat spend in fen, days after the end. */
const buyers = `
  select who, countIf(day <= {end:Date32}) - 1 as x,
    dateDiff('day', minIf(day, day <= {end:Date32}), maxIf(day, day <= {end:Date32})) as tx,
    dateDiff('day', minIf(day, day <= {end:Date32}), {end:Date32}) as span,
    if(x = 0, 0, (sumIf(spent, day <= {end:Date32}) - argMinIf(spent, day, day <= {end:Date32})) / x) as mean,
    countIf(day > {end:Date32}) as later
  from (${purchases})
  where who not in (${excludedPeople})
  group by who
  having countIf(day <= {end:Date32}) > 0`

const Numbers = z.array(z.coerce.number())
const HistoryRow = z.object({ x: Numbers, tx: Numbers, span: Numbers, n: Numbers, later: Numbers })

// Columns in one row: three hundred thousand objects would be ten times the work of reading them.
const histories: Query<typeof PurchaseParams, typeof HistoryRow> = {
  name: 'clv-histories',
  sql: `select groupArray(toFloat64(x)) as x, groupArray(toFloat64(tx)) as tx, groupArray(toFloat64(span)) as span,
    groupArray(toFloat64(n)) as n, groupArray(toFloat64(later)) as later
  from (select x, tx, span, count() as n, sum(later) as later from (${buyers}) group by x, tx, span order by x, tx, span)`,
  params: PurchaseParams,
  row: HistoryRow,
}

const SpendRow = z.object({ x: Numbers, mean: Numbers, n: Numbers })
const spends: Query<typeof PurchaseParams, typeof SpendRow> = {
  name: 'clv-spends',
  sql: `select groupArray(toFloat64(x)) as x, groupArray(mean / 100) as mean, groupArray(toFloat64(n)) as n
  from (select x, mean, count() as n from (${buyers}) where x > 0 and mean > 0 group by x, mean order by x, mean)`,
  params: PurchaseParams,
  row: SpendRow,
}

const LaterRow = z.object({ after: Int, times: Int })
const laterDays: Query<typeof PurchaseParams, typeof LaterRow> = {
  name: 'clv-later',
  sql: `select dateDiff('day', {end:Date32}, day) as after, count() as times from (${purchases})
  where day > {end:Date32} and who in (select who from (${buyers})) group by after order by after`,
  params: PurchaseParams,
  row: LaterRow,
}

const columnsOf = (numbers: readonly number[], by = 1) => Float64Array.from(numbers, (one) => one / by)

/** The histories of all buyers as the models want them, in `unitDays`, with what they did in the hold-out. */
export async function readHistories(olap: Olap, question: PurchaseQuestion, unitDays: number) {
  const params = purchaseParams(question)
  const [history] = await olap.query(histories, params)
  const [spent] = await olap.query(spends, params)
  const days = question.until ? await olap.query(laterDays, params) : []
  const { x = [], tx = [], span = [], n = [], later = [] } = history ?? {}
  return {
    buyers: { x: columnsOf(x), tx: columnsOf(tx, unitDays), span: columnsOf(span, unitDays), n: columnsOf(n) },
    spends: { x: columnsOf(spent?.x ?? []), mean: columnsOf(spent?.mean ?? []), n: columnsOf(spent?.n ?? []) },
    later: columnsOf(later),
    days,
  }
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

const BuyerRow = z.object({ who: z.string(), x: Int, tx: Int, span: Int, mean: z.number() })
const PageParams = PurchaseParams.extend({ after: z.string(), limit: z.int() })
const page: Query<typeof PageParams, typeof BuyerRow> = {
  name: 'clv-buyers',
  sql: `select toString(b.who) as who, x, tx, span, toFloat64(mean) as mean from (${buyers}) as b
  where b.who > toUInt64({after:String}) order by b.who limit {limit:UInt32}`,
  params: PageParams,
  row: BuyerRow,
}

/** Buyers in the order of their numbers; spend in fen, times in days. */
export const buyersAfter = (olap: Olap, question: PurchaseQuestion, after: string, limit: number) =>
  olap.query(page, { ...purchaseParams(question), after, limit })
