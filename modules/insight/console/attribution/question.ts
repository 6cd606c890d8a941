import { presetRange, todayIn } from '#base/range'
import type { AttributionModel } from '../../core/attribution/models.ts'
import type { PathShape } from '../../core/attribution/transforms.ts'

/** What an address of attribution may say. */
export interface AttributionSearch {
  from?: string | undefined
  to?: string | undefined
  /** The conversion: an event, or the paid orders. */
  goal?: string | undefined
  value?: string | undefined
  /** The touch: an event, or whichever has the dimension. */
  touch?: string | undefined
  /** `person:source`, or a property of the event. */
  by?: string | undefined
  days?: number | undefined
  model?: AttributionModel | undefined
  order?: 1 | 2 | undefined
  shape?: PathShape | undefined
  /** What is compared: conversions or their value. */
  show?: 'conversions' | 'value' | undefined
  /** Whose touches and conversions; everybody's without. */
  segment?: string | undefined
}

export const orderPaid = 'order_paid'

/** The question an address asks: what led to the paid orders of the last 30 days, by where people came from. */
export function attributionQuestion(search: AttributionSearch, zone: string) {
  const today = todayIn(zone, Date.now())
  const usual = presetRange('last30', today)
  const range = { from: search.from ?? usual.from, to: search.to ?? usual.to }
  const goal = search.goal ?? orderPaid
  const by = search.by ?? 'person:source'
  const person = by.startsWith('person:')
  const touch = {
    ...(search.touch ? { event: search.touch } : {}),
    dimension: person ? by.slice('person:'.length) : by,
    on: person ? ('person' as const) : ('event' as const),
  }
  const conversion = { event: goal, ...(search.value && goal !== orderPaid ? { value: search.value } : {}) }
  const { days = 30, order = 1, shape = 'all', segment } = search
  const whose = segment ? { segment } : {}
  const input = { conversion, touch, range, lookbackDays: days, order, shape, ...whose }
  return { today, range, goal, by, input, model: search.model ?? 'linear', show: search.show ?? 'conversions' }
}
