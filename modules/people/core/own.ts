import type { TraitUpdate } from '../index.ts'
import { changed } from './changes.ts'

/** What is said of one fact: `set`, `unset`, or a change of what is there. */
export interface Change {
  readonly op: NonNullable<TraitUpdate['op']>
  readonly value?: unknown
  /** Whether it may take away what is proven. */
  readonly proof?: boolean
}

/** With its place in the row of all sayings and merges. */
export interface Told extends Change {
  readonly seq: number
}

/**
 * What one strand has said by itself, fact by name (`attribute:city`, `private:phone`, `owner`, `source`, `excluded`;
 * `*` = all traits): the last setting of each and the changes since, in their order.
 */
export type Own = Readonly<Record<string, readonly Told[]>>

/** A merge of two strands, where the side of `lead` wins. */
export interface Join {
  readonly lead: string
  readonly other: string
  readonly seq: number
}

type Facts = Map<string, unknown>

interface Side {
  readonly smallest: string
  readonly facts: Facts
}

/** More changes of one fact than this are kept as what they come to for their strand alone. */
const mostChanges = 100

/** Adds a saying to what a strand has said, and lets go of what it makes meaningless. */
export function addTold(own: Map<string, readonly Told[]>, name: string, told: Told): void {
  if (told.op === 'delete') {
    for (const [other, list] of own) if (isTrait(other)) keep(own, other, told.proof ? [] : proofs(other, list))
  }
  const before = own.get(name) ?? []
  const isChange = told.op !== 'set' && told.op !== 'unset' && told.op !== 'delete'
  const list = [...(isChange ? before : isProof(name, told) ? [] : proofs(name, before)), told]
  keep(own, name, list.length > mostChanges ? summed(name, list, told.seq) : list)
}

function keep(own: Map<string, readonly Told[]>, name: string, list: readonly Told[]) {
  if (list.length > 0) own.set(name, list)
  else own.delete(name)
}

function summed(name: string, list: readonly Told[], seq: number): Told[] {
  const facts: Facts = new Map()
  for (const told of list) say(facts, name, told)
  return facts.has(name) ? [{ op: 'set', value: facts.get(name), seq }] : []
}

/** What is known of the person that these merges make of the strands: everything said and merged happens again, in its order. */
export function joined(owns: ReadonlyMap<string, Own>, joins: readonly Join[]): Map<string, unknown> {
  const sides = new Map<string, Side>()
  for (const strand of owns.keys()) sides.set(strand, { smallest: strand, facts: new Map() })
  const said = [...owns].flatMap(([strand, own]) =>
    Object.entries(own).flatMap(([name, list]) => list.map((told) => ({ strand, name, told, seq: told.seq }))),
  )
  for (const one of [...said, ...joins].sort((a, b) => a.seq - b.seq)) {
    if ('lead' in one) join(sides, one)
    else say(sides.get(one.strand)?.facts ?? new Map(), one.name, one.told)
  }
  const [all] = sides.values()
  return all?.facts ?? new Map()
}

const isTrait = (name: string): boolean => /^(attribute|private):/.test(name)
const isProof = (name: string, { op, value, proof }: Change): boolean =>
  !(name.startsWith('private:') || name === '*') || (op === 'set' ? isProven(value) : proof === true)
const proofs = (name: string, list: readonly Told[]) =>
  name.startsWith('attribute:') ? [] : list.filter((told) => isProof(name, told))

/** What is proven stays, whoever says what later without proof. */
function isProven(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'verified' in value && value.verified === true
}

function say(facts: Facts, name: string, change: Change) {
  if (change.op === 'delete') {
    for (const [other, value] of facts) {
      if (isTrait(other) && (change.proof || !(other.startsWith('private:') && isProven(value)))) facts.delete(other)
    }
    return
  }
  const now = facts.get(name)
  if (name.startsWith('private:') && isProven(now) && !isProof(name, change)) return
  const { op, value } = change
  const { it } = changed(facts.has(name) ? { it: now } : {}, { op, traits: { it: value } })
  if (it === undefined) facts.delete(name)
  else facts.set(name, it)
}

const smaller = (a: string, b: string): string => (BigInt(a) < BigInt(b) ? a : b)

function join(sides: Map<string, Side>, { lead, other }: Join) {
  const [one, two] = [sides.get(lead), sides.get(other)]
  if (!one || !two) return
  const smallest = smaller(one.smallest, two.smallest)
  const facts = new Map(one.facts)
  for (const [name, theirs] of two.facts) {
    const mine = facts.get(name)
    const [proven, theirProven] = [mine, theirs].map((value) => name.startsWith('private:') && isProven(value))
    // Who looks after a person and why they are left out is no trait: the one known first keeps it.
    const leads = isTrait(name) || one.smallest === smallest
    if (!facts.has(name) || (proven === theirProven ? !leads : theirProven)) facts.set(name, theirs)
  }
  const both = { smallest, facts }
  for (const [strand, at] of sides) if (at === one || at === two) sides.set(strand, both)
}
