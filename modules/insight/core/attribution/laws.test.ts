import fc from 'fast-check'
import { expect, test } from 'vitest'
import { chainOf, markovCredit } from './markov.ts'
import {
  type AttributionModel,
  attributionModels,
  type Credit,
  decayWeights,
  type Path,
  placedCredit,
  shapleyCredit,
} from './models.ts'
import { type MarkovOrder, memberRows, placeRows, stepsOf } from './paths.ts'

const keys = ['a', 'b', 'c', 'd', '["a"]'] as const
const path: fc.Arbitrary<Path> = fc.record({
  keys: fc.array(fc.constantFrom(...keys), { minLength: 1, maxLength: 6 }),
  conversions: fc.nat(5),
  value: fc.nat(1000),
  nulls: fc.nat(5),
})
const paths = fc.array(path, { minLength: 1, maxLength: 30 }).map((all) =>
  // Value comes with conversions alone.
  all.map((one) => (one.conversions === 0 ? { ...one, value: 0 } : one)),
)
const total = (all: readonly (Path | Credit)[], of: 'conversions' | 'value') =>
  all.reduce((sum, one) => sum + one[of], 0)

function creditOf(model: AttributionModel, of: readonly Path[], order: MarkovOrder = 1): Credit[] {
  if (model === 'shapley') return shapleyCredit(memberRows(of))
  if (model !== 'markov') return placedCredit(model, placeRows(of, 7))
  const whole = { conversions: total(of, 'conversions'), value: total(of, 'value') }
  return markovCredit(chainOf(stepsOf(of, order)), whole)
}
const near = (a: number, b: number) => expect(Math.abs(a - b)).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(b)))

test('[N50] [N51] [N52] credit sums to the conversions and to their value, in every model', () => {
  fc.assert(
    fc.property(
      paths,
      fc.constantFrom(...attributionModels),
      fc.constantFrom(1 as const, 2 as const),
      (of, model, order) => {
        const credit = creditOf(model, of, order)
        near(total(credit, 'conversions'), total(of, 'conversions'))
        near(total(credit, 'value'), total(of, 'value'))
        for (const { conversions } of credit) expect(conversions).toBeGreaterThanOrEqual(0)
      },
    ),
  )
})

test('[N50] [N51] [N52] the order in which paths are given changes nothing', () => {
  fc.assert(
    fc.property(paths, fc.constantFrom(...attributionModels), (of, model) => {
      const there = new Map(creditOf(model, of).map((row) => [row.key, row.conversions]))
      const back = creditOf(model, of.toReversed())
      expect(back.length).toBe(there.size)
      for (const { key, conversions } of back) near(conversions, there.get(key) ?? Number.NaN)
    }),
  )
})

test('[N51] P(conversion) is that of the paths; removing what nobody touched, or never leads anywhere, has no effect', () => {
  fc.assert(
    fc.property(paths, fc.constantFrom(1 as const, 2 as const), (of, order) => {
      const alive = of.filter(({ conversions, nulls }) => conversions + nulls > 0)
      fc.pre(alive.length > 0)
      const chain = chainOf(stepsOf(alive, order))
      const journeys = total(alive, 'conversions') + alive.reduce((sum, { nulls }) => sum + nulls, 0)
      near(chain.conversion, total(alive, 'conversions') / journeys)
      const touched = new Set(alive.flatMap((one) => one.keys))
      for (const { key, effect } of chain.removals) {
        expect(touched.has(key)).toBe(true)
        expect(effect).toBeGreaterThanOrEqual(0)
        expect(effect).toBeLessThanOrEqual(1)
      }
      const idle: Path = { keys: ['nowhere'], conversions: 0, value: 0, nulls: 3 }
      const more = chainOf(stepsOf([...alive, idle], order)).removals.find(({ key }) => key === 'nowhere')
      expect(more?.effect).toBe(0)
    }),
  )
})

test('[N51] a removal effect is what is lost when its key leads to nothing, solved anew without it', () => {
  fc.assert(
    fc.property(paths, fc.constantFrom(1 as const, 2 as const), (of, order) => {
      const steps = stepsOf(of, order)
      const chain = chainOf(steps)
      fc.pre(chain.conversion > 0)
      for (const { key, effect } of chain.removals) {
        const cut = steps.map((step) =>
          typeof step.to !== 'string' && step.to.at(-1) === key ? { ...step, to: 'null' as const } : step,
        )
        near(effect, 1 - chainOf(cut).conversion / chain.conversion)
      }
    }),
    { numRuns: 50 },
  )
})

test('[N52] the shares of the sets are the Shapley value by its definition, over every coalition', () => {
  const bits = (set: ReadonlySet<string>) => keys.reduce((mask, key, i) => mask | (set.has(key) ? 1 << i : 0), 0)
  const factorial = (n: number): number => (n <= 1 ? 1 : n * factorial(n - 1))
  fc.assert(
    fc.property(paths, (of) => {
      const masks = of.map(({ keys: own, conversions }) => ({ mask: bits(new Set(own)), conversions }))
      const worth = (s: number) =>
        masks.reduce((sum, one) => sum + ((one.mask & s) === one.mask ? one.conversions : 0), 0)
      const found = new Map(creditOf('shapley', of).map(({ key, conversions }) => [key, conversions]))
      for (const [i, key] of keys.entries()) {
        let sum = 0
        for (let s = 0; s < 1 << keys.length; s += 1) {
          if (s & (1 << i)) continue
          const size = s.toString(2).replaceAll('0', '').length
          const chance = (factorial(size) * factorial(keys.length - size - 1)) / factorial(keys.length)
          sum += chance * (worth(s | (1 << i)) - worth(s))
        }
        near(found.get(key) ?? 0, sum)
      }
    }),
    { numRuns: 50 },
  )
})

test('[N50] 40/20/40, two touches half and half, and a half-life that can be set', () => {
  const credit = (own: string[]) =>
    Object.fromEntries(
      creditOf('position', [{ keys: own, conversions: 10, value: 0, nulls: 0 }]).map((row) => [
        row.key,
        row.conversions,
      ]),
    )
  expect(credit(['a'])).toEqual({ a: 10 })
  expect(credit(['a', 'b'])).toEqual({ a: 5, b: 5 })
  expect(credit(['a', 'b', 'c', 'd'])).toEqual({ a: 4, b: 1, c: 1, d: 4 })
  expect(decayWeights([7, 0], 7)).toEqual([1 / 3, 2 / 3])
  expect(decayWeights([14, 0], 7)).toEqual([1 / 5, 4 / 5])
  expect(decayWeights([1e6, 1e6 - 7], 7)).toEqual([1 / 3, 2 / 3])
})
