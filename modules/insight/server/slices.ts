import { z } from 'zod'
import type { Olap, Query } from '#platform/clickhouse/olap'
import { type BoardQuestion, countsOf, type Tally } from '../core/board.ts'
import type { Cell } from '../core/explain.ts'
import { type OrderSlice, type PeopleSet, type PersonSlice, personSlices } from '../core/slices.ts'
import { ClassedParams, classedOf, classedParams, inFormula } from './classed.ts'
import { readTally, TallyRow, tallyColumns } from './gmv.ts'
import { Int } from './sql.ts'

const mostSlices = 200

const SliceRow = TallyRow.extend({ key: z.string() })

/** Slices by how people came add up, so each has all five factors. */
export async function personSliceTallies(
  olap: Olap,
  by: PersonSlice,
  question: BoardQuestion,
  assistedDays: number,
): Promise<Map<string, Tally>> {
  const query: Query<typeof ClassedParams, typeof SliceRow> = {
    name: `slices-${by}`,
    sql: `${classedOf(question.view)}
select ${by} as key, ${tallyColumns} from classed group by key order by people desc limit ${mostSlices}`,
    params: ClassedParams,
    row: SliceRow,
  }
  const rows = await olap.query(query, classedParams(question, assistedDays))
  return new Map(rows.map((row) => [row.key, readTally(row)]))
}

const CellRow = TallyRow.extend({ keys: z.tuple([z.string(), z.string(), z.string()]) })
/** Far more than companies have of sources times owners; with less than all of them nothing would add up. */
const mostCells = 50_000

/** The formula for each combination of the properties of an entry, in one pass; they add up to the whole. Null = too many. */
export async function cellsOf(olap: Olap, question: BoardQuestion, assistedDays: number): Promise<Cell[] | null> {
  const query: Query<typeof ClassedParams, typeof CellRow> = {
    name: `cells-${question.view}`,
    sql: `${classedOf(question.view)}
select tuple(${personSlices.join(', ')}) as keys, ${tallyColumns} from classed group by keys limit ${mostCells + 1}`,
    params: ClassedParams,
    row: CellRow,
  }
  const rows = await olap.query(query, classedParams(question, assistedDays))
  if (rows.length > mostCells) return null
  return rows.map(({ keys: [source, owner, entry], ...row }) => ({
    keys: { source, owner, entry },
    counts: countsOf(readTally(row)),
  }))
}

const RankRow = z.object({ key: z.string(), gmv: Int, orders: Int, buyers: Int })

/** Slices by the order: a buyer can stand in two, so there are no people factors here (OP28). */
export function ranking(olap: Olap, by: OrderSlice, question: BoardQuestion, assistedDays: number) {
  const query: Query<typeof ClassedParams, typeof RankRow> = {
    name: `ranking-${by}`,
    sql: `${classedOf(question.view)}
select ${by} as key, sum(net) as gmv, count() as orders, uniqExact(who) as buyers
from classed where line = 'counted' group by key order by gmv desc, key limit ${mostSlices}`,
    params: ClassedParams,
    row: RankRow,
  }
  return olap.query(query, classedParams(question, assistedDays))
}

const SeriesRow = z.object({ start: Int, gmv: Int, orders: Int, buyers: Int })
const SeriesParams = ClassedParams.extend({ starts: z.array(z.int()).min(1) })

/** Counted money, orders and buyers of each unit, by time of payment. */
export async function series(olap: Olap, question: BoardQuestion, assistedDays: number, starts: number[]) {
  if (starts.length === 0) return []
  const query: Query<typeof SeriesParams, typeof SeriesRow> = {
    name: 'gmv-series',
    sql: `${classedOf('period')}
select roundDown(paid, {starts:Array(Int64)}) as start, sum(net) as gmv, count() as orders, uniqExact(who) as buyers
from classed where line = 'counted' group by start`,
    params: SeriesParams,
    row: SeriesRow,
  }
  return olap.query(query, { ...classedParams({ ...question, view: 'period' }, assistedDays), starts })
}

const PersonRow = z.object({ person: z.string(), entry: z.string(), orders: Int, gmv: Int })
const PeopleParams = ClassedParams.extend({ offset: z.int(), limit: z.int(), slice: z.string() })

const conditions: Record<PeopleSet, string> = {
  people: '1',
  self: "entry != 'invited' and entry != 'baseline'",
  invited: "entry = 'invited'",
  baseline: "entry = 'baseline'",
  buyers: 'orders > 0',
  notBuyers: 'orders = 0',
  repeatBuyers: 'orders > 1',
}

/** The people behind a number, the largest first: who they are, what they ordered. */
export async function peopleBehind(
  olap: Olap,
  question: BoardQuestion,
  assistedDays: number,
  page: { set: PeopleSet; by?: PersonSlice | OrderSlice; key?: string; offset: number; limit: number },
) {
  const within = page.by ? ` and ${page.by} = {slice:String}` : ''
  const query: Query<typeof PeopleParams, typeof PersonRow> = {
    name: `people-${page.set}`,
    sql: `${classedOf(question.view)}
select toString(who) as person, any(entry) as entry, countIf(line = 'counted') as orders, sumIf(net, line = 'counted') as gmv
from classed where ${inFormula}${within} group by who having ${conditions[page.set]}
order by gmv desc, who limit {limit:UInt32} offset {offset:UInt32}`,
    params: PeopleParams,
    row: PersonRow,
  }
  const { offset, limit, key = '' } = page
  return olap.query(query, { ...classedParams(question, assistedDays), offset, limit, slice: key })
}
