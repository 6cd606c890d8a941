import fc from 'fast-check'
import { expect, test } from 'vitest'
import { difference, isInTrial, variantOf, wilson, winnerOf } from './trial.ts'

test('[C77] somebody gets the same text each time, and texts share people evenly', () => {
  fc.assert(
    fc.property(fc.string(), fc.nat(), fc.integer({ min: 2, max: 4 }), (message, person, texts) => {
      const one = variantOf(message, String(person), texts)
      expect(variantOf(message, String(person), texts)).toBe(one)
      expect(one).toBeLessThan(texts)
    }),
    { numRuns: 100 },
  )
  for (const texts of [2, 3, 4]) {
    const counts = Array.from({ length: texts }, () => 0)
    for (let person = 1; person <= 12_000; person += 1) {
      const at = variantOf('send:7', String(person), texts)
      counts[at] = (counts[at] ?? 0) + 1
    }
    // Five standard errors of a share.
    const reach = 5 * Math.sqrt(12_000 * (1 / texts) * (1 - 1 / texts))
    for (const count of counts) expect(Math.abs(count - 12_000 / texts)).toBeLessThan(reach)
  }
})

test('[C77] the intervals are those that were published', () => {
  // Newcombe 1998, table II (a): 56/70 and 48/80.
  expect(difference({ people: 70, done: 56 }, { people: 80, done: 48 }).from).toBeCloseTo(0.0524, 4)
  expect(difference({ people: 70, done: 56 }, { people: 80, done: 48 }).to).toBeCloseTo(0.3339, 4)
  // His 1998 paper on single rates: 81/263.
  expect(wilson({ people: 263, done: 81 }).from).toBeCloseTo(0.2553, 4)
  expect(wilson({ people: 263, done: 81 }).to).toBeCloseTo(0.3662, 4)
})

test('[C77] a text wins only where it is better than each other beyond chance', () => {
  expect(
    winnerOf([
      { people: 1000, done: 11 },
      { people: 1000, done: 13 },
    ]),
  ).toBe(null)
  expect(
    winnerOf([
      { people: 1000, done: 11 },
      { people: 1000, done: 40 },
    ]),
  ).toBe(1)
  expect(
    winnerOf([
      { people: 0, done: 0 },
      { people: 0, done: 0 },
    ]),
  ).toBe(null)
  const arm = fc
    .integer({ min: 0, max: 400 })
    .chain((people) => fc.integer({ min: 0, max: people }).map((done) => ({ people, done })))
  fc.assert(
    fc.property(fc.array(arm, { minLength: 2, maxLength: 4 }), (arms) => {
      const best = winnerOf(arms)
      if (best === null) return
      const rate = ({ people, done }: { people: number; done: number }) => (people === 0 ? 0 : done / people)
      for (const one of arms) expect(rate(arms[best] ?? one)).toBeGreaterThanOrEqual(rate(one))
    }),
    { numRuns: 100 },
  )
})

test('[C83] the part that tests is as large as was said, the same whenever it is asked, and shares the texts evenly', () => {
  for (const share of [0.05, 0.2, 0.5]) {
    const part: string[] = []
    for (let person = 1; person <= 12_000; person += 1)
      if (isInTrial('7', String(person), share)) part.push(String(person))
    const reach = 5 * Math.sqrt(12_000 * share * (1 - share))
    expect(Math.abs(part.length - 12_000 * share)).toBeLessThan(reach)
    expect(part.every((person) => isInTrial('7', person, share))).toBe(true)
    const first = part.filter((person) => variantOf('7', person, 2) === 0).length
    expect(Math.abs(first - part.length / 2)).toBeLessThan(5 * Math.sqrt(part.length / 4))
  }
})
