import { z } from 'zod'
import { day, hour, nextStart, startOf, units } from '#kit/time'
import type { Olap, Query } from '#platform/clickhouse/olap'
import { daysOf, type Flow } from '../core/daily.ts'
import { tally } from './gmv.ts'
import { spans } from './pool.ts'
import { series } from './slices.ts'
import { excludedPeople, Int } from './sql.ts'

const Params = z.object({ to: z.int(), starts: z.array(z.int()).min(1) })
const Row = z.object({ start: Int, rises: Int, exits: Int, entered: Int, lost: Int })

/** The moments at which a person becomes live (1) or stops being live (-1); the first of all is marked. */
const turns = `
  select who, min(s) as born,
    arraySort(arrayConcat(groupArray((s, -1)), groupArrayIf((e, 1), e < {to:Int64}))) as points,
    arrayCumSum(arrayMap(p -> -p.2, points)) as level,
    arrayJoin(arrayFilter(t -> t.2 != 0, arrayMap((p, l) ->
      (p.1, multiIf(p.2 = -1 and l = 1, 1, p.2 = 1 and l = 0, -1, 0), p.2 = -1 and p.1 = born), points, level))) as turn
  from (${spans})
  where who != 0 and who not in (${excludedPeople})
  group by who`

// The same lines as the stock of one day (N15), for every day in one pass: someone who was gone, came, left and came
// again on one day returned, and is not lost.
export const poolDaily: Query<typeof Params, typeof Row> = {
  name: 'pool-daily',
  sql: `
select start, sum(r) as rises, sum(x) as exits, countIf(first) as entered,
  countIf(x > 0 and not (first = 0 and r = x + 1)) as lost
from (
  select who, roundDown(turn.1, {starts:Array(Int64)}) as start, countIf(turn.2 = 1) as r, countIf(turn.2 = -1) as x,
    max(turn.3) as first
  from (${turns})
  group by who, start
)
group by start`,
  params: Params,
  row: Row,
}

/** Flow of the pool for each day that starts at one of `starts`; what was before them starts at 0. */
export function flows(olap: Olap, starts: readonly number[], to: number): Promise<Flow[]> {
  return olap.query(poolDaily, { to, starts: [0, ...starts] })
}

interface Ask {
  olap: Olap
  zone: string
  assistedDays: number
  now: number
}

/** The last `count` days, today among them, and the month to date beside the same time of the month before. */
export async function daily({ olap, zone, assistedDays, now }: Ask, count: number) {
  const today = startOf('day', now, zone)
  const to = nextStart('day', now, zone)
  // From noon, so that a clock change in between does not lead into the neighbouring day.
  const from = startOf('day', today + 12 * hour - (count - 1) * day, zone)
  const slots = units(from, to, 'day', zone)
  const starts = slots.map(({ start }) => start)
  const asked = { view: 'period', scope: 'private', horizonDays: null } as const
  const month = startOf('month', now, zone)
  const last = startOf('month', month - 1, zone)
  const lastTo = Math.min(month, last + (now - month))
  const gmv = async (range: { from: number; to: number }) =>
    (await tally(olap, { ...asked, ...range }, assistedDays)).lines.counted.amount
  const [flow, sales, thisMonth, before] = await Promise.all([
    flows(olap, starts, to),
    series(olap, { ...asked, from, to }, assistedDays, starts),
    gmv({ from: month, to }),
    gmv({ from: last, to: lastTo }),
  ])
  return {
    days: daysOf(slots, flow, sales),
    month: { from: month, to, gmv: thisMonth, before: { from: last, to: lastTo, gmv: before } },
  }
}
