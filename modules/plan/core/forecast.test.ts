import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Day, forecast } from './forecast.ts'

const days = (count: number, actual: (i: number) => number, planned = 100): Day[] =>
  Array.from({ length: count }, (_, i) => ({ actual: actual(i), planned }))

describe('forecast', () => {
  test('[L5] what has gone at 80 % of the plan goes on so: what is there and 80 % of the rest, without a band of doubt', () => {
    const past = days(70, () => 80)
    expect(forecast(past, Array(100).fill(100))).toEqual({ value: 5_600 + 8_000, low: 13_600, high: 13_600 })
    // A quieter season ahead stands in the plan.
    expect(forecast(past, Array(100).fill(50)).value).toBe(5_600 + 4_000)
  })

  test('[L5] the last weeks count most, and weeks that differ widen the band', () => {
    const rising = forecast(
      days(70, (i) => (i < 35 ? 50 : 150)),
      Array(70).fill(100),
    )
    expect(rising.value).toBeGreaterThan(days(70, (i) => (i < 35 ? 50 : 150)).length * 100 + 100 * 70)
    const [low, high] = [rising.low ?? 0, rising.high ?? 0]
    expect(high - rising.value).toBeCloseTo(rising.value - low, -1)
    expect(high).toBeGreaterThan(rising.value)
  })

  test('[L5] with less than three full weeks there is no band, with none of them the plan itself', () => {
    expect(
      forecast(
        days(20, () => 50),
        [100],
      ),
    ).toEqual({ value: 1_050, low: null, high: null })
    expect(
      forecast(
        days(6, () => 50),
        [100],
      ),
    ).toEqual({ value: 400, low: null, high: null })
    expect(forecast([], [100, 100])).toEqual({ value: 200, low: null, high: null })
    expect(
      forecast(
        days(30, () => 50, 0),
        [],
      ),
    ).toEqual({ value: 1_500, low: null, high: null })
  })

  test('[L5] the band holds the value and never falls below what is there', () => {
    const day = fc.record({ actual: fc.integer({ min: 0, max: 900 }), planned: fc.integer({ min: 0, max: 500 }) })
    fc.assert(
      fc.property(fc.array(day, { maxLength: 90 }), fc.array(fc.integer({ min: 0, max: 500 })), (past, ahead) => {
        const { value, low, high } = forecast(past, ahead)
        const reached = past.reduce((sum, { actual }) => sum + actual, 0)
        expect(value).toBeGreaterThanOrEqual(reached)
        if (low === null || high === null) return
        expect([low, value, high]).toEqual([low, value, high].toSorted((a, b) => a - b))
        expect(low).toBeGreaterThanOrEqual(reached)
      }),
    )
  })
})
