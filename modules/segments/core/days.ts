import { dateText, parseTime } from '#kit/time'

/** The day of an instant in a zone, as `2026-06-01`. */
export const dayOf = (instant: string, zone: string): string => dateText(Date.parse(instant), zone)

/** The instant at which a day begins in a zone, as RFC 3339. */
export function midnight(day: string, zone: string): string {
  const read = parseTime(day, zone)
  return new Date(read.ok ? read.value : Date.parse(day)).toISOString()
}
