import fc from 'fast-check'
import { expect, test } from 'vitest'
import { chooseWays } from './choose.ts'

const reasons = fc.subarray(['withdrawn', 'cap', 'not-there'])
const world = fc.integer({ min: 1, max: 5 }).chain((ways) =>
  fc.record({
    people: fc.array(fc.array(reasons, { minLength: ways, maxLength: ways }), { maxLength: 30 }),
    left: fc.dictionary(fc.constantFrom('0', '1', '2', '3', '4'), fc.integer({ min: 0, max: 8 })),
  }),
)

test('[C61] nobody is reached by two ways, or by one that is refused; the order holds, and no quota is ever exceeded', () => {
  fc.assert(
    fc.property(world, ({ people, left }) => {
      const quotas = new Map(Object.entries(left).map(([way, most]) => [Number(way), most]))
      const candidates = people.map((options, i) => ({ person: String(i), options }))
      const chosen = chooseWays(candidates, quotas, 'way-quota')
      expect(chosen.map(({ person }) => person)).toEqual(candidates.map(({ person }) => person))
      const used = new Map<number, number>()
      for (const [i, { way, tried }] of chosen.entries()) {
        const options = people[i] ?? []
        // Each way before the chosen one has a reason of its own, and none after it was looked at.
        expect(tried.map((one) => one.way)).toEqual([...options.keys()].slice(0, way ?? options.length))
        expect(tried.every((one) => one.reasons.length > 0)).toBe(true)
        for (const one of tried) {
          const own = options[one.way] ?? []
          const isFull = (used.get(one.way) ?? 0) >= (quotas.get(one.way) ?? Number.POSITIVE_INFINITY)
          expect(one.reasons).toEqual(own.length > 0 ? own : ['way-quota'])
          if (own.length === 0) expect(isFull).toBe(true)
        }
        if (way === null) continue
        expect(options[way]).toEqual([])
        used.set(way, (used.get(way) ?? 0) + 1)
      }
      for (const [way, most] of quotas) expect(used.get(way) ?? 0).toBeLessThanOrEqual(most)
    }),
  )
})

test('[C61] an audience of nobody, and people without any way', () => {
  expect(chooseWays([], new Map(), 'x')).toEqual([])
  expect(chooseWays([{ person: '1', options: [] }], new Map(), 'x')).toEqual([{ person: '1', way: null, tried: [] }])
})
