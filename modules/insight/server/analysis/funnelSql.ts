import { anyEvent } from '../../core/analysis/events.ts'
import { type Funnel, windowOf } from '../../core/analysis/funnel.ts'
import type { Range } from '../../core/range.ts'
import { type Bound, personJoin, textOf } from '../where.ts'
import { chainsOf, markBits, stepBits } from './chains.ts'
import { eventIs, isPlain, moment, perPerson } from './source.ts'

/**
 * One row for each person with an attempt: `who`, `level`, `times`, and `grp`, the value of the breakdown.
 *
 * `windowFunnel` gives the level alone, counts one event for several steps, and knows no exclusions. So the events of a
 * person become one sorted array of whole numbers, and a pass over it (`arrayReverseFill`) finds for every place the next
 * event of a step: as many passes as pairs of steps, however many events there are.
 */
export function funnelRows(funnel: Funnel, range: Range): Bound {
  const { steps, exclusions = [], breakdown, order } = funnel
  const bits = stepBits(funnel)
  const conditions = [
    ...exclusions.map((one, i) => ({ ...eventIs(one, `x${i}`), bit: i })),
    ...steps.map((one, i) => ({ ...eventIs(one, `s${i}`), bit: bits[i] ?? 0 })),
  ].filter(({ bit }, i, all) => all.findIndex((other) => other.bit === bit) === i)
  const all = [...steps, ...exclusions]
  const simple =
    order !== 'strict' && all.every(isPlain) && new Set(all.map(({ event }) => event)).size === conditions.length
  const begins = new Set(order === 'unordered' ? bits : bits.slice(0, 1))
  const onEvent = breakdown && breakdown.on !== 'person' ? breakdown : undefined
  const read = perPerson({
    refs: [...steps, ...exclusions, ...(order === 'strict' ? [{ event: anyEvent }] : [])],
    properties: onEvent ? [onEvent] : [],
    row: {
      mark: simple
        ? byName(conditions)
        : conditions.map(({ sql, bit }) => `bitShiftLeft(toUInt64(${sql}), ${bit})`).join(' + '),
      since_start: `toUInt64(${moment} - {from:Int64})`,
    },
    select: [
      `arraySort(groupArray(bitShiftLeft(since_start, ${markBits}) + mark)) as seen`,
      ...(onEvent ? [valuesOf(onEvent.property, bits[onEvent.step ?? 0] ?? 0)] : []),
    ],
    ...(order === 'strict' || simple ? {} : { where: 'mark != 0' }),
    having: `bitAnd(groupBitOr(mark), ${[...begins].reduce((sum, bit) => sum + 2 ** bit, 0)}) != 0`,
  })
  return {
    sql: grouped(funnel, chainsOf(funnel, read.sql)),
    params: Object.assign(
      { from: range.from, to: range.to, window: windowOf(funnel) },
      read.params,
      ...conditions.map(({ params }) => params),
    ),
  }
}

/** Each event says one thing: one look-up of its name instead of a comparison with each. */
const byName = (conditions: readonly { bit: number; params: Bound['params'] }[]) => {
  const names = conditions.flatMap(({ params }) => Object.keys(params).map((name) => `{${name}:String}`))
  const bits = conditions.map(({ bit }) => `toUInt64(${2 ** bit})`)
  return `transform(event, [${names.join(', ')}], [${bits.join(', ')}], toUInt64(0))`
}

/** The property of each event of a step, in order of time. */
const valuesOf = (property: string, bit: number) =>
  `arraySort(v -> v.1, groupArrayIf((since_start, ${textOf(property, 'event')}), bitTest(mark, ${bit}))) as had`

function grouped({ breakdown }: Funnel, rows: string): string {
  if (!breakdown) return `select who, level, times, null as grp from (${rows})`
  if (breakdown.on === 'person') {
    const join = personJoin([breakdown], 'who')
    return `select who, level, times, ${textOf(breakdown.property, 'person')} as grp from (${rows}) as reached${join}`
  }
  return `select who, level, times, arrayElement(had.2, indexOf(had.1, asked)) as grp from (${rows})`
}
