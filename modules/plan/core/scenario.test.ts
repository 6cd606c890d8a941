import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { countsOf, entriesNeeded, factorNames, planOf, type Scenario, scenarioSchema, solveFor } from './scenario.ts'

const factors = { traffic: 250_000, fission: 1.25, conversion: 0.04, basket: 32_000, lifetime: 1.25 }
const base: Scenario = scenarioSchema.parse({ name: 'A', year: 2026, factors })
const sum = (list: readonly number[]) => list.reduce((all, one) => all + one, 0)

describe('scenario', () => {
  test('[L1] the plan of the article multiplies exactly: 250,000 × 1.25 × 4 % × ¥320 × 1.25 = ¥5,000,000', () => {
    expect(countsOf(factors)).toEqual({
      self: 250_000,
      people: 312_500,
      buyers: 12_500,
      orders: 15_625,
      gmv: 500_000_000,
    })
    expect(planOf(base, 0)).toMatchObject({ perHead: 1600, entered: 312_500 })
  })

  const scenario = fc
    .record({
      traffic: fc.integer({ min: 0, max: 2_000_000 }),
      fission: fc.double({ min: 1, max: 5, noNaN: true }),
      conversion: fc.double({ min: 0, max: 1, noNaN: true }),
      basket: fc.integer({ min: 0, max: 500_000 }),
      lifetime: fc.double({ min: 0, max: 6, noNaN: true }),
      months: fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 12, maxLength: 12 }),
      shares: fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 5 }),
      churn: fc.double({ min: 0, max: 0.5, noNaN: true }),
    })
    .filter(({ months }) => months.some((weight) => weight > 0))
    .map(({ months, shares, churn, ...of }): Scenario => {
      const list = shares.map((share, i) => ({ key: `k${i}`, share }))
      return { ...base, factors: of, months, channels: list, owners: list, churn }
    })

  test('[L2] months, channels and owners add up to the plan, people and fen, exactly', () => {
    fc.assert(
      fc.property(scenario, fc.integer({ min: 0, max: 3_000_000 }), (of, start) => {
        const plan = planOf(of, start)
        expect(sum(plan.months.map(({ gmv }) => gmv))).toBe(plan.gmv)
        expect(sum(plan.months.map(({ entered }) => entered))).toBe(plan.entered)
        expect(start + plan.entered).toBe(Math.max(start, plan.people))
        for (const { self, invited, entered, live } of plan.months) {
          expect(self + invited).toBe(entered)
          expect(live).toBeGreaterThanOrEqual(0)
        }
        const weights = sum(of.owners.map(({ share }) => share))
        expect(sum(plan.owners.map(({ gmv }) => gmv))).toBe(weights === 0 ? 0 : plan.gmv)
        expect(sum(plan.channels.map(({ self }) => self))).toBe(
          weights === 0 ? 0 : sum(plan.months.map(({ self }) => self)),
        )
      }),
    )
  })

  test('[L3] the factor that is solved for reaches the goal, the others as they were', () => {
    fc.assert(
      fc.property(scenario, fc.constantFrom(...factorNames), fc.integer({ min: 1, max: 10 ** 10 }), (of, free, gmv) => {
        const value = solveFor(of.factors, free, gmv)
        if (value === null) return
        const reached = countsOf({ ...of.factors, [free]: value }).gmv
        const worth = gmv / Math.max(1, value)
        expect(reached).toBeGreaterThanOrEqual(gmv - 1)
        expect(reached).toBeLessThanOrEqual(gmv + 1 + (free === 'traffic' ? worth : 0))
      }),
    )
    expect(solveFor(factors, 'traffic', 500_000_000)).toBe(250_000)
    expect(solveFor(factors, 'basket', 600_000_000)).toBeCloseTo(38_400, 6)
    // Nobody converts more than everybody, and nothing multiplied never gets there.
    expect(solveFor(factors, 'conversion', 500_000_000_000)).toBeNull()
    expect(solveFor({ ...factors, basket: 0 }, 'traffic', 1)).toBeNull()
  })

  test('[L4] a pool of 300,000 that loses 2 % a month needs about 6,000 people a month only to stand still', () => {
    expect(planOf({ ...base, factors: { ...factors, traffic: 0 } }, 300_000).toReplace).toBeCloseTo(4_709, -2)
    expect(entriesNeeded(300_000, 300_000, 0.02)).toBe(6_000)
    expect(entriesNeeded(0, 12_000, 0)).toBe(1_000)
    expect(entriesNeeded(300_000, 0, 0.02)).toBe(0)
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 500_000 }),
        fc.integer({ min: 0, max: 500_000 }),
        fc.double({ min: 0, max: 0.3, noNaN: true }),
        (start, goal, churn) => {
          const each = entriesNeeded(start, goal, churn)
          let live = start
          for (let month = 0; month < 12; month += 1) live = live * (1 - churn) + each
          expect(live).toBeGreaterThanOrEqual(goal - 1e-3)
        },
      ),
    )
  })

  test('[L2] what cannot be a plan is refused: no weight in any month, a source twice, more than everybody', () => {
    const wrong = (more: object) => scenarioSchema.safeParse({ name: 'A', year: 2026, factors, ...more }).success
    expect(wrong({ months: Array(12).fill(0) })).toBe(false)
    expect(
      wrong({
        channels: [
          { key: 'a', share: 1 },
          { key: 'a', share: 2 },
        ],
      }),
    ).toBe(false)
    expect(wrong({ factors: { ...factors, conversion: 1.1 } })).toBe(false)
    expect(wrong({ factors: { ...factors, fission: 0.5 } })).toBe(false)
    expect(wrong({})).toBe(true)
  })
})
