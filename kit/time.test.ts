import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  dateText,
  day,
  hour,
  isZone,
  nextStart,
  offsetAt,
  parseTime,
  startOf,
  type TimeUnit,
  unitCount,
  units,
} from './time.ts'

const shanghai = 'Asia/Shanghai'
const berlin = 'Europe/Berlin'
const iso = (text: string, zone = shanghai) => {
  const read = parseTime(text, zone)
  return read.ok ? new Date(read.value).toISOString() : read.refusal
}

describe('reading a time', () => {
  test.each([
    ['2024/1/5 8:03', '2024-01-05T00:03:00.000Z'],
    ['2024-01-05 08:03:01', '2024-01-05T00:03:01.000Z'],
    ['2024-01-05T08:03:01.5', '2024-01-05T00:03:01.500Z'],
    ['2024.01.05', '2024-01-04T16:00:00.000Z'],
    ['20240105', '2024-01-04T16:00:00.000Z'],
    ['20240105080301', '2024-01-05T00:03:01.000Z'],
    ['2024年1月5日 8:03', '2024-01-05T00:03:00.000Z'],
    ['2024年1月5日8：03', '2024-01-05T00:03:00.000Z'],
    ['2024-01-05T08:03:01Z', '2024-01-05T08:03:01.000Z'],
    ['2024-01-05T08:03:01.123456789-05:30', '2024-01-05T13:33:01.123Z'],
    ['2024-01-05 08:03 +0800', '2024-01-05T00:03:00.000Z'],
    ['1704412981', '2024-01-05T00:03:01.000Z'],
    ['1704412981123', '2024-01-05T00:03:01.123Z'],
    ['45296.3354166667', '2024-01-05T00:03:00.000Z'],
    ['45296', '2024-01-04T16:00:00.000Z'],
    ['1988-07-01 00:00', '1988-06-30T15:00:00.000Z'],
    ['1900-06-01 00:00:00', '1900-05-31T15:54:17.000Z'],
  ])('%s', (text, expected) => expect(iso(text)).toBe(expected))

  test.each([
    ['19999', 'not-a-time'],
    ['80000.5', 'not-a-time'],
    ['2024-02-30', 'no-such-time'],
    ['2023-02-29', 'no-such-time'],
    ['1900-02-29', 'no-such-time'],
    ['2024-13-01', 'no-such-time'],
    ['2024-00-10', 'no-such-time'],
    ['20240431', 'no-such-time'],
    ['2024-01-05 24:00', 'no-such-time'],
    ['2024-01-05 08:60', 'no-such-time'],
    ['2024-01-05T08:00:00+19:00', 'no-such-time'],
    ['1066-10-14', 'time-out-of-range'],
    ['2300-01-01', 'time-out-of-range'],
    ['', 'not-a-time'],
    ['yesterday', 'not-a-time'],
    ['1/5/2024', 'not-a-time'],
    ['2024-01/05', 'not-a-time'],
    ['2024-01-0508:03', 'not-a-time'],
    ['2024-01-05Z', 'not-a-time'],
    ['123456789', 'not-a-time'],
    ['12345', 'not-a-time'],
  ])('%j is refused: %s', (text, refusal) => expect(iso(text)).toBe(refusal))

  test('a skipped local time moves forward, a doubled one is the first', () => {
    expect(iso('2024-03-31 02:30', berlin)).toBe('2024-03-31T01:30:00.000Z')
    expect(iso('2024-10-27 02:30', berlin)).toBe('2024-10-27T00:30:00.000Z')
    expect(iso('2024-10-27 03:00', berlin)).toBe('2024-10-27T02:00:00.000Z')
    expect(iso('2024-07-01', 'America/New_York')).toBe('2024-07-01T04:00:00.000Z')
  })

  test('any local time outside a clock change reads back', () => {
    const zones = fc.constantFrom(shanghai, berlin, 'America/St_Johns', 'Australia/Lord_Howe', 'UTC', 'Asia/Kathmandu')
    const times = fc.integer({ min: Date.UTC(1950, 0, 2), max: Date.UTC(2100, 0, 1) })
    fc.assert(
      fc.property(times, zones, (at, zone) => {
        if (offsetAt(at - 3 * hour, zone) !== offsetAt(at + 3 * hour, zone)) return
        const text = new Date(at + offsetAt(at, zone)).toISOString().slice(0, -1)
        expect(parseTime(text, zone)).toEqual({ ok: true, value: at })
      }),
    )
  })
})

