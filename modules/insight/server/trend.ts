import { z } from 'zod'
import type { Olap, Query } from '#platform/clickhouse/olap'
import { anyEvent } from '../core/analysis/events.ts'
import { type PropertyRef, refsOf, type TrendMeasure, type TrendSeries } from '../core/trend.ts'
import { acted, excludedPeople, inSegment, instant, unified } from './sql.ts'
import { numberOf, personJoin, textOf, whereSql } from './where.ts'

const mostGroups = 50
/** A stored event is never later than a day after its arrival; the margin keeps clock corrections in. */
const lateness = 'toIntervalDay(2)'

const Params = z
  .object({ event: z.string(), from: z.int(), to: z.int(), starts: z.array(z.int()).min(1) })
  .catchall(z.unknown())
const Row = z.object({
  group: z.string().nullable(),
  points: z.array(z.tuple([z.coerce.number().int(), z.coerce.number()])),
})

/** One row for each value of the breakdown (one row in all without), the largest first, with the units that have events. */
export type TrendRow = z.output<typeof Row>

const measures: Record<TrendMeasure, (property: string) => string> = {
  events: () => 'toFloat64(count())',
  people: () => `toFloat64(uniqExact(${unified}))`,
  sum: (property) => `ifNull(sumKahanOrNull(${numberOf(property, 'event')}), 0)`,
  avg: (property) => `ifNull(avgOrNull(${numberOf(property, 'event')}), 0)`,
}

/** The query of one series and the parameters of its rule; names in it have passed `checkTrend`. */
export function trendQuery(series: TrendSeries, breakdown?: PropertyRef) {
  const rule = series.where ? whereSql(series.where) : { sql: '1', params: {} }
  const refs = [...(breakdown ? [breakdown] : []), ...(series.where ? refsOf(series.where) : [])]
  const join = personJoin(refs, unified)
  const group = breakdown ? textOf(breakdown.property, breakdown.on) : "''"
  const query: Query<typeof Params, typeof Row> = {
    name: `trend-${series.measure}`,
    sql: `
select value_group as \`group\`, groupArray((start, value)) as points
from (
  select ${group} as value_group, count() as events, ${measures[series.measure](series.property ?? '')} as value,
    roundDown(toUnixTimestamp64Milli(at), {starts:Array(Int64)}) as start
  from events${join}
  where ${series.event === anyEvent ? acted : 'event = {event:String}'} and at >= ${instant('from')} and at < ${instant('to')}
    and received >= ${instant('from')} - ${lateness}
    and ${unified} not in (${excludedPeople}) and ${inSegment(unified)}
    and ${rule.sql}
  group by value_group, start
)
group by value_group
order by sum(events) desc, value_group
limit ${mostGroups}`,
    params: Params,
    row: Row,
  }
  return { query, params: rule.params }
}

export async function trendRows(
  olap: Pick<Olap, 'query'>,
  series: TrendSeries,
  ask: { from: number; to: number; starts: number[]; breakdown?: PropertyRef | undefined },
): Promise<TrendRow[]> {
  const { query, params } = trendQuery(series, ask.breakdown)
  const { from, to, starts } = ask
  return starts.length === 0
    ? []
    : olap.query(query, { segment: '0', ...params, event: series.event, from, to, starts })
}
