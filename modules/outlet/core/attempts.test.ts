import fc from 'fast-check'
import { expect, test } from 'vitest'
import { day, hour, minute, second } from '#kit/time'
import { afterAttempt, outcomeOf, patience, standingAfter } from './attempts.ts'

const refused = outcomeOf(500, null)
const first = { at: 0, tries: 1, deadline: patience, isTest: false, roll: 0 }

/** Moments of all attempts of a delivery that nobody takes. */
function series(roll: number): number[] {
  const moments: number[] = []
  for (let at = 0, tries = 1; ; tries += 1) {
    moments.push(at)
    const next = afterAttempt({ ...first, at, tries, roll }, refused)
    if (next.state !== 'waiting') return moments
    at = next.dueAt
  }
}

test('[W4] the pauses grow, and the last attempt is three days after the first', () => {
  const pauses = series(0).map((at, i, all) => at - (all[i - 1] ?? 0))
  expect(pauses.slice(0, 10)).toEqual([
    ...[0, 5 * second, 30 * second, 2 * minute, 10 * minute, 30 * minute],
    ...[hour, 2 * hour, 4 * hour, 8 * hour],
  ])
  expect(series(0).at(-1)).toBe(3 * day)
})

test('[W4] chance lengthens a pause by a fifth at most, and the end stays', () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (roll) => {
      const moments = series(roll)
      expect(moments.at(-1)).toBe(patience)
      for (const [i, at] of series(0).slice(0, 9).entries()) {
        expect(moments[i]).toBeGreaterThanOrEqual(at)
        expect(moments[i]).toBeLessThanOrEqual(at * 1.2)
      }
    }),
  )
})

test('[W4] a receiver that asks for time gets it, up to eight hours', () => {
  const due = (retryAfter: number) => afterAttempt(first, outcomeOf(429, retryAfter))
  expect(due(1)).toEqual({ state: 'waiting', dueAt: 5 * second })
  expect(due(120)).toEqual({ state: 'waiting', dueAt: 2 * minute })
  expect(due(999_999)).toEqual({ state: 'waiting', dueAt: 8 * hour })
})

test.each([
  [200, 'taken'],
  [204, 'taken'],
  [299, 'taken'],
  [301, 'refused'],
  [400, 'refused'],
  [404, 'refused'],
  [410, 'gone'],
  [500, 'refused'],
  [null, 'refused'],
])('[W4] the answer %s is %s', (status, kind) => expect(outcomeOf(status, null).kind).toBe(kind))

test('[W5] an address is off at once after 410, and after three days without thanks', () => {
  expect(standingAfter(null, outcomeOf(410, null), 5)).toEqual({ failingSince: 5, off: 'gone' })
  expect(standingAfter(null, refused, 5)).toEqual({ failingSince: 5, off: null })
  expect(standingAfter(5, refused, 4 + patience)).toEqual({ failingSince: 5, off: null })
  expect(standingAfter(5, refused, 5 + patience)).toEqual({ failingSince: 5, off: 'failing' })
  expect(standingAfter(5, outcomeOf(200, null), 5 + patience)).toEqual({ failingSince: null, off: null })
})

test('[W8] a test is tried once', () => {
  expect(afterAttempt({ ...first, isTest: true }, refused)).toEqual({ state: 'failed', why: 'test' })
  expect(afterAttempt({ ...first, isTest: true }, outcomeOf(200, null))).toEqual({ state: 'delivered' })
})