test('zones are checked by name', () => {
  expect(isZone(shanghai)).toBe(true)
  expect(isZone('Asia/Nowhere')).toBe(false)
  expect(isZone('+08:00')).toBe(false)
})

describe('units', () => {
  const at = (text: string, zone = shanghai) => {
    const read = parseTime(text, zone)
    if (!read.ok) throw new Error(text)
    return read.value
  }

  test('starts are those of the local calendar, weeks from Monday', () => {
    const t = at('2024-01-07 23:59:59')
    const starts = (['hour', 'day', 'week', 'month'] as const).map((unit) => startOf(unit, t, shanghai))
    expect(starts).toEqual([at('2024-01-07 23:00'), at('2024-01-07'), at('2024-01-01'), at('2024-01-01')])
    expect(nextStart('month', at('2024-01-31 12:00'), shanghai)).toBe(at('2024-02-01'))
    expect(nextStart('month', at('2023-12-15'), shanghai)).toBe(at('2024-01-01'))
    expect(dateText(at('2024-01-07 00:00'), shanghai)).toBe('2024-01-07')
  })

  test('a day with a clock change has 23 or 25 hours', () => {
    const lengths = (date: string) =>
      units(at(date, berlin), at(date, berlin) + 1, 'day', berlin).map((s) => s.end - s.start)
    expect(lengths('2024-03-31')).toEqual([23 * hour])
    expect(lengths('2024-10-27')).toEqual([25 * hour])
    expect(units(at('2024-10-27', berlin), at('2024-10-28', berlin), 'hour', berlin)).toHaveLength(25)
  })

  test('a skipped day (Samoa, 2011-12-30) has no unit', () => {
    const apia = 'Pacific/Apia'
    const days = units(at('2011-12-28', apia), at('2012-01-02', apia), 'day', apia).map((s) => dateText(s.start, apia))
    expect(days).toEqual(['2011-12-28', '2011-12-29', '2011-12-31', '2012-01-01'])
  })

  test('an empty range has none; a range within one unit has one', () => {
    expect(units(5, 5, 'day', shanghai)).toEqual([])
    expect(units(at('2024-01-05 08:00'), at('2024-01-05 08:01'), 'month', shanghai)).toEqual([
      { start: at('2024-01-01'), end: at('2024-02-01') },
    ])
  })

  test('units of any range touch each other, cover it, and are no more than said', () => {
    const zones = fc.constantFrom(shanghai, berlin, 'America/Havana', 'America/Sao_Paulo')
    const starts = fc.integer({ min: Date.UTC(1980, 0, 1), max: Date.UTC(2030, 0, 1) })
    const unit = fc.constantFrom<TimeUnit>('hour', 'day', 'week', 'month')
    fc.assert(
      fc.property(starts, fc.integer({ min: 1, max: 60 * day }), unit, zones, (from, length, u, zone) => {
        const slots = units(from, from + length, u, zone)
        expect(slots.length).toBeLessThanOrEqual(unitCount(from, from + length, u))
        expect(slots[0]?.start).toBeLessThanOrEqual(from)
        expect(slots.at(-1)?.end).toBeGreaterThanOrEqual(from + length)
        slots.forEach((slot, i) => {
          expect(slot.end).toBeGreaterThan(slot.start)
          if (i > 0) expect(slot.start).toBe(slots[i - 1]?.end)
          if (u !== 'hour') expect(startOf(u, slot.start, zone)).toBe(slot.start)
        })
      }),
      { numRuns: 50 },
    )
  })
})
