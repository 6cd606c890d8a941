import fc from 'fast-check'
import { expect, test } from 'vitest'
import { marksIn, pathSteps, type Stage, usual, walk } from './handover.ts'

const stage = fc.record({ step: fc.constantFrom(...pathSteps), people: fc.option(fc.nat(5000), { nil: null }) })

test('[A55] what is lost and what is left make up the step before, and the weakest is the one furthest below what is usual', () => {
  fc.assert(
    fc.property(fc.array(stage, { maxLength: 7 }), (stages) => {
      const { steps, weakest } = walk(stages)
      let before: number | null = null
      for (const [i, { people, lost, rate }] of steps.entries()) {
        if (people !== null && before !== null && before > 0 && i > 0) {
          expect((lost ?? 0) + people).toBe(before)
          expect(rate).toBeCloseTo(people / before, 12)
        } else expect([lost, rate]).toEqual([null, null])
        if (people !== null) before = people
      }
      const shares = steps.flatMap(({ step, rate, lost, people, usual: expected }) =>
        rate === null || (lost ?? 0) + (people ?? 0) < 20 ? [] : [{ step, share: rate / (expected ?? 1) }],
      )
      const least = Math.min(...shares.map(({ share }) => share))
      expect(weakest === null).toBe(shares.length === 0)
      if (weakest) expect(shares.find(({ share }) => share === least)?.step).toBe(weakest)
    }),
    { numRuns: 100 },
  )
})

test('[A55] a step that nobody sees is passed over, with what is usual of both', () => {
  const seen: Stage[] = [
    { step: 'landed', people: 100 },
    { step: 'acted', people: 40 },
    { step: 'arrived', people: null },
    { step: 'added', people: 4 },
  ]
  const { steps, weakest } = walk(seen)
  expect(steps[3]).toMatchObject({ rate: 0.1, lost: 36 })
  expect(steps[3]?.usual).toBeCloseTo((usual.arrived ?? 0) * (usual.added ?? 0), 12)
  expect(weakest).toBe('added')
  expect(walk(seen.map((one) => ({ ...one, people: 5 }))).weakest).toBe(null)
})

test('[A53] of an address only what marks a campaign or a click is kept', () => {
  expect(
    marksIn({ gdt_vid: 'w1', utm_source: 'gdt', phone: '138', l: 'abc', bd_vid: ['a', 'b'], clickid: '' }),
  ).toEqual({
    utm_source: 'gdt',
  })
})
