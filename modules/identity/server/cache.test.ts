import { describe, expect, test } from 'vitest'
import { HandleCache } from './cache.ts'

const entry = (identity: string, person: string) => ({ identity, person, priority: 1 })

describe('[I15] memory', () => {
  test('holds the last ids, at least `size` of them', () => {
    const cache = new HandleCache(3)
    for (const n of [1, 2, 3, 4, 5, 6, 7]) cache.set(`k${n}`, entry(`${n}`, `p${n}`))
    expect(cache.get('k1')).toBeUndefined()
    for (const n of [5, 6, 7]) expect(cache.get(`k${n}`)).toMatchObject({ person: `p${n}` })
  })
  test('follows merges along the chain', () => {
    const cache = new HandleCache(100)
    cache.set('k', entry('1', 'a'))
    cache.correct('a', 'b')
    cache.correct('b', 'c')
    expect(cache.get('k')).toMatchObject({ identity: '1', person: 'c' })
  })
  test('follows a handle that moved, also away from a merged person', () => {
    const cache = new HandleCache(100)
    cache.set('k', entry('1', 'a'))
    cache.set('l', entry('2', 'a'))
    cache.correct('1', 'b')
    cache.correct('a', 'z')
    expect(cache.get('k')?.person).toBe('b')
    expect(cache.get('l')?.person).toBe('z')
  })
  test('what is set later is newer than a correction', () => {
    const cache = new HandleCache(100)
    cache.set('k', entry('1', 'a'))
    cache.correct('1', 'b')
    cache.set('k', entry('1', 'c'))
    expect(cache.get('k')?.person).toBe('c')
  })
  test('a correction lives as long as the entries it is for', () => {
    const cache = new HandleCache(2)
    cache.set('old', entry('1', 'a'))
    cache.correct('a', 'b')
    cache.set('x', entry('2', 'x'))
    cache.set('y', entry('3', 'y'))
    expect(cache.get('old')?.person).toBe('b')
    cache.set('z', entry('4', 'z'))
    expect(cache.get('old')?.person).toBe('b')
  })
})
