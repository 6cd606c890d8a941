import { parseTime } from '#kit/time'
import { checkEvents } from '../../core/analysis/events.ts'
import type { TrendPeopleQuestion, TrendSet } from '../../core/analysis/questions.ts'
import { type Bound, textOf } from '../where.ts'
import { type Moment, orRefuse, type Report, rangeAndSlots, refused } from './kind.ts'
import { eventIs, perPerson } from './source.ts'

/** Who did an event in a unit of a trend or the whole range, in a group of its breakdown (null = property missing). */
function trendPeople(question: TrendPeopleQuestion, set: TrendSet, { zone }: Moment): Bound {
  const { series, breakdown, unit } = question
  const { range, slots } = rangeAndSlots(question.range, unit, zone)
  orRefuse(checkEvents([series], [breakdown?.property]))
  const slot = set.start === undefined ? undefined : slots.find(({ start }) => start === startOf(set.start ?? '', zone))
  if (set.start !== undefined && !slot) return refused('set-unknown')
  const { group } = set
  const value = breakdown && group !== undefined ? textOf(breakdown.property, breakdown.on) : null
  const within = value === null ? '1' : group === null ? `${value} is null` : `ifNull(${value} = {group:String}, 0)`
  const is = eventIs(series, 'e')
  const rows = perPerson({
    refs: [series],
    properties: breakdown ? [breakdown] : [],
    row: { is_it: is.sql },
    select: ['count() as events'],
    where: `is_it and ${within}`,
  })
  const from = Math.max(range.from, slot?.start ?? range.from)
  const to = Math.min(range.to, slot?.end ?? range.to)
  const bound = typeof group === 'string' ? { group } : {}
  return { sql: `select who from (${rows.sql})`, params: { ...rows.params, ...is.params, ...bound, from, to } }
}

const startOf = (text: string, zone: string) => orRefuse(parseTime(text, zone))

/** The people behind a point of a trend; the trend itself is older than the workbench and answers elsewhere. */
export const trendReport: Pick<Report<TrendPeopleQuestion, TrendSet, unknown>, 'people'> = {
  people: async (_, question, set, at) => trendPeople(question, set, at),
}
