import fc from 'fast-check'
import { expect, test } from 'vitest'
import { addToFilter, mayHold, newFilter } from './filter.ts'
import { KeySet } from './keySet.ts'

const half = fc.integer({ min: 0, max: 0xffffffff })
const key = fc.tuple(half, half)

test('[T2] a key set holds exactly what was added', () => {
  fc.assert(
    fc.property(fc.array(key, { maxLength: 3000 }), fc.array(key, { maxLength: 200 }), (added, asked) => {
      const set = new KeySet(4)
      const plain = new Set<string>()
      for (const [low, high] of added) {
        set.add(low, high)
        plain.add(`${low} ${high}`)
      }
      expect(set.size).toBe(plain.size)
      for (const [low, high] of [...asked, ...added]) expect(set.has(low, high)).toBe(plain.has(`${low} ${high}`))
      expect(new Set([...set.keys()].map(([low, high]) => `${low} ${high}`))).toEqual(plain)
    }),
    { numRuns: 50 },
  )
})

test('[T2] a filter never denies a key it was given', () => {
  fc.assert(
    fc.property(fc.array(key, { minLength: 1, maxLength: 500 }), (keys) => {
      const filter = newFilter(keys.length)
      for (const [low, high] of keys) addToFilter(filter, low, high)
      expect(keys.every(([low, high]) => mayHold(filter, low, high))).toBe(true)
    }),
  )
})

test('[T2] a full filter lets fewer than 1 of 1,000 strangers pass', () => {
  // A full-period generator: the two halves of its steps are spread like the hash they stand for.
  let state = 12345n
  const next = (): [number, number] => {
    state = (state * 6364136223846793005n + 1442695040888963407n) & 0xffffffffffffffffn
    const mixed = (state ^ (state >> 29n)) & 0xffffffffffffffffn
    return [Number(mixed >> 32n), Number((mixed * 0x9e3779b97f4a7c15n) & 0xffffffffn)]
  }
  const filter = newFilter(50_000)
  for (let i = 0; i < 50_000; i += 1) addToFilter(filter, ...next())
  let passed = 0
  for (let i = 0; i < 50_000; i += 1) if (mayHold(filter, ...next())) passed += 1
  expect(passed).toBeLessThan(50)
})
