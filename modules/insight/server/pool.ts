import { z } from 'zod'
import type { Olap, Query } from '#platform/clickhouse/olap'
import type { Range } from '../core/range.ts'
import { type Stock, stockOf } from '../core/stock.ts'
import { excludedPeople, Int, instant, unified } from './sql.ts'

const Params = z.object({ from: z.int(), to: z.int() })
const Row = z.object({
  start: Int,
  entered: Int,
  returned: Int,
  lost: Int,
  end: Int,
  relations: Int,
  effective: Int,
})
const effectiveDays = 90
/** Event types that are the person's own doing; what Siyu or staff did to a person is stored with another type. */
const ownTypes = "('track', 'page', 'screen')"

// A carrier counts as live just before T when it began before T and had not ended before T: what happens at `from`
// belongs to the range, what happens at `to` does not.
export const spans = `
  select ${unified} as who, toUnixTimestamp64Milli(started) as s,
    ifNull(toUnixTimestamp64Milli(ended), 9223372036854775807) as e
  from carriers final
  where deleted = 0 and started < ${instant('to')} and (ended is null or ended > started)`

const since = `${instant('to')} - toIntervalDay(${effectiveDays})`
const own = (time: string) => `${time} >= ${since} and ${time} < ${instant('to')}`
const activePeople = `
  select ${unified} from events where type in ${ownTypes} and ${own('at')} and received >= ${since} - toIntervalDay(2)
  union distinct select ${unified} from orders final where deleted = 0 and ${own('paid_at')}
  union distinct select ${unified} from carriers final where deleted = 0 and ${own('started')}`

/** `level` is how many carriers a person has after each point; at one instant beginnings come before ends. */
const perPerson = `
  select who,
    arraySort(arrayConcat(groupArray((s, -1)), groupArrayIf((e, 1), e < {to:Int64}))) as points,
    arrayCumSum(arrayMap(p -> -p.2, points)) as level,
    arrayExists((p, l) -> l = 0 and p.1 >= {from:Int64}, points, level) as left,
    countIf(s < {from:Int64} and e >= {from:Int64}) > 0 as was,
    countIf(e >= {to:Int64}) as relations,
    relations > 0 as stays,
    min(s) >= {from:Int64} as first,
    toInt8(stays) - toInt8(was) - toInt8(first) as rest
  from (${spans})
  where who != 0 and who not in (${excludedPeople})
  group by who`

export const poolStock: Query<typeof Params, typeof Row> = {
  name: 'pool-stock',
  sql: `
select countIf(was) as start, countIf(first) as entered, countIf(stays) as end, sum(relations) as relations,
  countIf(rest = 1 or (rest = 0 and left)) as returned,
  countIf(rest = -1 or (rest = 0 and left)) as lost,
  countIf(stays and who in (${activePeople})) as effective
from (${perPerson})`,
  params: Params,
  row: Row,
}

/** The stock of live people over a range. */
export async function stock(olap: Olap, range: Range): Promise<Stock> {
  const [row] = await olap.query(poolStock, { from: range.from, to: range.to })
  if (!row) throw new Error('an aggregate without groups always has one row')
  return stockOf(row)
}
