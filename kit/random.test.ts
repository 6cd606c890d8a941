import { describe, expect, test } from 'vitest'
import { randomOf } from './random.ts'

const take = (seed: string, count: number) => {
  const random = randomOf(seed)
  return Array.from({ length: count }, () => random.next())
}

describe('random', () => {
  test('a seed gives the same numbers again, another seed others', () => {
    expect(take('a', 50)).toEqual(take('a', 50))
    expect(take('a', 50)).not.toEqual(take('b', 50))
    expect(take('', 3)).toHaveLength(3)
  })

  test('numbers lie evenly in [0, 1)', () => {
    const counts = new Array<number>(10).fill(0)
    for (const value of take('even', 20_000)) {
      expect(value).toBeGreaterThanOrEqual(0)
      expect(value).toBeLessThan(1)
      counts[Math.floor(value * 10)] = (counts[Math.floor(value * 10)] ?? 0) + 1
    }
    for (const count of counts) expect(Math.abs(count - 2000)).toBeLessThan(200)
  })

  test('a fork does not depend on what was drawn before, and differs from its parent', () => {
    const one = randomOf('x')
    const fresh = one.fork('part').next()
    one.next()
    expect(one.fork('part').next()).toBe(fresh)
    expect(one.fork('other').next()).not.toBe(fresh)
  })

  test('whole numbers reach both ends, picks every item, shuffles keep all', () => {
    const random = randomOf('whole')
    const seen = new Set(Array.from({ length: 500 }, () => random.int(3, 6)))
    expect([...seen].sort()).toEqual([3, 4, 5, 6])
    expect(new Set(Array.from({ length: 200 }, () => random.pick(['a', 'b', 'c']))).size).toBe(3)
    expect(random.shuffled([1, 2, 3, 4, 5]).sort()).toEqual([1, 2, 3, 4, 5])
    expect(random.chance(0)).toBe(false)
    expect(random.chance(1)).toBe(true)
  })

  test('even numbers have one in each part', () => {
    const parts = randomOf('e')
      .even(40)
      .map((value) => Math.floor(value * 40))
    expect([...parts].sort((a, b) => a - b)).toEqual(Array.from({ length: 40 }, (_, i) => i))
    expect(parts).not.toEqual([...parts].sort((a, b) => a - b))
  })

  test('the median of log-normal draws is the median', () => {
    const random = randomOf('log')
    const draws = Array.from({ length: 4001 }, () => random.logNormal(45, 0.5)).sort((a, b) => a - b)
    expect(draws[2000]).toBeGreaterThan(43)
    expect(draws[2000]).toBeLessThan(47)
    expect(draws[0]).toBeGreaterThan(0)
  })
})
