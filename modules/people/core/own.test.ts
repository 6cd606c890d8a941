import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { changed } from './changes.ts'
import { addTold, type Change, type Join, joined, type Own, type Told } from './own.ts'

const strands = ['1', '2', '3']
const changes = fc.oneof(
  fc.record({ op: fc.constant('set' as const), value: fc.nat(9) }),
  fc.record({ op: fc.constantFrom('setOnce' as const, 'increment' as const), value: fc.nat(9) }),
  fc.record({ op: fc.constant('append' as const), value: fc.array(fc.nat(3), { maxLength: 2 }) }),
  fc.record({ op: fc.constant('unset' as const), proof: fc.constant(true) }),
)
const steps = fc.array(
  fc.oneof(
    {
      weight: 3,
      arbitrary: fc.record({ say: fc.constantFrom(...strands), name: fc.constant('attribute:city'), change: changes }),
    },
    fc.record({
      say: fc.constantFrom(...strands),
      name: fc.constantFrom('attribute:level', 'owner'),
      change: fc.record({ op: fc.constant('set' as const), value: fc.nat(9) }),
    }),
    fc.record({
      say: fc.constantFrom(...strands),
      name: fc.constant('*'),
      change: fc.constant({ op: 'delete' as const }),
    }),
    fc.record({ lead: fc.constantFrom(...strands), other: fc.constantFrom(...strands) }),
  ),
  { maxLength: 20 },
)

/** The plain way: one list of facts a person, joined at the moment of each merge and changed by each saying. */
class Plain {
  readonly #of = new Map(strands.map((strand) => [strand, { kept: strand, facts: new Map<string, unknown>() }]))

  say(strand: string, name: string, { op, value }: Change) {
    const facts = this.#of.get(strand)?.facts
    if (!facts) return
    if (op === 'delete') for (const one of facts.keys()) if (one !== 'owner') facts.delete(one)
    if (op === 'delete') return
    const { it } = changed(facts.has(name) ? { it: facts.get(name) } : {}, { op, traits: { it: value } })
    if (it === undefined) facts.delete(name)
    else facts.set(name, it)
  }

  isOne = (a: string, b: string) => this.#of.get(a) === this.#of.get(b)

  merge(lead: string, other: string) {
    const [one, two] = [this.#of.get(lead), this.#of.get(other)]
    if (!one || !two) return
    const [kept, gone] = Number(one.kept) < Number(two.kept) ? [one, two] : [two, one]
    const facts = new Map([...gone.facts, ...kept.facts])
    for (const [name, value] of [...two.facts, ...one.facts]) if (name !== 'owner') facts.set(name, value)
    const both = { kept: kept.kept, facts }
    for (const [strand, of] of this.#of) if (of === one || of === two) this.#of.set(strand, both)
  }

  facts = (strand: string) => this.#of.get(strand)?.facts
}

test('[P35] from what each strand said, a person is made anew exactly as saying and merging had made them', () => {
  fc.assert(
    fc.property(steps, (list) => {
      const plain = new Plain()
      const owns = new Map(strands.map((strand) => [strand, new Map<string, readonly Told[]>()]))
      const joins: Join[] = []
      list.forEach((step, seq) => {
        if ('say' in step) {
          plain.say(step.say, step.name, step.change)
          addTold(owns.get(step.say) ?? new Map(), step.name, { ...step.change, seq })
        } else if (!plain.isOne(step.lead, step.other)) {
          plain.merge(step.lead, step.other)
          joins.push({ ...step, seq })
        }
      })
      for (const strand of strands) {
        const mine = strands.filter((one) => plain.isOne(one, strand))
        const own = new Map<string, Own>(mine.map((one) => [one, Object.fromEntries(owns.get(one) ?? [])]))
        const inside = joins.filter(({ lead }) => mine.includes(lead))
        expect(joined(own, inside)).toEqual(new Map([...(plain.facts(strand) ?? [])]))
      }
    }),
    { numRuns: 1000 },
  )
})

test('[P35] a strand that changes a fact all day keeps what it comes to', () => {
  const own = new Map<string, readonly Told[]>()
  for (let seq = 1; seq <= 1000; seq += 1) addTold(own, 'attribute:views', { op: 'increment', value: 1, seq })
  expect(own.get('attribute:views')?.length).toBeLessThanOrEqual(100)
  expect(joined(new Map([['1', Object.fromEntries(own)]]), []).get('attribute:views')).toBe(1000)
})

describe('[P9] what is proven', () => {
  const phone = (verified: boolean, hash: string, seq: number): Own => ({
    'private:phone': [{ op: 'set', value: { hash, verified }, seq }],
  })
  const made = (one: Own, two: Own) =>
    joined(
      new Map([
        ['1', one],
        ['2', two],
      ]),
      [{ lead: '1', other: '2', seq: 5 }],
    )

  test('stays on a merge, on whichever side, and whatever is said later without proof', () => {
    const proven = { hash: 'p', verified: true }
    expect(made(phone(false, 'x', 0), phone(true, 'p', 0)).get('private:phone')).toEqual(proven)
    expect(made(phone(true, 'p', 0), phone(false, 'x', 9)).get('private:phone')).toEqual(proven)
    expect(made(phone(false, 'x', 0), phone(false, 'y', 9)).get('private:phone')).toMatchObject({ hash: 'y' })
  })

  test('goes only by proof, from one’s own sayings as from the person’s', () => {
    const own = new Map(Object.entries(phone(true, 'p', 0)))
    addTold(own, 'private:phone', { op: 'unset', proof: false, seq: 1 })
    addTold(own, '*', { op: 'delete', proof: false, seq: 2 })
    const now = () => joined(new Map([['1', Object.fromEntries(own)]]), []).has('private:phone')
    expect(now()).toBe(true)
    addTold(own, '*', { op: 'delete', proof: true, seq: 3 })
    expect(now()).toBe(false)
    const theirs: Own = { 'private:phone': [{ op: 'unset', proof: true, seq: 9 }] }
    expect(made(phone(true, 'p', 0), theirs).has('private:phone')).toBe(false)
  })
})
