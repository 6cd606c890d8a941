import { day, nextStart, offsetAt, type TimeSlot, type TimeUnit } from '#kit/time'

type CalendarUnit = Exclude<TimeUnit, 'hour'>

/** Slots and as many more behind the last. */
export function followed(slots: readonly TimeSlot[], more: number, unit: TimeUnit, zone: string): TimeSlot[] {
  const all = [...slots]
  for (let i = 0; i < more; i += 1) {
    const start = all.at(-1)?.end ?? 0
    all.push({ start, end: nextStart(unit, start, zone) })
  }
  return all
}

const local = 'toTimezone(at, {zone:String})'
const dayNumber = `(toInt32(toDate32(${local})) - {origin:Int32})`

/** Number of the unit an event falls into, 0 = that of `origin`; below 0 before it. Needs `slotParams`. */
export const slotNumber: Record<CalendarUnit, string> = {
  day: dayNumber,
  week: `toInt32(floor(${dayNumber} / 7))`,
  month: `toInt32(toYear(${local}) * 12 + toMonth(${local}) - {origin:Int32})`,
}

/** Parameters of `slotNumber`; `start` is the first instant of a unit. */
export function slotParams(unit: CalendarUnit, start: number, zone: string) {
  const civil = start + offsetAt(start, zone)
  const date = new Date(civil)
  const origin = {
    day: Math.round(civil / day),
    week: Math.round(civil / day),
    month: date.getUTCFullYear() * 12 + date.getUTCMonth() + 1,
  }[unit]
  return { zone, origin }
}

const words = (count: number) => Array.from({ length: Math.ceil(count / 64) }, (_, i) => i)

/**
 * Aggregates that gather the numbers below `count` for which `when` holds, as bits of whole numbers: a set of 30 days is
 * eight bytes, and adding to it one instruction.
 */
export function gathered(name: string, slot: string, count: number, when: string): string[] {
  return words(count).map((word) => {
    const inside = `${slot} >= ${word * 64} and ${slot} < ${Math.min(count, word * 64 + 64)} and ${when}`
    return `groupBitOrIf(bitShiftLeft(toUInt64(1), bitAnd(${slot}, 63)), ${inside}) as ${name}_${word}`
  })
}

/** The gathered numbers as a sorted array. */
export function gatheredNumbers(name: string, count: number): string {
  const parts = words(count).map(
    (word) => `arrayMap(x -> toInt32(x + ${word * 64}), bitPositionsToArray(${name}_${word}))`,
  )
  return parts.length === 1 ? (parts[0] ?? '[]') : `arrayConcat(${parts.join(', ')})`
}
