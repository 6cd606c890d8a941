import { no, ok, type Result } from '#kit/result'
import { parseTime, type TimeRefusal } from '#kit/time'

/** `[from, to)` in epoch ms. */
export type Range = { readonly from: number; readonly to: number }
export type RangeRefusal = TimeRefusal | 'range-reversed'

/** Reads both ends as dates (their midnight in `zone`) or times. Equal ends are an empty range, not an error. */
export function rangeOf(text: { from: string; to: string }, zone: string): Result<Range, RangeRefusal> {
  const from = parseTime(text.from, zone)
  if (!from.ok) return from
  const to = parseTime(text.to, zone)
  if (!to.ok) return to
  return to.value < from.value ? no('range-reversed') : ok({ from: from.value, to: to.value })
}
