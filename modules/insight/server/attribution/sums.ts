import { z } from 'zod'
import type { Query } from '#platform/clickhouse/olap'
import type { Step } from '../../core/attribution/markov.ts'
import { type MemberRow, type Path, type PlaceRow, places } from '../../core/attribution/models.ts'
import { Int } from '../sql.ts'
import { JourneyParams, touchKey, touchMs } from './journeys.ts'

const mostPaths = 50
/** Stands where a step has no touch: before the first one, after the last one. Keys are numbers below it. */
const noKey = 32
const [keyBase, touchBase, setBase, endBase] = [noKey + 1, 256, 64, 3]

const SumParams = JourneyParams.extend({ halfLifeMs: z.number(), order: z.int() })
const Codes = z.array(Int)
const Numbers = z.array(z.number())
const SumRow = z.object({
  place: z.tuple([Codes, Numbers, Numbers, Numbers, Numbers]),
  member: z.tuple([Codes, Numbers, Numbers]),
  step: z.tuple([Codes, Numbers]),
  path: z.array(z.tuple([Int, z.array(Int), Int, z.number(), Int])),
  ...{ conversions: Int, value: z.number(), untouched: Int, untouchedValue: z.number(), converted: Int, nulls: Int },
})

const before = (back: number) =>
  `arrayMap(i -> if({order:UInt8} >= ${back} and i > ${back}, keys[i - ${back}], ${noKey}), arrayEnumerate(keys))`
const stepCode = (a: string, b: string, to: string, end: string) =>
  `toUInt32(((${a} * ${keyBase} + ${b}) * ${keyBase} + ${to}) * ${endBase} + ${end})`
const last = (back: number) => `if({order:UInt8} >= ${back} and len >= ${back}, keys[-${back}], ${noKey})`
const same = (array: string, value: string) => `arrayMap(_ -> toFloat64(${value}), ${array})`

/** Which sums the models asked for read; the others are not computed. */
export interface Needs {
  readonly place: boolean
  readonly decay: boolean
  readonly member: boolean
  readonly step: boolean
}

const placeSums = `sumMapIf(place_codes, ${same('keys', 'goals')}, ${same('keys', 'worth')}, decayed, decayed_value, len > 0 and goals > 0)`
const memberSums = `sumMapIf(member_codes, ${same('own', 'goals')}, ${same('own', 'worth')}, len > 0 and goals > 0)`
const stepSums = `sumMapIf(arrayConcat(on_codes, end_codes),
    arrayConcat(${same('keys', 'goals + empties')}, [toFloat64(goals), toFloat64(empties)]), len > 0)`
const decaySums = `sumForEachIf(j.weights, j.converted = 1) as decayed,
    sumForEachIf(arrayMap(w -> w * j.value, j.weights), j.converted = 1) as decayed_value`
const noDecay = `${same('keys', '0')} as decayed, decayed as decayed_value`
/** A tuple of empty arrays, as a sum over nothing gives. */
const nothing = (arrays: number) => `tuple(${Array.from({ length: arrays }, () => 'emptyArrayUInt8()').join(', ')})`

/**
 * All that the models need in one pass over the journeys. Equal paths are summed first; then what stands at a place, in a
 * set and at a step is summed by a number that says which (`place`, `member`, `step` below are read back by \`partsFrom\`).
 * One row comes back, however many people there are.
 */
export const sumsOf = (journeys: string, needs: Needs): Query<typeof SumParams, typeof SumRow> => ({
  name: 'attribution',
  sql: `
with
  arrayMap((k, i) -> toUInt32((k * 4 + multiIf(len = 1, 0, i = 1, 1, i = len, 3, 2)) * ${touchBase} + len), keys, arrayEnumerate(keys)) as place_codes,
  arrayMap(k -> toUInt32(k * ${setBase} + length(own)), own) as member_codes,
  arrayMap((a, b, k) -> ${stepCode('a', 'b', 'k', '0')}, ${before(2)}, ${before(1)}, keys) as on_codes,
  [${stepCode(last(2), last(1), String(noKey), '1')}, ${stepCode(last(2), last(1), String(noKey), '2')}] as end_codes
select
  ${needs.place ? placeSums : nothing(5)} as place,
  ${needs.member ? memberSums : nothing(3)} as member,
  ${needs.step ? stepSums : nothing(2)} as step,
  arrayMap(p -> (toInt32(-p.1), p.2, toUInt32(p.3), p.4, toUInt32(p.5)),
    groupArraySortedIf(${mostPaths})((-toInt64(goals + empties), keys, goals, worth, empties), len > 0)) as path,
  sumIf(goals, len > 0) as conversions, sumIf(worth, len > 0) as value,
  sumIf(goals, len = 0) as untouched, sumIf(worth, len = 0) as untouchedValue,
  sumIf(leads, len > 0) as converted, sumIf(empties, len > 0) as nulls
from (
  select keys, toUInt32(length(keys)) as len, arrayDistinct(keys) as own, sum(j.converted) as goals, count() - goals as empties,
    sum(j.value) as worth, countIf(j.lead and j.converted = 1) as leads,
    ${needs.decay ? decaySums : noDecay}
  from (
    select lead, converted, value, arrayMap(t -> ${touchKey('t')}, path) as keys,
      arrayMap(t -> exp2((${touchMs('t')} - ${touchMs('path[-1]')}) / {halfLifeMs:Float64}), if(converted = 1, path, [])) as raw,
      arrayMap(w -> w / arraySum(raw), raw) as weights
    from (${journeys})
  ) as j
  group by keys
)`,
  params: SumParams,
  row: SumRow,
})

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

/** The sums of a row as the pure room knows them. */
export function partsFrom(
  row: z.output<typeof SumRow>,
  keyOf: (number: number) => string,
  order: number,
): Omit<Parts, 'others'> {
  const [placeCodes, ...of] = row.place
  const [memberCodes, conversions, worth] = row.member
  return {
    places: placeCodes.map((code, i) => ({
      ...{ key: keyOf(Math.floor(code / touchBase / 4)), place: places[Math.floor(code / touchBase) % 4] ?? 'only' },
      ...{ touches: code % touchBase, conversions: of[0][i] ?? 0, value: of[1][i] ?? 0 },
      ...{ decayed: of[2][i] ?? 0, decayedValue: of[3][i] ?? 0 },
    })),
    members: memberCodes.map((code, i) => ({
      ...{ key: keyOf(Math.floor(code / setBase)), keys: code % setBase },
      ...{ conversions: conversions[i] ?? 0, value: worth[i] ?? 0 },
    })),
    steps: row.step[0].map((code, i) => stepFrom(code, row.step[1][i] ?? 0, keyOf, order)),
    paths: row.path.map(([, keys, goals, value, nulls]) => ({
      ...{ keys: keys.map(keyOf), conversions: goals, value, nulls },
    })),
    total: { conversions: row.conversions, value: row.value },
    untouched: { conversions: row.untouched, value: row.untouchedValue },
    people: { converted: row.converted, nulls: row.nulls },
  }
}

function stepFrom(code: number, times: number, keyOf: (number: number) => string, order: number): Step {
  const end = code % endBase
  const numbers = [keyBase ** 2, keyBase, 1].map((base) => Math.floor(code / endBase / base) % keyBase)
  const from = numbers
    .slice(0, 2)
    .filter((number) => number !== noKey)
    .map(keyOf)
  if (end > 0) return { from, to: end === 1 ? 'conversion' : 'null', times }
  return { from, to: [...from, keyOf(numbers[2] ?? 0)].slice(-order), times }
}
