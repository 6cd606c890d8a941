import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Facts, inherit, undone } from './undo.ts'

const facts = fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd'), fc.constantFrom(1, 'x', null, [2], { k: 1 }))
const set = (now: Facts, changes: Facts): Facts => ({ ...now, ...changes })
const apply = (now: Facts, back: ReadonlyMap<string, unknown>): Facts => {
  const next = new Map(Object.entries(now))
  for (const [name, value] of back) {
    if (value === undefined) next.delete(name)
    else next.set(name, value)
  }
  return Object.fromEntries(next)
}

describe('[P20] taking imports back', () => {
  test('right after an import everything is as before', () => {
    fc.assert(
      fc.property(facts, facts, (before, said) => {
        const after = set(before, said)
        const { back, passed } = undone(before, after, after)
        expect(passed).toEqual([])
        expect(apply(after, back)).toEqual(before)
      }),
    )
  })
  test('what somebody said since stays', () => {
    fc.assert(
      fc.property(facts, facts, facts, (before, said, since) => {
        const after = set(before, said)
        const now = set(after, since)
        const left = apply(now, undone(before, after, now).back)
        for (const [name, value] of Object.entries(since)) {
          if (JSON.stringify(value) !== JSON.stringify(after[name])) expect(left[name]).toEqual(value)
        }
      }),
    )
  })
  test('two imports undone in any order leave what was there before both', () => {
    fc.assert(
      fc.property(facts, facts, facts, (start, first, second) => {
        const middle = set(start, first)
        const end = set(middle, second)
        // The later one first: each sees what it left.
        const once = apply(end, undone(middle, end, end).back)
        expect(apply(once, undone(start, middle, once).back)).toEqual(start)
        // The earlier one first: what it cannot take back itself passes to the later one.
        const early = undone(start, middle, end)
        const now = apply(end, early.back)
        const found = inherit(middle, start, middle, [...early.back.keys(), ...early.passed])
        expect(apply(now, undone(found, end, now).back)).toEqual(start)
      }),
    )
  })
})
