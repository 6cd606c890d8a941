import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Join, joined, type Own, type Told } from './own.ts'

const strands = ['1', '2', '3']
const steps = fc.array(
  fc.oneof(
    fc.record({
      say: fc.constantFrom(...strands),
      name: fc.constantFrom('attribute:city', 'attribute:level', 'owner'),
      value: fc.option(fc.nat(9), { nil: undefined, freq: 5 }),
    }),
    fc.record({ lead: fc.constantFrom(...strands), other: fc.constantFrom(...strands) }),
  ),
  { maxLength: 20 },
)

/** The plain way: one list of facts a person, joined at the moment of each merge and written over by each saying. */
class Plain {
  readonly #of = new Map(strands.map((strand) => [strand, { kept: strand, facts: new Map<string, unknown>() }]))

  say(strand: string, name: string, value: unknown) {
    if (value === undefined) this.#of.get(strand)?.facts.delete(name)
    else this.#of.get(strand)?.facts.set(name, value)
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
      const owns = new Map<string, Record<string, Told>>(strands.map((strand) => [strand, {}]))
      const joins: Join[] = []
      list.forEach((step, seq) => {
        if ('say' in step) {
          plain.say(step.say, step.name, step.value)
          const own = owns.get(step.say) ?? {}
          own[step.name] = step.value === undefined ? { seq } : { value: step.value, seq }
        } else if (!plain.isOne(step.lead, step.other)) {
          plain.merge(step.lead, step.other)
          joins.push({ ...step, seq })
        }
      })
      for (const strand of strands) {
        const mine = strands.filter((one) => plain.isOne(one, strand))
        const own = new Map<string, Own>(mine.map((one) => [one, owns.get(one) ?? {}]))
        const inside = joins.filter(({ lead }) => mine.includes(lead))
        expect(joined(own, inside)).toEqual(new Map([...(plain.facts(strand) ?? [])]))
      }
    }),
    { numRuns: 500 },
  )
})

describe('[P9] what is proven', () => {
  const phone = (verified: boolean, hash: string, seq: number): Own => ({
    'private:phone': { value: { hash, verified }, seq },
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
})
