import { day, minute, offsetAt } from '#kit/time'
import type { Shift } from './setup.ts'

/** The day of the week (1 = Monday) and the minute of the day at a moment, by the clock of a zone. */
export function clockAt(at: number, zone: string): { weekday: number; minute: number } {
  const local = at + offsetAt(at, zone)
  // The first of January 1970 was a Thursday.
  const days = Math.floor(local / day)
  return { weekday: ((((days + 3) % 7) + 7) % 7) + 1, minute: Math.floor((local - days * day) / minute) }
}

const minuteOf = (text: string) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3))

/** Whether a moment is within one of the shifts; none means always. A shift holds from its first minute to before its last. */
export function isOn(shifts: readonly Shift[], at: number, zone: string): boolean {
  if (shifts.length === 0) return true
  const now = clockAt(at, zone)
  const before = now.weekday === 1 ? 7 : now.weekday - 1
  return shifts.some(({ days, from, to }) => {
    const [start, end] = [minuteOf(from), minuteOf(to)]
    if (start < end) return days.includes(now.weekday) && now.minute >= start && now.minute < end
    return (days.includes(now.weekday) && now.minute >= start) || (days.includes(before) && now.minute < end)
  })
}
