import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type EntryEvidence, entryOf } from './entry.ts'

const goLive = 1000
const proof = (at: number, more: Partial<EntryEvidence> = {}): EntryEvidence => ({
  ...{ kind: 'order', at, inviter: null, source: null },
  ...more,
})

describe('[P3] the earliest proof decides', () => {
  test('nobody enters without one', () => expect(entryOf('1', [], goLive)).toBeNull())
  test('of several, whatever their order', () => {
    const proofs = [proof(5000), proof(2000, { kind: 'carrier', source: 'store' }), proof(3000)]
    expect(entryOf('1', proofs, goLive)).toEqual({ enteredAt: 2000, entry: 'self', inviter: null, source: 'store' })
  })
})

describe('[P4] kinds of entry', () => {
  test.each([
    ['order', 999, 'self'],
    ['list', 999, 'baseline'],
    ['carrier', 999, 'baseline'],
    ['list', 1000, 'baseline'],
    ['list', 1001, 'self'],
  ] as const)('%s at %i → %s', (kind, at, entry) =>
    expect(entryOf('1', [proof(at, { kind })], goLive)?.entry).toBe(entry),
  )
  test('an inviter makes it invited, before go-live too', () =>
    expect(entryOf('1', [proof(10, { kind: 'list', inviter: '2' })], goLive)?.entry).toBe('invited'))
})

describe('[P5] the inviter', () => {
  test('is that of the first proof, and later ones never change it', () => {
    const proofs = [proof(2000, { inviter: '8' }), proof(3000, { inviter: '9' })]
    expect(entryOf('1', proofs, goLive)).toMatchObject({ entry: 'invited', inviter: '8' })
    expect(entryOf('1', [proof(1500), ...proofs], goLive)).toMatchObject({ entry: 'self', inviter: null })
  })
  test('is not oneself; another of the same moment counts then', () => {
    expect(entryOf('1', [proof(2000, { inviter: '1' })], goLive)).toMatchObject({ entry: 'self', inviter: null })
    const both = [proof(2000, { inviter: '1' }), proof(2000, { kind: 'list', inviter: '3' })]
    expect(entryOf('1', both, goLive)).toMatchObject({ entry: 'invited', inviter: '3' })
  })
})

const evidence = fc.record({
  kind: fc.constantFrom('order', 'carrier', 'list'),
  at: fc.integer({ min: 990, max: 1010 }),
  inviter: fc.constantFrom(null, '1', '2', '10'),
  source: fc.constantFrom(null, 'a', 'b'),
})

test('[P3] [P5] the answer depends on the proofs, not on their order, and more proofs never make it later', () => {
  fc.assert(
    fc.property(fc.array(evidence, { minLength: 1, maxLength: 6 }), evidence, fc.nat(5), (proofs, more, turn) => {
      const one = entryOf('1', proofs, goLive)
      const turned = [...proofs.slice(turn), ...proofs.slice(0, turn)].reverse()
      expect(entryOf('1', turned, goLive)).toEqual(one)
      expect(one?.enteredAt).toBe(Math.min(...proofs.map((p) => p.at)))
      expect(one?.inviter).not.toBe('1')
      expect(one?.entry === 'invited').toBe(one?.inviter !== null)
      expect(entryOf('1', [...proofs, more], goLive)?.enteredAt).toBeLessThanOrEqual(one?.enteredAt ?? 0)
    }),
  )
})
