import { z } from 'zod'
import type { Olap, Query } from '#platform/clickhouse/olap'
import type { Step } from '../../core/attribution/markov.ts'
import type { MemberRow, Path, PlaceRow } from '../../core/attribution/models.ts'
import { places } from '../../core/attribution/models.ts'
import { mostKeys } from '../../core/attribution/paths.ts'
import type { AttributionQuestion } from '../../core/attributionContract.ts'
import { Int } from '../sql.ts'
import { counted, FactParams, type Facts, factsOf } from './facts.ts'
import { JourneyParams, journeysOf } from './journeys.ts'

/** Stands for all keys that are too rare to stand alone. */
const otherKeys = '*'
const mostPaths = 50

const KeyRow = z.object({ key: z.string(), all: Int })

/** The most frequent keys, at most as many as the equations take, and how many others there are. */
async function keysOf(olap: Olap, question: AttributionQuestion, { touches, params }: Facts) {
  const query: Query<typeof FactParams, typeof KeyRow> = {
    name: 'attribution-keys',
    sql: `select key, count() over () as all from (
      select key, count() as touches from (${touches}) where ${counted} group by key
    ) order by touches desc, key limit ${mostKeys[question.order]}`,
    params: FactParams,
    row: KeyRow,
  }
  const rows = await olap.query(query, params)
  const keys = rows.map(({ key }) => key)
  const drop = question.drop?.key
  const named = drop === undefined || keys.includes(drop) ? keys : [...keys, drop]
  return { keys: named, others: Math.max(0, (rows[0]?.all ?? 0) - keys.length) }
}

const kinds = { place: 1, member: 2, step: 3, untouched: 4, path: 5, people: 6 } as const
const PartRow = z.object({
  kind: Int,
  a: z.array(Int),
  b: Int,
  n: Int,
  times: Int,
  conversions: Int,
  value: z.number(),
  decayed: z.number(),
  decayedValue: z.number(),
  people: Int,
})
const PartParams = JourneyParams.extend({ halfLifeMs: z.number(), order: z.int() })

/**
 * All that the models need in one pass: sums by key and place, by key and size of its set, by step, and the most frequent
 * paths. However many people there are, what comes back is some thousand rows. `len` = touches of the path.
 */
const partsOf = (journeys: string) => `
select kind, a, b, n, count() as times, sum(p.converted) as conversions, sumIf(p.value, p.converted = 1) as value,
  sum(weight) as decayed, sum(weight * p.value) as decayedValue, uniqExactIf(who, kind = ${kinds.people}) as people
from (
  select who, converted, value, part.1 as kind, part.2 as a, part.3 as b, part.4 as n, part.5 as weight
  from (
    select who, converted, value, toUInt32(length(keys)) as len, keys,
      arrayMap(t -> exp2((t.1 - path[-1].1) / {halfLifeMs:Float64}), path) as raw, arraySum(raw) as whole
    from (select who, converted, value, path, arrayMap(t -> t.2, path) as keys from (${journeys}))
  )
  array join arrayConcat(
    if(converted = 1, arrayMap((k, i, w) -> (toUInt8(${kinds.place}), [k], toUInt8(multiIf(len = 1, 0, i = 1, 1, i = len, 3, 2)), len, w / whole),
      keys, arrayEnumerate(keys), raw), []),
    if(converted = 1, arrayMap(k -> (toUInt8(${kinds.member}), [k], toUInt8(0), toUInt32(length(arrayDistinct(keys))), toFloat64(0)), arrayDistinct(keys)), []),
    arrayMap((k, i) -> (toUInt8(${kinds.step}), arraySlice(keys, greatest(1, toInt64(i) - {order:Int64}), least(toInt64(i) - 1, {order:Int64})), k, toUInt32(0), toFloat64(0)),
      keys, arrayEnumerate(keys)),
    if(len > 0, [(toUInt8(${kinds.step}), arraySlice(keys, -{order:Int64}), toUInt8(0), if(converted = 1, toUInt32(1), toUInt32(2)), toFloat64(0)),
      (toUInt8(${kinds.path}), keys, toUInt8(0), toUInt32(0), toFloat64(0)),
      (toUInt8(${kinds.people}), emptyArrayUInt8(), converted, toUInt32(0), toFloat64(0))], []),
    if(len = 0 and converted = 1, [(toUInt8(${kinds.untouched}), emptyArrayUInt8(), toUInt8(0), toUInt32(0), toFloat64(0))], [])
  ) as part
) as p
group by kind, a, b, n
order by times desc, a
limit ${mostPaths} by if(kind = ${kinds.path}, '', toString((kind, a, b, n)))`

