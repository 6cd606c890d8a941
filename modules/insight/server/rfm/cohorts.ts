import { z } from 'zod'
import type { Olap, Query } from '#platform/clickhouse/olap'
import type { BuyerScope } from '../../core/clv/scope.ts'
import { isPurchase } from '../clv/purchases.ts'
import { excludedPeople, Int, unified } from '../sql.ts'

const Params = z.object({
  zone: z.string(),
  from: z.iso.date(),
  to: z.iso.date(),
  unit: z.enum(['week', 'month']),
  all: z.int(),
})
const Row = z.object({ start: z.string(), later: Int, people: Int })

// Weeks begin on Monday.
const unitOf = (day: string) => `if({unit:String} = 'week', toStartOfWeek(${day}, 1), toStartOfMonth(${day}))`
const cohortRows: Query<typeof Params, typeof Row> = {
  name: 'repurchase',
  sql: `select toString(start) as start, later, uniqExact(who) as people
  from (
    select who, start, arrayJoin(units) as unit, dateDiff({unit:String}, start, unit) as later
    from (
      select who, groupUniqArray(${unitOf('day')}) as units, arrayMin(units) as start
      from (select ${unified} as who, toDate32(paid_at, {zone:String}) as day from orders final
        where ${isPurchase} and toDate32(paid_at, {zone:String}) < {to:Date32})
      where who not in (${excludedPeople})
      group by who
    )
    where start >= ${unitOf('{from:Date32}')}
  )
  group by start, later order by start, later`,
  params: Params,
  row: Row,
}

export interface CohortQuestion {
  readonly from: string
  readonly to: string
  readonly unit: 'week' | 'month'
  readonly scope: BuyerScope
}

/** For each unit of first purchases: how many there were, and how many of them bought so many units later. */
export async function cohorts(olap: Olap, { scope, ...question }: CohortQuestion, zone: string) {
  const rows = await olap.query(cohortRows, { ...question, zone, all: scope === 'all' ? 1 : 0 })
  const { unit } = question
  const last = startOf(dayBefore(question.to), unit)
  const found = new Map(rows.map(({ start, later, people }) => [`${start} ${later}`, people]))
  return unitsBetween(startOf(question.from, unit), last, unit).map((start) => {
    const returned = unitsBetween(start, last, unit).map((_, n) => found.get(`${start} ${n}`) ?? 0)
    return { start, people: returned[0] ?? 0, returned }
  })
}

type Unit = CohortQuestion['unit']
const textOf = (at: Date) => at.toISOString().slice(0, 10)
const dateOf = (day: string) => new Date(`${day}T00:00:00Z`)
const dayBefore = (day: string) => textOf(new Date(dateOf(day).getTime() - 86_400_000))

/** The first day of the month, or the Monday of the week. */
function startOf(day: string, unit: Unit): string {
  const at = dateOf(day)
  if (unit === 'month') at.setUTCDate(1)
  else at.setUTCDate(at.getUTCDate() - ((at.getUTCDay() + 6) % 7))
  return textOf(at)
}

/** Every unit from one start to another, both included: one without anybody is a row as well. */
function unitsBetween(first: string, last: string, unit: Unit): string[] {
  const starts: string[] = []
  for (let start = first; start <= last; start = unitsAfter(start, 1, unit)) starts.push(start)
  return starts
}

function unitsAfter(start: string, units: number, unit: Unit): string {
  const at = new Date(`${start}T00:00:00Z`)
  if (unit === 'week') at.setUTCDate(at.getUTCDate() + 7 * units)
  else at.setUTCMonth(at.getUTCMonth() + units)
  return at.toISOString().slice(0, 10)
}
