import { z } from 'zod'
import { startOf, type TimeSlot } from '#kit/time'
import { type ActivityState, activityStates, lifecyclePoints, stickinessRows } from '../../core/analysis/activity.ts'
import { checkEvents, type EventRef } from '../../core/analysis/events.ts'
import type {
  ActivityQuestion,
  LifecycleReply,
  LifecycleSet,
  StickinessReply,
  StickinessSet,
} from '../../core/analysis/questions.ts'
import { activityDefinition } from '../../core/analysis/words.ts'
import type { Range } from '../../core/range.ts'
import { Int } from '../sql.ts'
import type { Bound } from '../where.ts'
import { iso, type Moment, orRefuse, type Report, rangeAndSlots, refused, slotAt } from './kind.ts'
import { gathered, gatheredNumbers, slotNumber, slotParams } from './slots.ts'
import { before, eventIs, isPlain, moment, perPerson, queryOf } from './source.ts'

interface Activity extends Range {
  readonly event: EventRef
  readonly unit: ActivityQuestion['unit']
  readonly zone: string
  readonly slots: readonly TimeSlot[]
}

/** One row for each person: `seen` = units with an event, 1 = the first of the range, 0 = the one before; `born` = that of the first event ever. */
function lifeRows({ event, unit, zone, slots, from, to }: Activity): Bound {
  const is = eventIs(event, 'e')
  const first = slots[0]?.start ?? from
  const earlier = startOf(unit, first - 1, zone)
  const read = perPerson({
    refs: [event],
    row: { slot: slotNumber[unit] },
    select: ['min(slot) as born', `max(${moment}) as last_at`, ...gathered('s', 'slot', slots.length + 1, '1')],
    times: before('to'),
    ...(isPlain(event) ? {} : { where: is.sql }),
    // Whoever was last seen before that is in no number.
    having: 'last_at >= {earlier:Int64}',
  })
  return {
    sql: `select who, born, ${gatheredNumbers('s', slots.length + 1)} as seen from (${read.sql})`,
    params: {
      ...read.params,
      ...(isPlain(event) ? {} : is.params),
      from,
      to,
      earlier,
      ...slotParams(unit, earlier, zone),
    },
  }
}

const cells = (rows: string) => `
select who, cell.1 - 1 as slot, cell.2 as state
from (
  select who, arrayJoin(arrayConcat(
    arrayMap(x -> (x, multiIf(x = born, 'new', has(seen, toInt32(x - 1)), 'returning', 'resurrecting')), seen),
    arrayMap(x -> (toInt32(x + 1), 'dormant'), arrayFilter(x -> not has(seen, toInt32(x + 1)), seen))
  )) as cell
  from (${rows})
)
where slot >= 0 and slot < {slots:Int32}`

const LifeRow = z.object({ slot: Int, state: z.enum(activityStates), people: Int })

/** New, returning, resurrecting and dormant people of each unit. */
function lifecycleQuery(ask: Activity) {
  const rows = lifeRows(ask)
  const sql = `select slot, state, count() as people from (${cells(rows.sql)}) group by slot, state`
  return { query: queryOf('lifecycle', sql, LifeRow), params: { ...rows.params, slots: ask.slots.length } }
}

/** Who is in a state in a unit. */
function lifecyclePeople(ask: Activity, set: { slot: number; state: ActivityState }): Bound {
  const rows = lifeRows(ask)
  return {
    sql: `select who from (${cells(rows.sql)}) where slot = {slot:Int32} and state = {state:String}`,
    params: { ...rows.params, slots: ask.slots.length, slot: set.slot, state: set.state },
  }
}

/** One row for each person: `units` = in how many of the range they were active. */
function stickyRows({ event, unit, zone, slots, from, to }: Activity): Bound {
  const is = eventIs(event, 'e')
  const read = perPerson({
    refs: [event],
    row: { slot: slotNumber[unit] },
    select: gathered('s', 'slot', slots.length, '1'),
    ...(isPlain(event) ? {} : { where: is.sql }),
  })
  return {
    sql: `select who, length(${gatheredNumbers('s', slots.length)}) as units from (${read.sql})`,
    params: {
      ...read.params,
      ...(isPlain(event) ? {} : is.params),
      from,
      to,
      ...slotParams(unit, slots[0]?.start ?? from, zone),
    },
  }
}

const StickyRow = z.object({ units: Int, people: Int })

/** In how many units people were active. */
function stickinessQuery(ask: Activity) {
  const rows = stickyRows(ask)
  const sql = `select units, count() as people from (${rows.sql}) group by units`
  return { query: queryOf('stickiness', sql, StickyRow), params: rows.params }
}

/** Who was active in exactly so many units. */
function stickinessPeople(ask: Activity, { periods }: { periods: number }): Bound {
  const rows = stickyRows(ask)
  return {
    sql: `select who from (${rows.sql}) where units = {units:UInt32}`,
    params: { ...rows.params, units: periods },
  }
}

function read({ event: name, where, unit, range: asked }: ActivityQuestion, { zone }: Moment): Activity {
  const { range, slots } = rangeAndSlots(asked, unit, zone)
  const event = { event: name, where }
  orRefuse(checkEvents([event]))
  return { ...range, event, unit, zone, slots }
}

/** New, returning, resurrecting and dormant people of each unit. */
export const lifecycleReport: Report<ActivityQuestion, LifecycleSet, LifecycleReply> = {
  async answer(reader, question, at) {
    const ask = read(question, at)
    const { query, params } = lifecycleQuery(ask)
    const found = ask.slots.length === 0 ? [] : await reader(query, params)
    const points = lifecyclePoints(ask.slots, found).map(({ start, ...point }) => ({ start: iso(start), ...point }))
    return { points, sql: query.sql, definition: activityDefinition('lifecycle', ask.event, ask.unit) }
  },
  async people(_, question, { start, state }, at) {
    const ask = read(question, at)
    return lifecyclePeople(ask, { slot: slotAt(ask.slots, start, at.zone), state })
  },
}

/** In how many units of the range people were active. */
export const stickinessReport: Report<ActivityQuestion, StickinessSet, StickinessReply> = {
  async answer(reader, question, at) {
    const ask = read(question, at)
    const { query, params } = stickinessQuery(ask)
    const found = ask.slots.length === 0 ? [] : await reader(query, params)
    const cells = found.map(({ units, people }) => [units, people] as const)
    const people = found.reduce((sum, row) => sum + row.people, 0)
    const definition = activityDefinition('stickiness', ask.event, ask.unit)
    return { people, rows: stickinessRows(ask.slots.length, cells), sql: query.sql, definition }
  },
  async people(_, question, set, at) {
    const ask = read(question, at)
    return set.periods <= ask.slots.length ? stickinessPeople(ask, set) : refused('set-unknown')
  },
}
