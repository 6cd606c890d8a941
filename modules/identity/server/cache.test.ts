import { describe, expect, test } from 'vitest'
import { HandleCache } from './cache.ts'

const entry = (identity: string, person: string) => ({ identity, person, strand: person, priority: 1, since: 0 })

describe('[I15] memory', () => {
  test('holds the last ids, at least `size` of them', () => {
    const cache = new HandleCache(3)
    for (const n of [1, 2, 3, 4, 5, 6, 7]) cache.set(`k${n}`, entry(`${n}`, `p${n}`))
    expect(cache.get('k1')).toBeUndefined()
    for (const n of [5, 6, 7]) expect(cache.get(`k${n}`)).toMatchObject({ person: `p${n}` })
  })
  test('follows merges along the chain, and the strand stays', () => {
    const cache = new HandleCache(100)
    cache.set('k', entry('1', 'a'))
    cache.merge('a', 'b')
    cache.merge('b', 'c')
    expect(cache.get('k')).toMatchObject({ identity: '1', person: 'c', strand: 'a' })
  })
  test('follows a handle that moved, also away from a merged person', () => {
    const cache = new HandleCache(100)
    cache.set('k', entry('1', 'a'))
    cache.set('l', entry('2', 'a'))
    cache.move('1', { person: 'b', strand: 's', since: 5 })
    cache.merge('a', 'z')
    expect(cache.get('k')).toMatchObject({ person: 'b', strand: 's', since: 5 })
    expect(cache.get('l')?.person).toBe('z')
    cache.merge('b', 'z')
    expect(cache.get('k')).toMatchObject({ person: 'z', strand: 's' })
  })
  test('what is set later is newer than a correction', () => {
    const cache = new HandleCache(100)
    cache.set('k', entry('1', 'a'))
    cache.move('1', { person: 'b', strand: 'b', since: 5 })
    cache.set('k', entry('1', 'c'))
    expect(cache.get('k')).toMatchObject({ person: 'c', strand: 'c' })
  })
  test('a correction lives as long as the entries it is for', () => {
    const cache = new HandleCache(2)
    cache.set('old', entry('1', 'a'))
    cache.merge('a', 'b')
    cache.set('x', entry('2', 'x'))
    cache.set('y', entry('3', 'y'))
    expect(cache.get('old')?.person).toBe('b')
    cache.set('z', entry('4', 'z'))
    expect(cache.get('old')?.person).toBe('b')
  })
  test('forgets all at once, and says that it did', () => {
    const cache = new HandleCache(100)
    cache.set('k', entry('1', 'a'))
    const before = cache.epoch
    cache.clear()
    expect([cache.get('k'), cache.epoch > before]).toEqual([undefined, true])
  })
})
