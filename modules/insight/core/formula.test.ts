import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { changeOf, figuresOf, type Lines, type Tally } from './board.ts'
import { contributions } from './contributions.ts'
import { type Counts, factors, spendPerBuyer } from './factors.ts'

/** Counts as a ledger gives them: buyers ≤ people, orders ≥ buyers, each counted order at least one fen. */
const counts: fc.Arbitrary<Counts> = fc
  .record({
    people: fc.oneof(fc.nat(20), fc.nat(400_000)),
    selfShare: fc.constantFrom(0, 0.2, 0.5, 0.9, 1),
    buyerShare: fc.constantFrom(0, 0.01, 0.3, 1),
    repeat: fc.double({ min: 1, max: 30, noNaN: true }),
    basket: fc.oneof(fc.constant(1), fc.double({ min: 1, max: 1e7, noNaN: true })),
  })
  .map(({ people, selfShare, buyerShare, repeat, basket }) => {
    const buyers = Math.ceil(people * buyerShare)
    const orders = buyers === 0 ? 0 : Math.floor(buyers * repeat)
    return { people, self: Math.round(people * selfShare), buyers, orders, gmv: Math.floor(orders * basket) }
  })

/** Anything at all: sides that no ledger would give must still add up. */
const wild: fc.Arbitrary<Counts> = fc.record({
  self: fc.nat(3),
  people: fc.nat(3),
  buyers: fc.nat(3),
  orders: fc.nat(3),
  gmv: fc.oneof(fc.nat(3), fc.nat(9_000_000_000_000)),
})

const sum = (parts: readonly { amount: number }[]) => parts.reduce((total, part) => total + part.amount, 0)

describe('factors', () => {
  test('[N1] the plan that multiplies exactly: 250,000 × 1.25 × 4 % × ¥320 × 1.25 = ¥5,000,000.00', () => {
    const plan = { self: 250_000, people: 312_500, buyers: 12_500, orders: 15_625, gmv: 500_000_000 }
    expect(factors(plan)).toEqual({ traffic: 250_000, fission: 1.25, conversion: 0.04, basket: 32_000, lifetime: 1.25 })
    expect(spendPerBuyer(plan)).toBe(40_000)
  })

  test('[N1] the product is the GMV, residual 0', () => {
    fc.assert(
      fc.property(counts, (c) => {
        const f = factors(c)
        if (Object.values(f).includes(null)) return
        const product = (f.traffic ?? 0) * (f.fission ?? 0) * (f.conversion ?? 0) * (f.basket ?? 0) * (f.lifetime ?? 0)
        expect(Math.abs(product - c.gmv)).toBeLessThanOrEqual(c.gmv * 1e-14)
        expect(Math.round(product)).toBe(c.gmv)
      }),
    )
  })

  test('[N2] empty parts are null, never 0 or infinite', () => {
    const nothing = { traffic: null, fission: null, conversion: null, basket: null, lifetime: null }
    expect(factors({ self: 0, people: 0, buyers: 0, orders: 0, gmv: 0 })).toEqual(nothing)
    const onlyInvited = factors({ self: 0, people: 5, buyers: 1, orders: 2, gmv: 600 })
    expect(onlyInvited).toEqual({ traffic: 0, fission: null, conversion: 0.2, basket: 300, lifetime: 2 })
    const noBuyer = factors({ self: 4, people: 5, buyers: 0, orders: 0, gmv: 0 })
    expect(noBuyer).toEqual({ traffic: 4, fission: 1.25, conversion: 0, basket: null, lifetime: null })
    expect(spendPerBuyer({ gmv: 0, buyers: 0 })).toBeNull()
  })
})

