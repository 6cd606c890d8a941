import { z } from 'zod'
import type { TimeSlot } from '#kit/time'
import { checkEvents, type EventRef } from '../../core/analysis/events.ts'
import type { RetentionQuestion, RetentionReply, RetentionSet } from '../../core/analysis/questions.ts'
import { cohortsOf, retentionAverage } from '../../core/analysis/retention.ts'
import { retentionDefinition } from '../../core/analysis/words.ts'
import type { Range } from '../../core/range.ts'
import { Int } from '../sql.ts'
import type { Bound } from '../where.ts'
import { iso, type Moment, orRefuse, type Report, rangeAndSlots, refused, slotAt } from './kind.ts'
import { followed, gathered, gatheredNumbers, slotNumber, slotParams } from './slots.ts'
import { before, eventIs, isPlain, moment, perPerson, queryOf, since } from './source.ts'

interface Retention extends Range {
  readonly first: EventRef
  readonly returning: EventRef
  readonly unit: RetentionQuestion['unit']
  readonly periods: number
  readonly mode: RetentionQuestion['mode']
  readonly rolling: boolean
  readonly zone: string
  /** Of the cohorts and of the columns behind the last of them. */
  readonly slots: readonly TimeSlot[]
}

/** One row for each person: `begun` = slots whose cohort they are in, `seen` = slots in which they came again. */
function retentionRows(ask: Retention): Bound {
  const { first, returning, unit, mode, slots } = ask
  const isFirst = eventIs(first, 'f')
  const isBack = eventIs(returning, 'r')
  const cohort = "is_first and at < fromUnixTimestamp64Milli({to:Int64}, 'UTC')"
  const once = mode === 'first-time'
  const read = perPerson({
    refs: [first, returning],
    row: { is_first: isFirst.sql, is_back: isBack.sql, slot: slotNumber[unit] },
    select: [
      ...(once
        ? ['minIf(slot, is_first) as born', `minIf(${moment}, is_first) as born_at`]
        : gathered('b', 'slot', slots.length, cohort)),
      ...gathered('s', 'slot', slots.length, 'is_back'),
    ],
    // Who was there before is known from all of the past; the columns go on behind the range.
    times: once ? before('until') : `${since('from')} and ${before('until')}`,
    ...(isPlain(first) && isPlain(returning) ? {} : { where: '(is_first or is_back)' }),
    having: `countIf(${cohort}) > 0`,
  })
  const begun = once ? 'if(born_at >= {from:Int64}, [born], [])' : gatheredNumbers('b', slots.length)
  return {
    sql: `select who, ${begun} as begun, ${gatheredNumbers('s', slots.length)} as seen from (${read.sql})`,
    params: {
      ...{ ...read.params, ...isFirst.params, ...isBack.params, from: ask.from, to: ask.to },
      ...{ until: slots.at(-1)?.end ?? ask.to, ...slotParams(unit, slots[0]?.start ?? ask.from, ask.zone) },
    },
  }
}

const Cell = z.object({ slot: Int, column: Int, people: Int })

/** The report: people of each cohort and column. */
function retentionQuery(ask: Retention) {
  const rows = retentionRows(ask)
  const later = 'arrayMap(x -> x - slot, arrayFilter(x -> x > slot and x < slot + {periods:Int32}, seen))'
  // Of a column on or after the k-th the last time decides.
  const columns = ask.rolling ? `range(toInt32(arrayMax(${later}) + 1))` : `arrayConcat([0], ${later})`
  const sql = `
select slot, arrayJoin(columns) as column, count() as people
from (select slot, ${columns} as columns from (select arrayJoin(begun) as slot, seen from (${rows.sql})))
group by slot, column`
  return { query: queryOf('retention', sql, Cell), params: { ...rows.params, periods: ask.periods } }
}

/** Who of a cohort was seen again in a column, or was not. */
function retentionPeople(ask: Retention, set: { slot: number; period: number; side: 'returned' | 'away' }): Bound {
  const rows = retentionRows(ask)
  const again = ask.rolling
    ? 'arrayExists(x -> x >= {slot:Int32} + {period:Int32} and x < {slot:Int32} + {periods:Int32}, seen)'
    : 'has(seen, toInt32({slot:Int32} + {period:Int32}))'
  const back = set.period === 0 ? '1' : again
  return {
    sql: `select who from (${rows.sql}) where has(begun, {slot:Int32}) and ${set.side === 'away' ? `not ${back}` : back}`,
    params: { ...rows.params, periods: ask.periods, slot: set.slot, period: set.period },
  }
}

function read({ range: asked, ...question }: RetentionQuestion, { zone }: Moment) {
  const { first, returning, unit, periods } = question
  const { range, slots } = rangeAndSlots(asked, unit, zone, periods)
  orRefuse(checkEvents([first, returning]))
  const all = slots.length === 0 ? [] : followed(slots, periods - 1, unit, zone)
  const ask = { ...range, ...question, rolling: question.rolling ?? false, zone, slots: all }
  return { cohorts: slots, ask }
}

/** Of the people of each unit, how many were seen again. */
export const retentionReport: Report<RetentionQuestion, RetentionSet, RetentionReply> = {
  async answer(reader, question, at) {
    const { cohorts: slots, ask } = read(question, at)
    const { query, params } = retentionQuery(ask)
    const found = slots.length === 0 ? [] : await reader(query, params)
    const cells = found.map(({ slot, column, people }) => [slot, column, people] as const)
    const cohorts = cohortsOf(ask.slots, slots.length, ask.periods, cells, at.now)
    return {
      cohorts: cohorts.map(({ start, returned, ...rest }) => ({ start: iso(start), returned: [...returned], ...rest })),
      average: retentionAverage(cohorts, ask.periods),
      ...{ sql: query.sql, definition: retentionDefinition(question) },
    }
  },
  async people(_, question, { start, period, side }, at) {
    const { cohorts, ask } = read(question, at)
    const slot = slotAt(cohorts, start, at.zone)
    return period < ask.periods ? retentionPeople(ask, { slot, period, side }) : refused('set-unknown')
  },
}
