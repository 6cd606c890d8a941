import { z } from 'zod'
import type { Olap, Query } from '#platform/clickhouse/olap'
import type { BoardQuestion, Lines, Tally } from '../core/board.ts'
import { type OrderClass, orderClasses, orderScopes, otherSourceKinds, scopesOf, touchEvents } from '../core/scope.ts'
import { Int, instant, listed, unified } from './sql.ts'

const dayMs = 86_400_000
const longestTouchDays = 30

const Params = z.object({
  from: z.int(),
  to: z.int(),
  scopes: z.array(z.enum(orderScopes)),
  assistedDays: z.int().min(1).max(longestTouchDays),
  touches: z.array(z.string()),
})
const CohortParams = Params.extend({ horizonMs: z.int() })
const Row = z.object({
  people: Int,
  invited: Int,
  baseline: Int,
  buyers: Int,
  orders: z.array(Int).length(orderClasses.length),
  amounts: z.array(Int).length(orderClasses.length),
  parts: z.array(Int).length(orderScopes.length),
})

// Times are epoch ms from here on; `pool` rows are people without an order who are in the range by themselves.
const orderFacts = `
  select ${unified} as who, toUnixTimestamp64Milli(paid_at) as paid, gross, net,
    source_kind not in (${listed(otherSourceKinds)}) as private, 0 as pool
  from orders final
  where deleted = 0`

// A person who never entered and is not excluded changes no number: the join need not hold every visitor.
const peopleNow = `
  select id, 1 as known, excluded = 1 as out, entry, entry != 'baseline' as dated,
    ifNull(toUnixTimestamp64Milli(entered_at), 9223372036854775807) as entered
  from people final
  where deleted = 0 and (excluded = 1 or entered_at is not null)`

const touches = `
  select ${unified} as toucher, toUnixTimestamp64Milli(at) as touched_at, 1 as touched
  from events
  where event in {touches:Array(String)} and at >= ${instant('from')} - toIntervalDay(${longestTouchDays})`

const livePeople = `
  select distinct ${unified} as who, toInt64(0) as paid, toInt64(0) as gross, toInt64(0) as net, 0 as private, 1 as pool
  from carriers final
  where deleted = 0 and {from:Int64} < {to:Int64} and started < ${instant('to')}
    and (ended is null or ended > greatest(started, ${instant('from')}))`

const inCohort = 'known = 1 and dated = 1 and entered >= {from:Int64} and entered < {to:Int64}'

const cohortPeople = `
  select id as who, toInt64(0) as paid, toInt64(0) as gross, toInt64(0) as net, 0 as private, 1 as pool
  from (${peopleNow})
  where ${inCohort}`

const inHorizon = '({horizonMs:Int64} < 0 or (paid >= entered and paid < entered + {horizonMs:Int64}))'
const ofCohort = `where pool = 1
    or (if(who = 0 or net < 0, paid >= {from:Int64} and paid < {to:Int64}, ${inCohort} and ${inHorizon}))`

/** One pass over the facts: each with its person and latest earlier touch, then its scope, then its line. */
const tallySql = (facts: string, where: string) => `
with classed as (
  select who, entry, net,
    multiIf(private = 1, 'direct', known = 0 or entered >= paid, 'outside',
      touched = 1 and touched_at >= paid - {assistedDays:Int64} * ${dayMs}, 'assisted', 'memberOther') as scope,
    multiIf(pool = 1, if(out = 1 or who = 0, 'none', 'member'),
      net < 0, 'unlinked', who = 0, 'noPerson', out = 1, 'excluded',
      not has({scopes:Array(String)}, scope), 'outOfScope', gross <= 0, 'zeroYuan', net = 0, 'refunded', 'counted') as line
  from (
    select * from (${facts}) as facts any left join (${peopleNow}) as people on facts.who = people.id
  ) as placed
  asof left join (${touches}) as touches on placed.who = touches.toucher and placed.paid >= touches.touched_at
  ${where}
)
select
  uniqExactIf(who, line in ('member', 'counted', 'zeroYuan', 'refunded')) as people,
  uniqExactIf(who, line in ('member', 'counted', 'zeroYuan', 'refunded') and entry = 'invited') as invited,
  uniqExactIf(who, line in ('member', 'counted', 'zeroYuan', 'refunded') and entry = 'baseline') as baseline,
  uniqExactIf(who, line = 'counted') as buyers,
  [${orderClasses.map((name) => `countIf(line = '${name}')`).join(', ')}] as orders,
  [${orderClasses.map((name) => `sumIf(net, line = '${name}')`).join(', ')}] as amounts,
  [${orderScopes.map((name) => `sumIf(net, scope = '${name}' and line in ('counted', 'outOfScope'))`).join(', ')}] as parts
from classed`

const periodTally: Query<typeof Params, typeof Row> = {
  name: 'gmv-period',
  sql: tallySql(
    `${orderFacts} and paid_at >= ${instant('from')} and paid_at < ${instant('to')} union all ${livePeople}`,
    '',
  ),
  params: Params,
  row: Row,
}

const cohortTally: Query<typeof CohortParams, typeof Row> = {
  name: 'gmv-cohort',
  sql: tallySql(`${orderFacts} union all ${cohortPeople}`, ofCohort),
  params: CohortParams,
  row: Row,
}

/** Counts of one range for the board. `assistedDays`: see core/scope. */
export async function tally(olap: Olap, question: BoardQuestion, assistedDays: number): Promise<Tally> {
  const { from, to, scope, view, horizonDays } = question
  const params = { from, to, assistedDays, scopes: [...scopesOf[scope]], touches: [...touchEvents] }
  const horizonMs = horizonDays === null ? -1 : horizonDays * dayMs
  const [row] =
    view === 'period' ? await olap.query(periodTally, params) : await olap.query(cohortTally, { ...params, horizonMs })
  if (!row) throw new Error('an aggregate without groups always has one row')
  const { people, invited, baseline, buyers } = row
  return { people, invited, baseline, buyers, lines: linesOf(row), parts: partsOf(row.parts) }
}

function linesOf({ orders, amounts }: z.output<typeof Row>): Lines {
  const lines = orderClasses.map((name, i) => [name, { orders: orders[i] ?? 0, amount: amounts[i] ?? 0 }])
  return Object.fromEntries(lines) as Record<OrderClass, { orders: number; amount: number }>
}

function partsOf(parts: readonly number[]): Tally['parts'] {
  const [direct = 0, assisted = 0, memberOther = 0, outside = 0] = parts
  return { direct, assisted, memberOther, outside }
}
