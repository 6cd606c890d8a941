import fc from 'fast-check'
import { expect, test } from 'vitest'
import { stretchesOf, type TieFact } from './ties.ts'

const s = (n: number) => n * 1000
const fact = fc.record<TieFact>({
  kind: fc.constantFrom('begin', 'heard', 'end'),
  at: fc.integer({ min: 0, max: 40 }).map((n) => s(n * 3)),
})
const facts = fc.array(fact, { maxLength: 12 })

test('[C90] the history of a tie is the same in whatever order and however often it was told', () => {
  fc.assert(
    fc.property(facts, fc.infiniteStream(fc.nat()), fc.nat(3), (told, keys, times) => {
      const sorted = stretchesOf(told)
      const order = [...told, ...told.slice(0, times)]
        .map((one) => ({ one, key: keys.next().value as number }))
        .sort((a, b) => a.key - b.key)
      expect(stretchesOf(order.map(({ one }) => one))).toEqual(sorted)
    }),
  )
})

test('[C90] stretches follow one another; only the last is open; every end that was told closes one or finds none', () => {
  fc.assert(
    fc.property(facts, (told) => {
      const all = stretchesOf(told)
      for (const [i, { startedAt, endedAt, by }] of all.entries()) {
        expect(startedAt).toBeGreaterThanOrEqual(all[i - 1]?.endedAt ?? 0)
        if (endedAt === null) expect([i, by]).toEqual([all.length - 1, null])
        else expect(endedAt).toBeGreaterThanOrEqual(startedAt)
        if (by === 'end') expect(told).toContainEqual({ kind: 'end', at: endedAt })
        expect(told.some(({ kind, at }) => kind !== 'end' && at === startedAt)).toBe(true)
      }
      const last = told.filter(({ kind }) => kind !== 'end').reduce((most, { at }) => Math.max(most, at), -1)
      const ended = told.some(({ kind, at }) => kind === 'end' && at >= last)
      if (last >= 0 && !ended) expect(all.at(-1)?.endedAt).toBeNull()
    }),
  )
})

test('[C90] what was lived is what is told, when the platform knows only the last beginning', () => {
  const gap = fc.integer({ min: 6, max: 1000 })
  fc.assert(
    fc.property(fc.array(fc.tuple(gap, gap), { minLength: 1, maxLength: 5 }), fc.boolean(), (lives, stays) => {
      let at = 0
      const lived = lives.map(([apart, together], i) => {
        at += apart * 1000
        const startedAt = at
        const open = stays && i === lives.length - 1
        if (!open) at += together * 1000
        return { startedAt, endedAt: open ? null : at }
      })
      const told = lived.flatMap(({ startedAt, endedAt }): TieFact[] => [
        { kind: 'heard', at: startedAt },
        ...(endedAt === null ? [] : [{ kind: 'end' as const, at: endedAt }]),
      ])
      const last = lived.at(-1)?.startedAt ?? 0
      const seen = stretchesOf([...told.toReversed(), { kind: 'begin', at: last + 1000 }, { kind: 'begin', at: last }])
      expect(seen.map(({ startedAt, endedAt }) => ({ startedAt, endedAt }))).toEqual(lived)
    }),
    { numRuns: 100 },
  )
})
