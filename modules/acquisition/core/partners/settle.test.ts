import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Line, lineKey, linesOf, type Posted, postingsOf } from './line.ts'
import { type Deal, rateFor, settle, shareOf } from './settle.ts'
import { type Terms, termsSchema } from './terms.ts'

const cps = { rate: 1000, tiers: [{ from: 100_000, rate: 1200 }] }
const cpa = { amount: 500, registered: { event: 'Signed Up' }, activated: { did: { event: 'Order Completed' } } }
const terms = (more: Parameters<typeof termsSchema.parse>[0] = {}): Terms =>
  termsSchema.parse({ cps, cpa, referralRate: 200, ...(more as object) })

let ids = 0
const sale = (more: Partial<Deal> = {}): Deal => {
  ids += 1
  return {
    ...{ id: String(ids), partner: '1', upline: null, kind: 'sale', at: ids, day: '2026-06-01', net: 10_000 },
    ...{ isVoid: false, terms: terms(), ...more },
  }
}

const deal = fc.record({
  partner: fc.constantFrom('1', '2'),
  upline: fc.constantFrom('2', '3', null),
  kind: fc.constantFrom('sale' as const, 'activation' as const),
  day: fc.constantFrom('2026-06-01', '2026-06-02'),
  net: fc.integer({ min: 0, max: 300_000 }),
  isVoid: fc.boolean(),
})
const cap = fc.option(fc.integer({ min: 1, max: 30_000 }), { nil: null })
const caps = fc.record({ partnerDay: cap, partnerMonth: cap, programmeDay: cap, programmeMonth: cap })
const month = fc.tuple(fc.array(deal, { minLength: 1, maxLength: 12 }), caps).map(([all, bounds]) =>
  all.map((one, i): Deal => {
    const net = one.kind === 'sale' ? one.net : 0
    const upline = one.upline === one.partner ? null : one.upline
    return { ...one, id: String(i + 1), at: i % 5, net, upline, terms: terms({ caps: bounds }) }
  }),
)

test('[A60] a share is exact to the fen, halves up, however large the amount', () => {
  expect([shareOf(999, 1000), shareOf(5, 1000), shareOf(4, 1000), shareOf(0, 9999)]).toEqual([100, 1, 0, 0])
  expect(shareOf(9_007_199_254_740, 9999)).toBe(9_006_298_534_815)
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1e9 }), fc.integer({ min: 0, max: 10_000 }), (net, rate) => {
      expect(Math.abs(shareOf(net, rate) - (net * rate) / 10_000)).toBeLessThanOrEqual(0.5)
    }),
    { numRuns: 100 },
  )
})

test('[A61] a tier that is reached holds for the whole month, and a refund can take it back', () => {
  expect([rateFor(cps, 99_999), rateFor(cps, 100_000)]).toEqual([1000, 1200])
  const [one, two] = [sale({ net: 60_000 }), sale({ net: 40_000 })]
  expect(settle([one, two]).map(({ amount }) => amount)).toEqual([7200, 4800])
  expect(settle([one, { ...two, net: 39_999 }]).map(({ amount }) => amount)).toEqual([6000, 4000])
  // What others sell, and what is void, reaches nobody's tier.
  expect(settle([one, { ...two, partner: '2' }]).map(({ amount }) => amount)).toEqual([6000, 4000])
  expect(settle([one, { ...two, isVoid: true }]).map(({ amount }) => amount)).toEqual([6000, 0])
})

test('[A62] no cap is ever passed, what is beyond is drawn in order of time, and a refund makes room for the next', () => {
  fc.assert(
    fc.property(month, (deals) => {
      const targets = settle(deals)
      const bounds = deals[0]?.terms.caps
      const sums = new Map<string, number>()
      for (const { deal: id, partner, amount } of targets) {
        expect(amount).toBeGreaterThanOrEqual(0)
        const day = deals.find((one) => one.id === id)?.day
        for (const key of [`partnerDay ${partner} ${day}`, `partnerMonth ${partner}`, `programmeDay ${day}`])
          sums.set(key, (sums.get(key) ?? 0) + amount)
        sums.set('programmeMonth', (sums.get('programmeMonth') ?? 0) + amount)
      }
      for (const [key, sum] of sums)
        expect(sum).toBeLessThanOrEqual(bounds?.[key.split(' ')[0] as keyof Terms['caps']] ?? Number.POSITIVE_INFINITY)
      expect(settle(deals.toReversed())).toEqual(targets)
    }),
    { numRuns: 100 },
  )
  const bound = { terms: terms({ caps: { partnerDay: 1500 } }) }
  const [one, two] = [sale(bound), sale(bound)]
  expect(settle([one, two]).map(({ amount, why }) => [amount, why.cap])).toEqual([
    [1000, null],
    [500, 'partnerDay'],
  ])
  expect(settle([{ ...one, net: 4000 }, two]).map(({ amount }) => amount)).toEqual([400, 1000])
})

