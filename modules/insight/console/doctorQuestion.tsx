import { compareRange, type DayRange, presetRange, todayIn } from '#base/range'
import type { Compare } from '#ui/rangePicker'

/** What an address of the doctor may say. */
export interface DoctorSearch {
  from?: string | undefined
  to?: string | undefined
  compare?: Compare | undefined
  /** How people came; empty = unknown. */
  source?: string | undefined
}

/** The question an address asks: the last 30 days against those before, when nothing is said. */
export function doctorQuestion(search: DoctorSearch, zone: string) {
  const today = todayIn(zone, Date.now())
  const usual = presetRange('last30', today)
  const range: DayRange = { from: search.from ?? usual.from, to: search.to ?? usual.to }
  const compare = search.compare ?? 'previous'
  const other = compareRange(range, compare)
  const source = search.source === undefined ? {} : { source: search.source }
  const against = other ? { compareFrom: other.from, compareTo: other.to } : {}
  return { today, range, compare, people: { ...range, ...source }, input: { ...range, ...source, ...against } }
}
