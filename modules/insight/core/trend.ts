import { no, ok, type Result } from '#kit/result'
import { checkRule, isPropertyName, type Rule, type RuleRefusal, type RuleSubject } from '#kit/rules'
import { type TimeSlot, type TimeUnit, unitCount, units } from '#kit/time'
import type { Range } from './range.ts'

export const trendMeasures = ['events', 'people', 'sum', 'avg'] as const
export type TrendMeasure = (typeof trendMeasures)[number]
export const trendUnits = ['hour', 'day', 'week', 'month'] as const satisfies readonly TimeUnit[]

export type TrendRefusal = RuleRefusal | 'range-too-long' | 'property-needed'

export type PropertyRef = { readonly property: string; readonly on?: RuleSubject | undefined }
export type TrendSeries = {
  readonly event: string
  readonly measure: TrendMeasure
  readonly property?: string | undefined
  readonly where?: Rule | undefined
}

const mostSlots = 20_000

/** The units of a trend: each gives a point, empty ones too. */
export function slotsOf(range: Range, unit: TimeUnit, zone: string): Result<TimeSlot[], 'range-too-long'> {
  if (unitCount(range.from, range.to, unit) > mostSlots) return no('range-too-long')
  return ok(units(range.from, range.to, unit, zone))
}

/** Refuses a series or breakdown that cannot be asked, before anything is read. */
export function checkTrend(series: readonly TrendSeries[], breakdown?: PropertyRef): Result<void, TrendRefusal> {
  for (const { measure, property, where } of series) {
    if ((measure === 'sum' || measure === 'avg') && !property) return no('property-needed')
    const refs = [
      ...(property ? [{ property }] : []),
      ...(breakdown ? [breakdown] : []),
      ...(where ? refsOf(where) : []),
    ]
    const wrong = refs.map(checkRef).find((refusal) => refusal !== null)
    if (wrong) return no(wrong)
    const checked = where ? checkRule(where) : ok()
    if (!checked.ok) return checked
  }
  return ok()
}

const checkRef = ({ property }: PropertyRef): TrendRefusal | null =>
  isPropertyName(property) ? null : 'property-name-wrong'

/** Every property a rule reads. */
export function refsOf(rule: Rule): PropertyRef[] {
  if ('property' in rule) return [rule]
  if ('not' in rule) return refsOf(rule.not)
  return ('and' in rule ? rule.and : rule.or).flatMap(refsOf)
}

/** One point for every slot, in order; a slot nothing fell into is 0. `found` = [start in epoch ms, value]. */
export function pointsOf(slots: readonly TimeSlot[], found: readonly (readonly [number, number])[]) {
  const values = new Map(found)
  return slots.map(({ start }) => ({ start, value: values.get(start) ?? 0 }))
}
