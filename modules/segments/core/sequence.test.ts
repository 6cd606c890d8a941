import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Step, walked } from './sequence.ts'

/** Every way of picking one event for each step, tried one by one. */
function tried(happened: readonly Step[], { gap, within }: { gap: number; within: number }, count: number): boolean {
  const from = (step: number, last: number, first: number): boolean =>
    step === count ||
    happened.some(
      ({ at, of }) =>
        of.includes(step) &&
        (step === 0 || (at > last && at - last <= gap && at - first <= within)) &&
        from(step + 1, at, step === 0 ? at : first),
    )
  return from(0, 0, 0)
}

const happened = fc.array(fc.record({ at: fc.integer({ min: 0, max: 12 }), of: fc.subarray([0, 1, 2]) }), {
  maxLength: 9,
})
const span = fc.constantFrom(1, 2, 4, 7, Number.POSITIVE_INFINITY)

test('[G5] the latest way to each step is enough: whatever picking one by one finds, and nothing else', () => {
  fc.assert(
    fc.property(happened, span, span, fc.constantFrom(2, 3), (events, gap, within, count) => {
      expect(walked(events, { gap, within }, count)).toBe(tried(events, { gap, within }, count))
    }),
    { numRuns: 2000 },
  )
})

test('[G5] two steps of one moment are not one after the other, and the edges of the spans count', () => {
  const two = (first: number, second: number) => [
    { at: first, of: [0] },
    { at: second, of: [1] },
  ]
  const spans = { gap: 10, within: 10 }
  expect(walked(two(5, 5), spans, 2)).toBe(false)
  expect(walked(two(5, 15), spans, 2)).toBe(true)
  expect(walked(two(5, 16), spans, 2)).toBe(false)
  expect(walked([{ at: 5, of: [0, 1] }], spans, 2)).toBe(false)
})
