import { implement } from '@orpc/server'
import type { RequestContext } from '#platform/http/context'
import { type DailyReply, type GmvQuestion, type GmvReply, insight, type PoolReply } from '../contract.ts'
import { type BoardQuestion, changeOf, figuresOf, type Tally } from '../core/board.ts'
import { type Range, rangeOf } from '../core/range.ts'
import { daily } from './daily.ts'
import type { InsightDeps } from './deps.ts'
import { detailHandlers } from './details.ts'
import { tally } from './gmv.ts'
import { planOf } from './plan.ts'
import { stock } from './pool.ts'
import { iso, orRefuse, questionOf } from './question.ts'
import { answerTrend } from './trendAnswer.ts'

export { assistedTitle, touchEvents } from '../core/scope.ts'
export { analysisHandlers, type ReportSet, reportPeople } from './analysis/handlers.ts'
export { attributionHandlers } from './attribution/handlers.ts'
export { chainHandlers } from './chainApi.ts'
export { clvHandlers, personValue } from './clv/handlers.ts'
export { clvTask, defineClv } from './clv/task.ts'
export { creditHandlers } from './credit/handlers.ts'
export type { InsightDeps } from './deps.ts'
export { defineDigests, digestHandlers } from './digests/handlers.ts'
export { firstDone } from './firstDone.ts'
export { markedPages } from './markedPages.ts'
export { metricHandlers } from './metrics.ts'
export { newcomersOf } from './newcomers.ts'
export { broughtBy, friendsOf, markedBy } from './partners.ts'
export { planOf } from './plan.ts'
export { reachedOf } from './reached.ts'
export { rfmHandlers } from './rfm/handlers.ts'
export { savedHandlers } from './saved/handlers.ts'
export { sqlHandlers } from './sql/handlers.ts'
export { insightViews } from './sql/views.ts'
export { insightSubject } from './subject.ts'
export { scopesOfOrders } from './touched.ts'

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
