import { no, ok, type Result } from './result.ts'

export type TimeRefusal = 'not-a-time' | 'no-such-time' | 'time-out-of-range'
export type TimeUnit = 'hour' | 'day' | 'week' | 'month'
/** One unit of a range: `[start, end)` in epoch ms, whole calendar units of the zone. */
export type TimeSlot = { readonly start: number; readonly end: number }
type Civil = { y: number; mo: number; d: number; h: number; mi: number; s: number; ms: number }

const second = 1000
export const minute = 60 * second
export const hour = 60 * minute
export const day = 24 * hour

const shape =
  /^(\d{4})(?:([-/.])(\d{1,2})\2(\d{1,2})|年(\d{1,2})月(\d{1,2})日?)(?:(?:[T\s]+|(?<=日))(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:[.,](\d{1,9}))?)?\s*(Z|[+-]\d{2}:?\d{2})?)?$/i
const compact = /^(\d{4})(\d{2})(\d{2})(?:[T\s]?(\d{2})(\d{2})(\d{2})?)?$/
const firstYear = 1900
const lastYear = 2299

/**
 * Reads a time as people and exports write it → epoch ms. A time without an own zone is in `zone`; a date is its
 * midnight. Digits alone: 8 = date, 12 or 14 = date and time, 10 = epoch seconds, 13 = epoch ms; 5, also with a
 * fraction, from 20000 (1954) to 79999 (2119) = days as spreadsheets count them. A local time that a clock change skips
 * moves forward with the clock, one that occurs twice is the first. Years 1900–2299.
 */
export function parseTime(text: string, zone: string): Result<number, TimeRefusal> {
  const s = text.length > 40 ? '' : text.normalize('NFKC').trim()
  if (/^\d{10}$/.test(s)) return ok(Number(s) * second)
  if (/^\d{13}$/.test(s)) return ok(Number(s))
  if (/^[2-7]\d{4}(?:\.\d+)?$/.test(s)) return ok(epochOf(serialMs(Number(s)), zone))
  const whole = compact.exec(s)
  if (whole) return civilTime(whole.slice(1), zone)
  const m = shape.exec(s)
  if (!m) return no('not-a-time')
  return civilTime([m[1], m[3] ?? m[5], m[4] ?? m[6], ...m.slice(7, 10)], m[11] ?? zone, m[10])
}

/** A spreadsheet's number of days as ms of a local clock, to the second: their fractions do not hold more. */
const serialMs = (serial: number) => Date.UTC(1899, 11, 30) + Math.round(serial * (day / second)) * second

function civilTime(parts: readonly (string | undefined)[], zone: string, fraction = ''): Result<number, TimeRefusal> {
  const [y = 0, mo = 0, d = 0, h = 0, mi = 0, s = 0] = parts.map((part) => Number(part ?? 0))
  if (mo < 1 || mo > 12 || d < 1 || d > daysInMonth(y, mo)) return no('no-such-time')
  if (h > 23 || mi > 59 || s > 59) return no('no-such-time')
  if (y < firstYear || y > lastYear) return no('time-out-of-range')
  const civil = { y, mo, d, h, mi, s, ms: Number(fraction.slice(0, 3).padEnd(3, '0')) }
  const offset = /^[+-]/.test(zone) ? offsetOfText(zone) : undefined
  if (offset === null) return no('no-such-time')
  if (offset !== undefined || /^z$/i.test(zone)) return ok(civilMs(civil) - (offset ?? 0))
  return ok(epochOf(civilMs(civil), zone))
}

function offsetOfText(text: string): number | null {
  const hours = Number(text.slice(1, 3))
  const minutes = Number(text.slice(-2))
  if (hours > 18 || minutes > 59) return null
  return (text.startsWith('-') ? -1 : 1) * (hours * hour + minutes * minute)
}

function daysInMonth(y: number, mo: number): number {
  if (mo === 2) return (y % 4 === 0 && y % 100 !== 0) || y % 400 === 0 ? 29 : 28
  return mo === 4 || mo === 6 || mo === 9 || mo === 11 ? 30 : 31
}

const civilMs = (c: Civil) => Date.UTC(c.y, c.mo - 1, c.d, c.h, c.mi, c.s, c.ms)

const formatters = new Map<string, Intl.DateTimeFormat>()
const dayOffsets = new Map<string, Map<number, number | null>>()

/** True when `zone` is an IANA zone (or UTC) that this machine knows. */
export function isZone(zone: string): boolean {
  if (/^[+-]/.test(zone)) return false
  try {
    formatterOf(zone)
    return true
  } catch {
    return false
  }
}