describe('contributions', () => {
  const before = { self: 800, people: 1000, buyers: 40, orders: 50, gmv: 1_600_000 }

  test('[N3] the parts of any two sides sum to the change to the fen', () => {
    const pair = fc.oneof(fc.tuple(counts, counts), fc.tuple(wild, wild), fc.tuple(wild, counts))
    fc.assert(
      fc.property(pair, ([a, b]) => {
        const parts = contributions(a, b)
        expect(sum(parts)).toBe(b.gmv - a.gmv)
        for (const { amount, split } of parts) {
          expect(Number.isSafeInteger(amount)).toBe(true)
          if (split) expect(split.traffic + split.fission).toBe(amount)
        }
      }),
      { numRuns: 500 },
    )
  })

  test('[N3] equal sides: every part is 0', () => {
    fc.assert(
      fc.property(counts, (c) => {
        expect(contributions(c, c).every(({ amount }) => amount === 0)).toBe(true)
      }),
    )
  })

  test('[N3] only one factor moves: it carries the whole change', () => {
    const more = { self: 1600, people: 2000, buyers: 80, orders: 100, gmv: 3_200_000 }
    expect(contributions(before, more)).toEqual([
      { factor: 'traffic', amount: 1_600_000 },
      { factor: 'fission', amount: 0 },
      { factor: 'conversion', amount: 0 },
      { factor: 'basket', amount: 0 },
      { factor: 'lifetime', amount: 0 },
    ])
  })

  test('[N3] five moving factors against the published formula, computed apart', () => {
    const after = { self: 900, people: 1260, buyers: 63, orders: 72, gmv: 2_160_000 }
    const mean = (after.gmv - before.gmv) / Math.log(after.gmv / before.gmv)
    const ratios = [900 / 800, 1.4 / 1.25, 0.05 / 0.04, 30_000 / 32_000, 72 / 63 / 1.25]
    const parts = contributions(before, after)
    expect(sum(parts)).toBe(560_000)
    parts.forEach(({ amount }, i) => {
      expect(Math.abs(amount - mean * Math.log(ratios[i] ?? 1))).toBeLessThan(1)
    })
  })

  test('[N4] no traffic on a side: people are one factor, split by Δself ÷ Δpeople', () => {
    const invitedOnly = { self: 0, people: 500, buyers: 20, orders: 25, gmv: 800_000 }
    const [first, ...rest] = contributions(invitedOnly, before)
    expect(first).toMatchObject({ factor: 'people', amount: 800_000 })
    expect(first?.split).toEqual({ traffic: 1_280_000, fission: -480_000 })
    expect(rest.map(({ factor }) => factor)).toEqual(['conversion', 'basket', 'lifetime'])
    const [same] = contributions({ ...invitedOnly, people: 1000 }, { ...before, self: 0, people: 1000 })
    expect(same).toEqual({ factor: 'people', amount: 0, split: { traffic: 0, fission: 0 } })
  })

  test('[N5] no buyer on a side, or nobody: the whole change stands under people × value', () => {
    const none = { self: 10, people: 12, buyers: 0, orders: 0, gmv: 0 }
    expect(contributions(before, none)).toEqual([{ factor: 'peopleTimesValue', amount: -1_600_000 }])
    expect(contributions({ ...none, self: 0, people: 0 }, before)).toEqual([
      { factor: 'peopleTimesValue', amount: 1_600_000 },
    ])
    expect(contributions(none, none)).toEqual([{ factor: 'peopleTimesValue', amount: 0 }])
  })

  test('[N5] a value without buyers on record is one factor value per person', () => {
    const odd = { self: 800, people: 1000, buyers: 0, orders: 0, gmv: 800_000 }
    expect(contributions(odd, before)).toEqual([
      { factor: 'traffic', amount: 0 },
      { factor: 'fission', amount: 0 },
      { factor: 'valuePerPerson', amount: 800_000 },
    ])
  })
})

const line = fc.record({ orders: fc.nat(1000), amount: fc.nat(1_000_000_000) })
const lines: fc.Arbitrary<Lines> = fc.record({
  counted: line,
  zeroYuan: line,
  refunded: line,
  excluded: line,
  outOfScope: line,
  noPerson: line,
  unlinked: line.map(({ orders, amount }) => ({ orders, amount: 0 - amount })),
})
const parts = { direct: 0, assisted: 0, memberOther: 0, outside: 0 }
const tally: fc.Arbitrary<Tally> = fc
  .record({ invited: fc.nat(50), baseline: fc.nat(50), others: fc.nat(500), buyers: fc.nat(100), lines })
  .map(({ others, ...t }) => ({ ...t, people: t.invited + t.baseline + others, parts }))

describe('figures', () => {
  test('[N8] counted and excluded lines sum to the ledger; self, invited and baseline to the people', () => {
    fc.assert(
      fc.property(tally, (t) => {
        const { gmv, orders, ledger, excluded, people, self, invited, baseline, factors: f } = figuresOf(t)
        const others = Object.values(excluded)
        expect(ledger.amount).toBe(others.reduce((s, l) => s + l.amount, gmv))
        expect(ledger.orders).toBe(others.reduce((s, l) => s + l.orders, orders))
        expect(self + invited + baseline).toBe(people)
        if (people > 0) expect(f.traffic).toBe(self + baseline)
      }),
    )
  })

  test('[N3] unlinked refunds stand beside the parts: both together are the change of GMV with them', () => {
    fc.assert(
      fc.property(tally, tally, (a, b) => {
        const { contributions: found, unlinkedChange } = changeOf(a, b)
        const whole = (t: Tally) => t.lines.counted.amount + t.lines.unlinked.amount
        expect(sum(found) + unlinkedChange).toBe(whole(b) - whole(a))
      }),
    )
  })
})
