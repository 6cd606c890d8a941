import { describe, expect, test } from 'vitest'
import { day, minute } from '#kit/time'
import { type ClassFacts, classOf, type ScopeFacts, scopeOf, scopesOf, touchEvents } from './scope.ts'

const paidAt = Date.UTC(2024, 0, 20, 12)
const inPool: ScopeFacts = { sourceKind: 'store', paidAt, enteredAt: paidAt - 30 * day, lastTouchAt: null }

describe('scope of an order', () => {
  test('[N9] an order of a private source is direct, whoever paid and whenever they entered', () => {
    expect(scopeOf({ ...inPool, sourceKind: 'private', enteredAt: null }, 7)).toEqual({
      scope: 'direct',
      reason: 'private-source',
    })
    expect(scopeOf({ ...inPool, sourceKind: '' }, 7).scope).toBe('direct')
  })

  test('[N10] elsewhere it is assisted by a touch at most seven days before, the edge included', () => {
    expect(scopeOf({ ...inPool, lastTouchAt: paidAt }, 7).scope).toBe('assisted')
    expect(scopeOf({ ...inPool, sourceKind: 'platform', lastTouchAt: paidAt - 7 * day }, 7).scope).toBe('assisted')
    expect(scopeOf({ ...inPool, lastTouchAt: paidAt - 7 * day - 1 }, 7)).toEqual({
      scope: 'memberOther',
      reason: 'no-touch-in-window',
    })
    expect(scopeOf({ ...inPool, lastTouchAt: paidAt - 7 * day - 1 }, 15).scope).toBe('assisted')
    expect(scopeOf({ ...inPool, lastTouchAt: paidAt + 1 }, 7).scope).toBe('memberOther')
  })

  test('[N11] paid before entering is outside, also within the same minute, touch or not', () => {
    const scanned = { ...inPool, enteredAt: paidAt + minute / 2, lastTouchAt: paidAt - day }
    expect(scopeOf(scanned, 7)).toEqual({ scope: 'outside', reason: 'not-in-pool-at-payment' })
    expect(scopeOf({ ...scanned, enteredAt: paidAt }, 7).scope).toBe('outside')
    expect(scopeOf({ ...scanned, enteredAt: null }, 7).scope).toBe('outside')
    expect(scopeOf({ ...scanned, enteredAt: paidAt - 1 }, 7).scope).toBe('assisted')
  })

  test('[N10] a message that was merely sent is no touch', () => {
    expect(touchEvents.some((name) => /sent|message/.test(name))).toBe(false)
  })

  test('[N12] direct is one scope, private two, all four', () => {
    expect(scopesOf.direct).toEqual(['direct'])
    expect(scopesOf.private).toEqual(['direct', 'assisted'])
    expect(scopesOf.all).toEqual(['direct', 'assisted', 'memberOther', 'outside'])
  })
})

describe('line of an order', () => {
  const good: ClassFacts = { gross: 100, net: 100, hasPerson: true, excluded: false, scope: 'direct' }

  test('[N8] the first line that applies takes the order', () => {
    const chain: [Partial<ClassFacts>, string][] = [
      [{}, 'counted'],
      [{ net: 0 }, 'refunded'],
      [{ gross: 0, net: 0 }, 'zeroYuan'],
      [{ gross: 0, net: 0, scope: 'outside' }, 'outOfScope'],
      [{ gross: 0, net: 0, scope: 'outside', excluded: true }, 'excluded'],
      [{ gross: 0, net: 0, scope: 'outside', excluded: true, hasPerson: false }, 'noPerson'],
      [{ gross: -5, net: -5, scope: 'outside', excluded: true, hasPerson: false }, 'unlinked'],
    ]
    for (const [facts, expected] of chain) expect(classOf({ ...good, ...facts }, 'private')).toBe(expected)
    expect(classOf({ ...good, scope: 'memberOther' }, 'all')).toBe('counted')
    expect(classOf({ ...good, scope: 'assisted' }, 'direct')).toBe('outOfScope')
  })

  test('[N13] net of one fen counts; a partly refunded order counts with what is left', () => {
    expect(classOf({ ...good, gross: 1, net: 1 }, 'private')).toBe('counted')
    expect(classOf({ ...good, gross: 100, net: 40 }, 'private')).toBe('counted')
  })
})
