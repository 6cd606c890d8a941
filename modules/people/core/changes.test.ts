import { describe, expect, test } from 'vitest'
import { changed } from './changes.ts'

describe('[P29] a change of a profile', () => {
  const before = { city: '杭州', times: 2, liked: ['a'], name: null }

  test('sets, sets what is not there, takes away, empties', () => {
    expect(changed(before, { op: 'set', traits: { city: '宁波', level: 1 } })).toEqual({
      ...before,
      city: '宁波',
      level: 1,
    })
    expect(changed(before, { op: 'setOnce', traits: { city: '宁波', level: 1 } })).toEqual({ ...before, level: 1 })
    expect(changed(before, { op: 'unset', traits: { city: true, nothing: true } })).toEqual({
      times: 2,
      liked: ['a'],
      name: null,
    })
    expect(changed(before, { op: 'delete', traits: {} })).toEqual({})
  })

  test('adds numbers, beginning at zero, and leaves what is no number', () => {
    const traits = { times: 3, points: -1, city: 1, liked: 1, bad: 'x', none: Number.NaN }
    expect(changed(before, { op: 'increment', traits })).toEqual({ ...before, times: 5, points: -1 })
  })

  test('joins lists without repeats, and leaves what is no list', () => {
    const traits = { liked: ['b', 'a', 'b'], new: ['x'], city: ['y'], times: ['z'], bad: 'x' }
    expect(changed(before, { op: 'append', traits })).toEqual({ ...before, liked: ['a', 'b'], new: ['x'] })
  })

  test('takes names that objects have by themselves as any other', () => {
    const traits = JSON.parse('{"__proto__":1,"constructor":2}')
    const after = changed({}, { op: 'increment', traits })
    expect(Object.entries(after)).toEqual([
      ['__proto__', 1],
      ['constructor', 2],
    ])
    expect(Object.keys(changed(after, { op: 'unset', traits }))).toEqual([])
  })
})
