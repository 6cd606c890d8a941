import { dateText, parseTime } from '#kit/time'
import type { Olap } from '#platform/clickhouse/olap'
import type { PlanReply } from '../contract.ts'
import { type Goal, paceOf } from '../core/plan.ts'
import { tally } from './gmv.ts'
import { stock } from './pool.ts'
import { iso, orRefuse } from './question.ts'

interface PlanDeps {
  olap: Olap
  settings(): Promise<{ zone: string; assistedDays: number }>
  goal(): Promise<Goal>
  now(): number
}

/** How far the goal of the current year is: live people, and GMV of the year to date (period view, direct + assisted). */
export async function planOf(deps: PlanDeps): Promise<PlanReply> {
  const [{ zone, assistedDays }, goal] = await Promise.all([deps.settings(), deps.goal()])
  const now = deps.now()
  const year = Number(dateText(now, zone).slice(0, 4))
  const from = orRefuse(parseTime(`${year}-01-01`, zone))
  const to = orRefuse(parseTime(`${year + 1}-01-01`, zone))
  const share = (now - from) / (to - from)
  const people = goal.year === year ? goal.people : null
  const gmv = goal.year === year ? goal.gmv : null
  // Until the very moment: whoever entered in this millisecond is there.
  const range = { from, to: now + 1 }
  const asked = { view: 'period', scope: 'private', horizonDays: null, ...range } as const
  const [pool, money] = await Promise.all([
    people === null ? null : stock(deps.olap, range),
    gmv === null ? null : tally(deps.olap, asked, assistedDays),
  ])
  return {
    ...{ year, share, ...iso({ from, to }) },
    people: people !== null && pool ? paceOf(people, pool.start, pool.end, share) : null,
    gmv: gmv !== null && money ? paceOf(gmv, 0, money.lines.counted.amount, share) : null,
  }
}