function formatterOf(zone: string): Intl.DateTimeFormat {
  const known = formatters.get(zone)
  if (known) return known
  const parts = { year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric' } as const
  const made = new Intl.DateTimeFormat('en-US', {
    ...parts,
    second: 'numeric',
    hourCycle: 'h23',
    timeZone: zone,
    calendar: 'iso8601',
  })
  formatters.set(zone, made)
  return made
}

function askOffset(at: number, zone: string): number {
  const whole = Math.floor(at / second) * second
  const got: Record<string, number> = {}
  for (const { type, value } of formatterOf(zone).formatToParts(whole)) got[type] = Number(value)
  const { year = 0, month = 0, day: date = 0, hour: h = 0, minute: mi = 0, second: s = 0 } = got
  return Date.UTC(year, month - 1, date, h, mi, s) - whole
}

/**
 * What `zone` is ahead of UTC at the instant `at`, in ms (east positive). A UTC day whose both ends agree has one
 * offset and is kept (measured 0.02 µs a look-up, 3 µs for Intl; an import asks for 500,000 rows).
 */
export function offsetAt(at: number, zone: string): number {
  let days = dayOffsets.get(zone)
  if (!days) {
    days = new Map()
    dayOffsets.set(zone, days)
  }
  const index = Math.floor(at / day)
  let offset = days.get(index)
  if (offset === undefined) {
    const first = askOffset(index * day, zone)
    offset = first === askOffset((index + 1) * day - second, zone) ? first : null
    days.set(index, offset)
  }
  return offset ?? askOffset(at, zone)
}

/** The instant at which clocks in `zone` show `local` (ms as if the local clock were UTC); rules see `parseTime`. */
function epochOf(local: number, zone: string): number {
  const before = offsetAt(local - day, zone)
  const after = offsetAt(local + day, zone)
  if (before === after) return local - before
  const found = [local - before, local - after].filter((at) => at + offsetAt(at, zone) === local)
  return found.length > 0 ? Math.min(...found) : local - before
}

/** First instant of the hour, day, week (from Monday) or month of `zone` that contains `at`. */
export function startOf(unit: TimeUnit, at: number, zone: string): number {
  const offset = offsetAt(at, zone)
  if (unit === 'hour') return Math.floor((at + offset) / hour) * hour - offset
  return epochOf(localStart(unit, at + offset), zone)
}

function localStart(unit: Exclude<TimeUnit, 'hour'>, local: number): number {
  if (unit === 'month') {
    const date = new Date(local)
    return Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1)
  }
  const index = Math.floor(local / day)
  // 1970-01-01 was a Thursday, three days after a Monday.
  return (unit === 'week' ? Math.floor((index + 3) / 7) * 7 - 3 : index) * day
}

/** First instant of the unit after the one that contains `at`. */
export function nextStart(unit: TimeUnit, at: number, zone: string): number {
  const start = startOf(unit, at, zone)
  if (unit === 'hour') return start + hour
  const local = start + offsetAt(start, zone)
  const far = { day: 1.5 * day, week: 7.5 * day, month: 40 * day }[unit]
  return epochOf(localStart(unit, localStart(unit, local) + far), zone)
}

/** Every unit that has a part in `[from, to)`, in order, empty ones too; the first may begin before `from`. */
export function units(from: number, to: number, unit: TimeUnit, zone: string): TimeSlot[] {
  const slots: TimeSlot[] = []
  if (to <= from) return slots
  for (let start = startOf(unit, from, zone); start < to; ) {
    const end = nextStart(unit, start, zone)
    slots.push({ start, end })
    start = end
  }
  return slots
}

/** How many units `units` would return at most, without making them: to refuse a range that is too long. */
export function unitCount(from: number, to: number, unit: TimeUnit): number {
  const shortest = { hour, day: 23 * hour, week: 7 * day - hour, month: 28 * day - hour }[unit]
  return Math.max(0, Math.ceil((to - from) / shortest)) + 1
}

/** `2024-01-05` of the instant in `zone`. */
export function dateText(at: number, zone: string): string {
  return new Date(at + offsetAt(at, zone)).toISOString().slice(0, 10)
}

/** `2024-01-05 13:45:00` of the instant in `zone`, which spreadsheets read as a time. */
export function timeText(at: number, zone: string): string {
  return new Date(at + offsetAt(at, zone)).toISOString().slice(0, 19).replace('T', ' ')
}
