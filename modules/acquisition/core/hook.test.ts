import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bookingsOf, claimMoves, type claimStates, firstMoves, holds, moved } from './claim.ts'
import { type Giving, givesNow, hasNoBudget, isFor, leftOf, newnesses, type Standing } from './hook.ts'
import { hookKindOf, hookKinds } from './hookKinds.ts'

const nobody: Standing = {
  ...{ bought: 0, boughtPrivate: 0, refunded: 0, refundedPrivate: 0 },
  ...{ enteredAt: null, excluded: false },
}
const giving: Giving = {
  ...{ on: true, stopped: null, startsAt: null, endsAt: null },
  ...{ cost: 100, stock: null, budget: null, taken: 0, spent: 0 },
}
const why = (result: { ok: boolean; refusal?: unknown }) => (result.ok ? 'ok' : result.refusal)

test('[A31] the three ways to be new are three: a buyer of a marketplace is new to the private domain', () => {
  const of = (more: Partial<Standing>, seenAt = 1000) =>
    newnesses.map((newness) => why(isFor(newness, { ...nobody, ...more }, seenAt)))
  expect(of({})).toEqual(['ok', 'ok', 'ok', 'ok'])
  expect(of({ bought: 2 })).toEqual(['ok', 'bought-before', 'ok', 'ok'])
  expect(of({ bought: 2, boughtPrivate: 1 })).toEqual(['ok', 'bought-before', 'bought-privately', 'ok'])
  expect(of({ enteredAt: 999 })).toEqual(['ok', 'ok', 'ok', 'in-pool-before'])
  expect(of({ enteredAt: 1000 })).toEqual(['ok', 'ok', 'ok', 'ok'])
  expect(of({ excluded: true })).toEqual(['excluded', 'excluded', 'excluded', 'excluded'])
})

test('[A31] a fully refunded first order gives newness back once', () => {
  const of = (refunded: number, refundedPrivate: number) =>
    (['newToBrand', 'newToPrivate'] as const).map((one) => why(isFor(one, { ...nobody, refunded, refundedPrivate }, 0)))
  expect(of(1, 1)).toEqual(['ok', 'ok'])
  expect(of(2, 1)).toEqual(['refunded-before', 'ok'])
  expect(of(2, 2)).toEqual(['refunded-before', 'refunded-before'])
})

test('[A30] [A32] it gives while it is on, in its time, and neither stock nor budget is used up', () => {
  const at = (more: Partial<Giving>, now = 500) => why(givesNow({ ...giving, ...more }, now))
  expect(at({})).toBe('ok')
  expect(at({ on: false })).toBe('off')
  expect([at({ startsAt: 501 }), at({ startsAt: 500 })]).toEqual(['not-yet', 'ok'])
  expect([at({ endsAt: 500 }), at({ endsAt: 501 })]).toEqual(['over', 'ok'])
  expect([at({ stock: 2, taken: 1 }), at({ stock: 2, taken: 2 })]).toEqual(['ok', 'none-left'])
  expect([at({ budget: 100 }), at({ budget: 199, spent: 100 }), at({ stopped: 'budget' })]).toEqual([
    ...['ok', 'stopped', 'stopped'],
  ])
  expect([at({ budget: 0, cost: 0 }), leftOf({ ...giving, budget: 0, cost: 0 })]).toEqual(['ok', null])
})

test('[A30] what is left is given and not one more, whatever the stock, the budget and the cost', () => {
  const bound = fc.option(fc.integer({ min: 0, max: 30 }))
  fc.assert(
    fc.property(
      bound,
      fc.option(fc.integer({ min: 0, max: 5000 })),
      fc.integer({ min: 0, max: 300 }),
      (stock, budget, cost) => {
        let hook: Giving = { ...giving, stock, budget, cost }
        const left = leftOf(hook)
        let given = 0
        while (given < 60 && givesNow(hook, 0).ok) {
          hook = { ...hook, taken: hook.taken + 1, spent: hook.spent + cost }
          given += 1
          expect(stock === null || hook.taken <= stock).toBe(true)
          expect(budget === null || hook.spent <= budget).toBe(true)
        }
        expect(given).toBe(Math.min(left ?? 60, 60))
        if (left !== null) expect([leftOf(hook) ?? 0, given]).toEqual([Math.max(0, left - 60), Math.min(left, 60)])
        expect(hasNoBudget(hook)).toBe(budget !== null && hook.spent + cost > budget)
      },
    ),
    { numRuns: 100 },
  )
})

test('[A33] a claim goes its way, what is over stays, and the books follow: nothing is left of what came back', () => {
  const kind = { kind: 'gift', from: 'goods' as const }
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(...claimMoves), { maxLength: 6 }),
      fc.integer({ min: 0, max: 9999 }),
      (moves, cost) => {
        const entries = new Map<string, readonly { account: string; amount: number }[]>()
        const book = (of: ReturnType<typeof bookingsOf>) => {
          for (const one of of) {
            if ('post' in one) entries.set(one.post, one.postings)
            else if (entries.has(one.turn)) entries.delete(one.turn)
            else throw new Error(`nothing to turn: ${one.turn}`)
          }
        }
        let state: (typeof claimStates)[number] = 'claimed'
        book(bookingsOf({ id: '1', cost, kind }, 'claim', 'claimed'))
        for (const move of moves) {
          const next = moved(state, move)
          if (!next.ok) continue
          book(bookingsOf({ id: '1', cost, kind }, move, state))
          state = next.value
        }
        const sums = new Map<string, number>()
        for (const { account, amount } of [...entries.values()].flat())
          sums.set(account, (sums.get(account) ?? 0) + amount)
        expect(sums.get('subsidy:gift') ?? 0).toBe(holds(state) ? cost : 0)
        expect(Math.abs(sums.get('goods') ?? 0)).toBe(state === 'sent' || state === 'received' ? cost : 0)
        expect(Math.abs(sums.get('owed') ?? 0)).toBe(state === 'claimed' ? cost : 0)
      },
    ),
    { numRuns: 100 },
  )
  for (const state of ['returned', 'cancelled'] as const)
    expect(claimMoves.map((move) => moved(state, move).ok)).toEqual([false, false, false, false])
})

test('[A33] what needs nobody to send it is handed over with the claim', () => {
  const handed = hookKinds.map((kind) => [kind.kind, kind.asks, firstMoves(kind).join(' ')])
  expect(handed).toEqual([
    ['redPacket', 'nothing', ''],
    ['membership', 'nothing', 'send'],
    ['gift', 'address', ''],
    ['sample', 'address', ''],
    ['coupon', 'nothing', 'send'],
    ['material', 'nothing', 'send receive'],
  ])
  expect(() => hookKindOf('web')).toThrow('no kind')
})
