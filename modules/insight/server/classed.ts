import { z } from 'zod'
import type { BoardQuestion } from '../core/board.ts'
import { orderScopes, otherSourceKinds, scopesOf, touchEvents } from '../core/scope.ts'
import { instant, listed, unified } from './sql.ts'

const dayMs = 86_400_000
const longestTouchDays = 30

/** Parameters every question over `classed` has. */
export const ClassedParams = z.object({
  from: z.int(),
  to: z.int(),
  scopes: z.array(z.enum(orderScopes)),
  assistedDays: z.int().min(1).max(longestTouchDays),
  touches: z.array(z.string()),
  horizonMs: z.int(),
})
// Times are epoch ms from here on; `pool` rows are people without an order who are in the range by themselves.
const orderFacts = `
  select ${unified} as who, toUnixTimestamp64Milli(paid_at) as paid, gross, net,
    source_kind not in (${listed(otherSourceKinds)}) as private, 0 as pool, store, staff, channel
  from orders final
  where deleted = 0`

// A person who never entered and is not excluded changes no number: the join need not hold every visitor.
const peopleNow = `
  select id, 1 as known, excluded = 1 as out, entry, entry != 'baseline' as dated, source, owner,
    ifNull(toUnixTimestamp64Milli(entered_at), 9223372036854775807) as entered
  from people final
  where deleted = 0 and (excluded = 1 or entered_at is not null)`

const touches = `
  select ${unified} as toucher, toUnixTimestamp64Milli(at) as touched_at, 1 as touched
  from events
  where event in {touches:Array(String)} and at >= ${instant('from')} - toIntervalDay(${longestTouchDays})`

const livePeople = `
  select distinct ${unified} as who, toInt64(0) as paid, toInt64(0) as gross, toInt64(0) as net, 0 as private, 1 as pool, '' as store, '' as staff, '' as channel
  from carriers final
  where deleted = 0 and {from:Int64} < {to:Int64} and started < ${instant('to')}
    and (ended is null or ended > greatest(started, ${instant('from')}))`

const inCohort = 'known = 1 and dated = 1 and entered >= {from:Int64} and entered < {to:Int64}'

const cohortPeople = `
  select id as who, toInt64(0) as paid, toInt64(0) as gross, toInt64(0) as net, 0 as private, 1 as pool, '' as store, '' as staff, '' as channel
  from (${peopleNow})
  where ${inCohort}`

const inHorizon = '({horizonMs:Int64} < 0 or (paid >= entered and paid < entered + {horizonMs:Int64}))'
const ofCohort = `where pool = 1
    or (if(who = 0 or net < 0, paid >= {from:Int64} and paid < {to:Int64}, ${inCohort} and ${inHorizon}))`

/** One pass over the facts: each with its person and latest earlier touch, then its scope, then its line. */
const classedSql = (facts: string, where: string) => `
with classed as (
  select who, entry, entered, net, paid, store, staff, channel, source, owner,
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
)`

const period = classedSql(
  `${orderFacts} and paid_at >= ${instant('from')} and paid_at < ${instant('to')} union all ${livePeople}`,
  '',
)
const cohort = classedSql(`${orderFacts} union all ${cohortPeople}`, ofCohort)

/** Start of a query over `classed`: one row for each order and each person there by themselves, with its line. */
export const classedOf = (view: BoardQuestion['view']): string => (view === 'period' ? period : cohort)

/** Rows of people who stand in the formula. */
export const inFormula = "line in ('member', 'counted', 'zeroYuan', 'refunded')"

/** Parameters of a question; the period view has no use for the horizon. `assistedDays`: see core/scope. */
export function classedParams(question: BoardQuestion, assistedDays: number) {
  const { from, to, scope, horizonDays } = question
  const horizonMs = horizonDays === null ? -1 : horizonDays * dayMs
  return { from, to, assistedDays, scopes: [...scopesOf[scope]], touches: [...touchEvents], horizonMs }
}
