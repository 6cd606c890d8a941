import { implement } from '@orpc/server'
import type { Olap } from '#platform/clickhouse/olap'
import type { RequestContext } from '#platform/http/context'
import {
  type DailyReply,
  type GmvQuestion,
  type GmvReply,
  insight,
  type PoolReply,
  type TrendQuestion,
  type TrendReply,
} from '../contract.ts'
import { trendDefinition } from '../core/analysis/words.ts'
import { type BoardQuestion, changeOf, figuresOf, type Tally } from '../core/board.ts'
import type { Goal } from '../core/plan.ts'
import { type Range, rangeOf } from '../core/range.ts'
import { checkTrend, pointsOf, slotsOf } from '../core/trend.ts'
import { readerOf } from './analysis/reader.ts'
import { daily } from './daily.ts'
import { detailHandlers } from './details.ts'
import { tally } from './gmv.ts'
import { planOf } from './plan.ts'
import { stock } from './pool.ts'
import { iso, orRefuse, questionOf } from './question.ts'
import { type TrendRow, trendQuery, trendRows } from './trend.ts'

export { assistedTitle, touchEvents } from '../core/scope.ts'
export { analysisHandlers, type ReportSet, reportPeople } from './analysis/handlers.ts'
export { attributionHandlers } from './attribution/handlers.ts'
export { chainHandlers } from './chainApi.ts'
export { clvHandlers, personValue } from './clv/handlers.ts'
export { clvTask, defineClv } from './clv/task.ts'
export { planOf } from './plan.ts'
export { reachedOf } from './reached.ts'
export { rfmHandlers } from './rfm/handlers.ts'
export { savedHandlers } from './saved/handlers.ts'
export { sqlHandlers } from './sql/handlers.ts'
export { insightViews } from './sql/views.ts'
export { insightSubject } from './subject.ts'

export interface InsightDeps {
  olap: Olap
  /** `zone`: IANA name; `assistedDays`: 1–30, how long a private touch counts for an order elsewhere. */
  settings(): Promise<{ zone: string; assistedDays: number }>
  /** What is to be reached by the end of a year. */
  goal(): Promise<Goal>
  /** Epoch ms. */
  now(): number
}

/** Handlers of the house's endpoints. */
export function insightServer(deps: InsightDeps) {
  const os = implement(insight).$context<RequestContext>()
  return os.router({
    gmv: os.gmv.handler(({ input }) => answerGmv(deps, input)),
    ...detailHandlers(deps),
    pool: os.pool.handler(({ input }) => answerPool(deps, input)),
    daily: os.daily.handler(({ input }) => answerDaily(deps, input.days)),
    plan: os.plan.handler(() => planOf(deps)),
    trend: os.trend.handler(({ input, signal }) => answerTrend(deps, input, signal)),
  })
}

async function answerGmv(deps: InsightDeps, input: GmvQuestion): Promise<GmvReply> {
  const { assistedDays, range, other, view, scope, horizonDays } = await questionOf(deps, input)
  const ask = (of: Range) => tally(deps.olap, { view, scope, horizonDays, ...of }, assistedDays)
  const figures = (of: Range, counted: Tally) => ({
    ...figuresOf(counted),
    ...iso(of),
    ripe: isRipe({ view, scope, horizonDays, ...of }, deps.now()),
  })
  const [mine, theirs] = await Promise.all([ask(range), other ? ask(other) : null])
  const reply = { ...figures(range, mine), view, scope, horizonDays, assistedDays }
  return other && theirs ? { ...reply, compare: figures(other, theirs), ...changeOf(theirs, mine) } : reply
}

function isRipe({ horizonDays, to }: BoardQuestion, now: number): boolean | null {
  return horizonDays === null ? null : to + horizonDays * 86_400_000 <= now
}

async function answerPool(deps: InsightDeps, input: { from: string; to: string }): Promise<PoolReply> {
  const { zone } = await deps.settings()
  const range = orRefuse(rangeOf(input, zone))
  return { ...iso(range), ...(await stock(deps.olap, range)) }
}

async function answerDaily(deps: InsightDeps, count: number): Promise<DailyReply> {
  const { zone, assistedDays } = await deps.settings()
  const { days, month } = await daily({ olap: deps.olap, zone, assistedDays, now: deps.now() }, count)
  return {
    days: days.map(({ start, ...rest }) => ({ start: new Date(start).toISOString(), ...rest })),
    month: { ...month, ...iso(month), before: { ...month.before, ...iso(month.before) } },
  }
}

async function answerTrend(
  deps: InsightDeps,
  { series, unit, range, breakdown, segment }: TrendQuestion,
  signal: AbortSignal | undefined,
): Promise<TrendReply> {
  const { zone } = await deps.settings()
  const { from, to } = orRefuse(rangeOf(range, zone))
  orRefuse(checkTrend(series, breakdown))
  const slots = orRefuse(slotsOf({ from, to }, unit, zone))
  const starts = slots.map(({ start }) => start)
  const lane = { query: readerOf(deps, { segment }, signal) }
  const found: TrendRow[][] = []
  // One after the other: of a question with many series only one waits in the lane.
  for (const one of series) found.push(await trendRows(lane, one, { from, to, starts, breakdown }))
  const points = (values: readonly (readonly [number, number])[]) =>
    pointsOf(slots, values).map(({ start, value }) => ({ start: new Date(start).toISOString(), value }))
  return {
    ...toldOf(series, breakdown),
    series: series.flatMap(({ event, measure }, i) => {
      const rows = found[i] ?? []
      if (!breakdown) return [{ event, measure, points: points(rows[0]?.points ?? []) }]
      return rows.map(({ group, points: values }) => ({ event, measure, group, points: points(values) }))
    }),
  }
}

const toldOf = (series: TrendQuestion['series'], breakdown: TrendQuestion['breakdown']) => ({
  sql: series[0] ? trendQuery(series[0], breakdown).query.sql : '',
  definition: trendDefinition(series),
})
