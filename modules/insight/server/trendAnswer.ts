import type { TrendQuestion, TrendReply } from '../contract.ts'
import { trendDefinition } from '../core/analysis/words.ts'
import { rangeOf } from '../core/range.ts'
import { checkTrend, pointsOf, slotsOf } from '../core/trend.ts'
import { readerOf } from './analysis/reader.ts'
import type { InsightDeps } from './deps.ts'
import { orRefuse } from './question.ts'
import { type TrendRow, trendQuery, trendRows } from './trend.ts'

/** Events over time, asked in the lane of reports. */
export async function answerTrend(
  deps: Pick<InsightDeps, 'olap' | 'settings'>,
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
