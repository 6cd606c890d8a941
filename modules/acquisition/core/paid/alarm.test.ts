import { expect, test } from 'vitest'
import { alarmOf, costPerKept } from './alarm.ts'

const day = 86_400_000

test('[A85] what is left is told when it is used up, low, or soon over', () => {
  const soon = [{ at: 20 * day, count: 10 }]
  const of = (balance: number, expiring: typeof soon = []) => alarmOf({ balance, lowAt: 100, expiring }, 0)
  expect([of(0, soon), of(100, soon), of(101), of(101, soon)]).toEqual(['empty', 'low', null, 'expiring'])
  expect(of(101, [{ at: 60 * day, count: 10 }])).toBe(null)
  expect(of(101, [{ at: 20 * day, count: 0 }])).toBe(null)
})

test('[A86] cost per add is what was paid over who is still there', () => {
  expect([costPerKept(10, 8, 100), costPerKept(0, 0, 100)]).toEqual([125, null])
})
