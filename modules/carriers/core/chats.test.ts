import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Stay, stayChanges, stayEndedAt } from './chats.ts'

const member = fc.constantFrom('a', 'b', 'c', 'd')
const time = fc.integer({ min: 1, max: 50 })
const list = fc.uniqueArray(fc.record({ member, joinedAt: time }), { selector: (one) => one.member })

function applied(stays: readonly Stay[], shown: readonly { member: string; joinedAt: number }[], at: number): Stay[] {
  const { begun, ended, resumed } = stayChanges(stays, shown, at)
  const isOf = (one: Stay) => (other: { member: string; joinedAt: number }) =>
    other.member === one.member && other.joinedAt === one.joinedAt
  const kept = stays.map((one): Stay => {
    if (resumed.some(isOf(one))) return { ...one, leftAt: null, leftHow: null }
    const end = ended.find(isOf(one))
    return end ? { ...one, leftAt: end.at, leftHow: 'unseen' } : one
  })
  return [...kept, ...begun.map((one): Stay => ({ ...one, leftAt: null, leftHow: null }))]
}

const open = (stays: readonly Stay[]) =>
  stays
    .filter(({ leftAt }) => leftAt === null)
    .map(({ member: who, joinedAt }) => `${who} ${joinedAt}`)
    .sort()

test('[C31] after any readings whoever the last one shows is in the chat, nobody else, and read again nothing changes', () => {
  fc.assert(
    fc.property(fc.array(list, { minLength: 1, maxLength: 6 }), (readings) => {
      const stays = readings.reduce<Stay[]>((all, shown, i) => applied(all, shown, 100 + i), [])
      const last = readings.at(-1) ?? []
      expect(open(stays)).toEqual(last.map((one) => `${one.member} ${one.joinedAt}`).sort())
      expect(stayChanges(stays, last, 200)).toEqual({ begun: [], ended: [], resumed: [] })
      // No stay is ever lost, and none ends before it began.
      const seen = new Set(readings.flat().map((one) => `${one.member} ${one.joinedAt}`))
      expect(new Set(stays.map((one) => `${one.member} ${one.joinedAt}`))).toEqual(seen)
      expect(stays.every(({ joinedAt, leftAt }) => leftAt === null || leftAt >= joinedAt)).toBe(true)
    }),
  )
})

test('[C31] what was told after the question stays; an end is of the last stay that began before it', () => {
  const stay: Stay = { member: 'a', joinedAt: 10, leftAt: 30, leftHow: 'left' }
  expect(stayChanges([stay], [{ member: 'a', joinedAt: 10 }], 20).resumed).toEqual([])
  expect(stayChanges([stay], [{ member: 'a', joinedAt: 10 }], 40).resumed).toHaveLength(1)
  const first: Stay = { ...stay, leftHow: 'unseen' }
  const again: Stay = { ...stay, joinedAt: 35, leftAt: null, leftHow: null }
  expect(stayEndedAt([first, again], 34)).toBe(first)
  expect(stayEndedAt([again, first], 36)).toBe(again)
  // Left and back within a second: it is the stay before.
  expect(stayEndedAt([first, again], 35)).toBe(first)
  expect(stayEndedAt([stay, again], 35)).toBe(again)
  expect(stayEndedAt([first, again], 5)).toBeNull()
})
