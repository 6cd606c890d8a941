import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Account, balanced, balancesOf, isSame, kindOfAccount, type Posting, turned } from './entry.ts'

const accounts: Account[] = ['subsidy:gift', 'subsidy:redPacket', 'owed', 'cash', 'goods', 'granted', 'commission:kol']
const posting = fc.record({ account: fc.constantFrom(...accounts), amount: fc.integer({ min: -1e9, max: 1e9 }) })
/** Any postings, closed by one that makes them sum to zero. */
const closed = fc.array(posting, { minLength: 1, maxLength: 6 }).map((list): Posting[] => {
  const sum = list.reduce((total, { amount }) => total + amount, 0)
  return [...list, { account: 'owed:rest', amount: -sum }]
})

test('[LG1] what is accepted sums to zero, has an account once, and says the same as what was given', () => {
  fc.assert(
    fc.property(closed, (postings) => {
      const found = balanced(postings)
      if (!found.ok) return expect(found.refusal).toBe('too-few')
      expect(found.value.reduce((sum, { amount }) => sum + amount, 0)).toBe(0)
      expect(new Set(found.value.map(({ account }) => account)).size).toBe(found.value.length)
      const given = [...balancesOf([{ postings }])].filter(([, amount]) => amount !== 0)
      expect(Object.fromEntries(given)).toEqual(Object.fromEntries(balancesOf([{ postings: found.value }])))
    }),
    { numRuns: 100 },
  )
})

test('[LG1] a fen too much, half a fen, one account and an account nobody knows are refused', () => {
  const of = (...postings: [string, number][]) => {
    const found = balanced(postings.map(([account, amount]) => ({ account: account as Account, amount })))
    return found.ok ? 'ok' : found.refusal
  }
  expect(of(['subsidy:gift', 100], ['owed', -100])).toBe('ok')
  expect(of(['subsidy:gift', 100], ['owed', -99])).toBe('unbalanced')
  expect(of(['subsidy:gift', 0.5], ['owed', -0.5])).toBe('not-whole')
  expect(of(['subsidy', Number.MAX_SAFE_INTEGER + 1], ['owed', -1])).toBe('not-whole')
  expect(of(['subsidy', Number.MAX_SAFE_INTEGER], ['subsidy', 1], ['owed', -1])).toBe('not-whole')
  expect(of(['subsidy', 5], ['subsidy', -5])).toBe('too-few')
  expect(of(['petty', 5], ['owed', -5])).toBe('no-such-account')
  expect([kindOfAccount('toString'), kindOfAccount('owed:a b'), kindOfAccount('owed:kol-1')]).toEqual([
    ...[undefined, undefined, 'owed'],
  ])
})

test('[LG3] [LG4] turned round, nothing is left of it, and any sequence sums to zero', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(closed, fc.boolean()), { maxLength: 8 }), (steps) => {
      const entries = steps.flatMap(([given, isUndone]) => {
        const found = balanced(given)
        if (!found.ok) return []
        return isUndone ? [{ postings: found.value }, { postings: turned(found.value) }] : [{ postings: found.value }]
      })
      const balances = balancesOf(entries)
      expect([...balances.values()].reduce((sum, amount) => sum + amount, 0)).toBe(0)
      if (steps.every(([, isUndone]) => isUndone)) expect([...balances.values()].every((n) => n === 0)).toBe(true)
    }),
    { numRuns: 100 },
  )
})

test('[LG2] the same postings are the same whatever their order; a fen more is another', () => {
  const one = balanced([
    { account: 'owed', amount: -7 },
    { account: 'subsidy', amount: 7 },
  ])
  const other = balanced([
    { account: 'subsidy', amount: 7 },
    { account: 'owed', amount: -7 },
  ])
  expect(one.ok && other.ok && isSame(one.value, other.value)).toBe(true)
  expect(isSame([{ account: 'cash', amount: 1 }], [{ account: 'cash', amount: 2 }])).toBe(false)
  expect(isSame([], [{ account: 'cash', amount: 2 }])).toBe(false)
})