test('[A58] whoever stands above is paid from real sales alone: never for an activation, and never for their own', () => {
  const of = (more: Partial<Deal>) => settle([sale({ upline: '9', ...more })]).map((one) => [one.kind, one.partner])
  expect(of({})).toEqual([
    ['cps', '1'],
    ['referral', '9'],
  ])
  expect(of({ kind: 'activation', net: 0 })).toEqual([['cpa', '1']])
  expect(of({ upline: null })).toEqual([['cps', '1']])
  expect(settle([sale({ upline: '9', net: 12_345 })]).map(({ amount }) => amount)).toEqual([1235, 247])
})

/** What is posted after these lines. */
function posted(before: ReadonlyMap<string, Posted>, deals: readonly Deal[], lines: readonly Line[]) {
  const after = new Map(before)
  for (const line of lines) {
    const of = deals.find(({ id }) => id === line.deal)
    const sum = (after.get(lineKey(line))?.sum ?? 0) + line.amount
    after.set(lineKey(line), { sum, net: of?.net ?? 0, isVoid: of?.isVoid ?? false })
  }
  return after
}

test('[A60] [A67] whatever changes in whatever order, what is posted is what it comes to now, and every line sums to zero', () => {
  const change = fc.record({
    at: fc.nat({ max: 11 }),
    net: fc.option(fc.integer({ min: 0, max: 300_000 }), { nil: undefined }),
    isVoid: fc.boolean(),
  })
  fc.assert(
    fc.property(month, fc.array(change, { maxLength: 10 }), (start, changes) => {
      let deals = start
      let sums: ReadonlyMap<string, Posted> = new Map()
      const balances = new Map<string, number>()
      for (const step of [null, ...changes]) {
        if (step)
          deals = deals.map((one, i) =>
            i === step.at % deals.length
              ? { ...one, isVoid: step.isVoid, net: one.kind === 'sale' ? (step.net ?? one.net) : 0 }
              : one,
          )
        const targets = settle(deals)
        const lines = linesOf(deals, targets, sums)
        for (const { account, amount } of lines.flatMap(postingsOf))
          balances.set(account, (balances.get(account) ?? 0) + amount)
        sums = posted(sums, deals, lines)
        const due = targets.reduce((sum, { amount }) => sum + amount, 0)
        expect([...sums.values()].reduce((sum, one) => sum + one.sum, 0)).toBe(due)
        expect(due + (balances.get('owed:held') ?? 0)).toBe(0)
        expect([...balances.values()].reduce((sum, amount) => sum + amount, 0)).toBe(0)
        expect(linesOf(deals, targets, sums)).toEqual([])
      }
    }),
    { numRuns: 100 },
  )
})

test('[A60] each line says why it is there', () => {
  const one = sale({ net: 9990 })
  const reasons: [string, number][] = []
  let sums: ReadonlyMap<string, Posted> = new Map()
  for (const more of [{}, { net: 5555 }, { net: 5555, isVoid: true }, { net: 5555 }, { net: 0 }, { net: 100 }]) {
    const deals = [{ ...one, ...more }]
    const lines = linesOf(deals, settle(deals), sums)
    sums = posted(sums, deals, lines)
    reasons.push(...lines.map(({ reason, amount }): [string, number] => [reason, amount]))
  }
  expect(reasons).toEqual([
    ['earned', 999],
    ['refunded', -443],
    ['voided', -556],
    ['restored', 556],
    ['refunded', -556],
    ['restated', 10],
  ])
})
