import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Claim, type Evidence, normalise } from './claims.ts'
import { World } from './fixture.ts'
import { kindOf } from './kinds.ts'
import { evolve, type IdentityFact, type Known, keyOf, standing } from './known.ts'

const isStrong = (type: string) => kindOf(type)?.strength === 'strong'
const values = { login_id: 3, member_id: 2, unionid: 3, phone: 3, 'openid:wx': 3, anonymous_id: 4, device_id: 2 }
const claim: fc.Arbitrary<Claim> = fc
  .constantFrom(...Object.entries(values))
  .chain(([type, count]) =>
    fc.nat(count - 1).map((n) => ({ type, value: type === 'phone' ? `1380013800${n}` : `x${n}` })),
  )
const evidence: fc.Arbitrary<Evidence> = fc.record({
  at: fc.nat(1_000_000),
  trust: fc.constantFrom('client', 'server', 'server'),
  claims: fc.array(claim, { minLength: 1, maxLength: 4 }),
})
const history = fc.array(evidence, { maxLength: 25 })
const policy = fc.constantFrom({}, { maxSize: 4 }, { devices: 'stay' as const })

/** What is known, from the facts alone and by the plainest way. */
function recompute(facts: readonly IdentityFact[]) {
  const owner = new Map<string, { key: string; type: string; value: string; person: string }>()
  const persons = new Set<string>()
  for (const fact of facts) {
    if (fact.type === 'born') persons.add(fact.person)
    else if (fact.type === 'claimed') owner.set(fact.handle.id, { ...fact.handle, key: keyOf(fact.handle) })
    else if (fact.type === 'moved') {
      const handle = owner.get(fact.handle)
      expect(handle?.person).toBe(fact.from)
      if (handle) owner.set(fact.handle, { ...handle, person: fact.to })
    } else if (fact.type === 'merged') {
      persons.delete(fact.gone)
      for (const [id, handle] of owner) if (handle.person === fact.gone) owner.set(id, { ...handle, person: fact.kept })
    }
  }
  const states = [...persons].map((id) => {
    const mine = [...owner.values()].filter((handle) => handle.person === id)
    const counts: Record<string, number> = {}
    for (const { type } of mine) counts[type] = (counts[type] ?? 0) + 1
    for (const [type, n] of Object.entries(counts)) expect(n).toBeLessThanOrEqual(kindOf(type)?.perPerson ?? Infinity)
    const strong = mine.filter((h) => isStrong(h.type)).length
    return { id, size: mine.length, strong, counts, apart: [] }
  })
  return { states, owners: new Map([...owner.values()].map((handle) => [handle.key, handle.person])) }
}

const sorted = <T extends { id: string }>(list: readonly T[]) => [...list].sort((a, b) => Number(a.id) - Number(b.id))

test('[I12] what is known equals a recomputation from the facts, and [I21] no person has more ids than the limits say', () => {
  fc.assert(
    fc.property(history, policy, (list, limits) => {
      const world = new World(limits)
      for (const one of list) world.see(one)
      const { states, owners } = recompute(world.facts)
      expect(sorted([...world.known.persons.values()])).toEqual(sorted(states))
      for (const [key, handle] of world.known.handles)
        expect(standing(world.known, handle.person)).toBe(owners.get(key))
      const replayed: Known = { handles: new Map(), persons: new Map(), redirects: new Map() }
      for (const fact of world.facts) evolve(replayed, fact)
      expect(replayed).toEqual(world.known)
    }),
  )
})

test('[I9] the same evidence at once again adds nothing and answers the same', () => {
  fc.assert(
    fc.property(history, evidence, policy, (list, one, limits) => {
      const world = new World(limits)
      for (const before of list) world.see(before)
      const first = world.see(one)
      const second = world.see(one)
      expect(second.facts).toEqual([])
      expect([second.person, second.identity]).toEqual([first.person, first.identity])
    }),
  )
})

test('[I9] the order of server evidence does not change who is one person, where nothing is refused', () => {
  const server = fc.array(
    evidence.map((one) => ({ ...one, trust: 'server' as const })),
    { maxLength: 12 },
  )
  const shuffled = server.chain((list) =>
    fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
  )
  let compared = 0
  fc.assert(
    fc.property(shuffled, ([one, other]) => {
      const [a, b] = [new World(), new World()]
      for (const each of one) a.see(each)
      for (const each of other) b.see(each)
      if (a.refused.length + b.refused.length > 0) return
      compared += 1
      expect(b.groups(isStrong)).toEqual(a.groups(isStrong))
    }),
    { numRuns: 400 },
  )
  expect(compared).toBeGreaterThan(40)
})

test('[I3] what a client says beyond open ids changes no fact', () => {
  fc.assert(
    fc.property(history, fc.array(claim, { minLength: 1, maxLength: 4 }), (list, claims) => {
      const [all, open] = [new World(), new World()]
      for (const before of list) for (const world of [all, open]) world.see(before)
      const said = all.see({ at: 5, trust: 'client', claims })
      const kept = open.see({ at: 5, trust: 'client', claims: claims.filter((c) => kindOf(c.type)?.open) })
      expect([said.facts, said.person, said.identity]).toEqual([kept.facts, kept.person, kept.identity])
    }),
  )
})

test('[I2] over a weak id nobody with a strong one is ever merged, and [I6] the smaller number is kept', () => {
  fc.assert(
    fc.property(history, (list) => {
      const world = new World()
      for (const one of list) {
        const strong = new Map([...world.known.persons].map(([id, person]) => [id, person.strong]))
        for (const fact of world.see(one).facts) {
          if (fact.type !== 'merged') continue
          expect(Number(fact.kept)).toBeLessThan(Number(fact.gone))
          if (!isStrong(fact.because.type))
            expect(Math.min(strong.get(fact.kept) ?? 0, strong.get(fact.gone) ?? 0)).toBe(0)
        }
      }
    }),
  )
})

test('[I11] whoever is answered has the leading id, and none is answered only when nothing was usable', () => {
  fc.assert(
    fc.property(history, policy, (list, limits) => {
      const world = new World(limits)
      for (const one of list) {
        const { person, identity } = world.see(one)
        const usable = one.claims.some((c) => one.trust === 'server' || kindOf(c.type)?.open)
        expect(person !== null).toBe(usable)
        expect(identity !== null).toBe(usable)
        const lead = [...world.known.handles.values()].find((handle) => handle.id === identity)
        // Late evidence is answered with whose the id was at its time.
        const then = lead?.past?.find(({ until }) => one.at < until) ?? lead
        if (then) expect(standing(world.known, then.person)).toBe(person)
        for (const said of one.claims) {
          const known = normalise(said)
          if (one.trust === 'server' && typeof known !== 'string' && world.refused.length === 0) {
            expect(world.known.handles.has(keyOf(known))).toBe(true)
          }
        }
      }
    }),
  )
})