/** What was read: sums for the models, with keys by name. */
export interface Parts {
  readonly places: PlaceRow[]
  readonly members: MemberRow[]
  readonly steps: Step[]
  readonly paths: Path[]
  readonly total: { conversions: number; value: number }
  readonly untouched: { conversions: number; value: number }
  readonly people: { converted: number; nulls: number }
  readonly others: number
}

/** Reads the log once for the keys and once for everything else. */
export async function readParts(
  olap: Olap,
  question: AttributionQuestion,
  range: { from: number; to: number },
): Promise<Parts> {
  const facts = factsOf(question, range)
  const { keys, others } = await keysOf(olap, question, facts)
  const query: Query<typeof PartParams, typeof PartRow> = {
    name: 'attribution',
    sql: partsOf(journeysOf(question, facts)),
    params: PartParams,
    row: PartRow,
  }
  const rows = await olap.query(query, {
    ...facts.params,
    ...{ keys, drop: question.drop?.key ?? '', order: question.order },
    halfLifeMs: question.halfLifeDays * 86_400_000,
  })
  return { ...sorted(rows, (number) => keys[number - 1] ?? otherKeys, question.order), others }
}

type Part = z.output<typeof PartRow>

function sorted(rows: readonly Part[], keyOf: (number: number) => string, order: number): Omit<Parts, 'others'> {
  const of = (kind: keyof typeof kinds) => rows.filter((row) => row.kind === kinds[kind])
  const sum = (some: readonly Part[]) => ({
    conversions: some.reduce((all, { conversions }) => all + conversions, 0),
    value: some.reduce((all, { value }) => all + value, 0),
  })
  const people = (converted: number) => of('people').find(({ b }) => b === converted)?.people ?? 0
  const ended = of('step').filter(({ n }) => n === 1)
  return {
    places: of('place').map(({ a, b, n, conversions, value, decayed, decayedValue }) => ({
      ...{ key: keyOf(a[0] ?? 0), place: places[b] ?? 'only', touches: n },
      ...{ conversions, value, decayed, decayedValue },
    })),
    members: of('member').map(({ a, n, conversions, value }) => ({
      key: keyOf(a[0] ?? 0),
      keys: n,
      conversions,
      value,
    })),
    steps: of('step').map((row) => stepOf(row, keyOf, order)),
    paths: of('path').map(({ a, times, conversions, value }) => ({
      ...{ keys: a.map(keyOf), conversions, value, nulls: times - conversions },
    })),
    ...{ total: sum(ended), untouched: sum(of('untouched')) },
    people: { converted: people(1), nulls: people(0) },
  }
}

function stepOf({ a, b, n, times }: Part, keyOf: (number: number) => string, order: number): Step {
  const from = a.map(keyOf)
  if (n === 0) return { from, to: [...from, keyOf(b)].slice(-order), times }
  return { from, to: n === 1 ? 'conversion' : 'null', times }
}

const PersonRow = z.object({ person: z.string(), touches: Int, conversions: Int, value: z.number() })
const PeopleParams = JourneyParams.extend({ key: z.string(), before: z.string(), limit: z.int() })

/** The people of a key, newest first; a page begins where the last one ended. */
export async function attributedPeople(
  olap: Olap,
  question: AttributionQuestion & { key?: string | undefined; set: 'converted' | 'nulls' },
  range: { from: number; to: number },
  page: { before: string; limit: number },
) {
  const facts = factsOf(question, range)
  const { keys } = await keysOf(olap, question, facts)
  const { key } = question
  const number = key === otherKeys ? '0' : 'indexOf({keys:Array(String)}, {key:String})'
  // A key that nobody touched is number 0, as those too rare to stand alone; nobody has it.
  if (key !== undefined && key !== otherKeys && !keys.includes(key)) return []
  const query: Query<typeof PeopleParams, typeof PersonRow> = {
    name: 'attribution-people',
    sql: `select toString(who) as person, max(length(path)) as touches, sum(converted) as conversions, sum(value) as value
    from (${journeysOf(question, facts)})
    where converted = ${question.set === 'converted' ? 1 : 0} and notEmpty(path)
      ${key === undefined ? '' : `and arrayExists(t -> t.2 = ${number}, path)`}
      and ({before:String} = '' or who < toUInt64OrZero({before:String}))
    group by who order by who desc limit {limit:UInt32}`,
    params: PeopleParams,
    row: PersonRow,
  }
  return olap.query(query, { ...facts.params, ...page, keys, drop: question.drop?.key ?? '', key: key ?? '' })
}
