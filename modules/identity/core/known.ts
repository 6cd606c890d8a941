import type { Claim } from './claims.ts'
import { isNamed } from './kinds.ts'

/** An id with the number it keeps for ever (`id`, what events carry as `identity`) and whom it points to now. */
export interface Handle {
  readonly id: string
  readonly type: string
  readonly value: string
  /** The strand it belongs to: what is stored carries this number, and no merge or split ever changes it. */
  readonly strand: string
  /** Who stands for the strand. */
  readonly person: string
  /** Whether it proves who somebody is: not a weak type, and not only remarked by staff. */
  readonly strong: boolean
  /** Epoch ms. */
  readonly firstSeen: number
  /** Of the evidence that brought it. */
  readonly origin?: string
  /** Whose it was before, the oldest first; `until` is epoch ms. */
  readonly past?: readonly Era[]
  /** The strands of other people it was seen with, where its type has a limit. */
  readonly seenWith?: readonly string[]
  /** On more people than one human can be: proves and finds nobody any more. */
  readonly shared?: boolean
}

/** A time in which an id belonged to somebody else than now. */
export interface Era {
  readonly strand: string
  readonly person: string
  readonly until: number
}

/** When an id came to whom it points to now. */
export const sinceOf = (handle: Handle): number => handle.past?.at(-1)?.until ?? 0

/** What is known of a person while evidence is weighed. */
export interface PersonState {
  readonly id: string
  /** Number of ids. */
  readonly size: number
  readonly strong: number
  /** Ids by type. */
  readonly counts: Readonly<Record<string, number>>
  /** Whom a human has parted from this person: no evidence merges them again. */
  readonly apart: readonly string[]
}

/** The part of the graph that a batch of evidence touches. */
export interface Known {
  handles: Map<string, Handle>
  persons: Map<string, PersonState>
  /** Gone person → kept person, for merges inside this batch: cheaper than touching every handle. */
  redirects: Map<string, string>
}

export type IdentityFact =
  | { type: 'born'; person: string; at: number }
  | { type: 'claimed'; handle: Handle }
  /** From `at` on the id is somebody else's; `strong` when that is proven. */
  | Moved
  /** What was only remarked is proven now. */
  | { type: 'proven'; handle: string; key: string; person: string }
  /** A value with a limit was seen with one more person. */
  | { type: 'seen'; handle: string; key: string; strand: string }
  | { type: 'shared'; handle: string; key: string; at: number }
  | Merged

interface Moved {
  type: 'moved'
  handle: string
  key: string
  from: string
  to: string
  strand: string
  strong: boolean
  at: number
}

interface Merged {
  type: 'merged'
  kept: string
  gone: string
  /** Whose side wins where both know something: `kept` or `gone`. */
  prefer: string
  /** The strands that the evidence joins, that of the preferred side first. */
  lead: string
  other: string
  because: Claim
  /** The number of that id; null when a human merges. */
  over: string | null
  at: number
}

export const keyOf = (claim: Claim): string => `${claim.type}\0${claim.value}`

/** The person that stands for `id` after this batch's merges. */
export function standing(known: Known, id: string): string {
  let at = id
  for (let next = known.redirects.get(at); next !== undefined; next = known.redirects.get(at)) at = next
  return at
}

/** Folds one fact into what is known (in place: a batch of thousands shares one graph). */
export function evolve(known: Known, fact: IdentityFact): void {
  const { handles, persons } = known
  if (fact.type === 'born') {
    persons.set(fact.person, { id: fact.person, size: 0, strong: 0, counts: {}, apart: [] })
  } else if (fact.type === 'claimed') {
    handles.set(keyOf(fact.handle), fact.handle)
    count(persons, fact.handle, fact.handle.person, 1)
  } else if (fact.type === 'merged') {
    join(known, fact.kept, fact.gone)
  } else {
    const handle = handles.get(fact.key)
    if (handle) change(known, handle, fact)
  }
}

type OfHandle = Exclude<IdentityFact, { type: 'born' | 'claimed' | 'merged' }>

function change({ handles, persons }: Known, handle: Handle, fact: OfHandle) {
  if (fact.type === 'seen') {
    handles.set(fact.key, { ...handle, seenWith: [...(handle.seenWith ?? []), fact.strand] })
  } else if (fact.type === 'shared') {
    handles.set(fact.key, { ...handle, shared: true })
  } else {
    const moved = fact.type === 'moved'
    const [from, to] = moved ? [fact.from, fact.to] : [fact.person, fact.person]
    const era = { strand: handle.strand, person: handle.person, until: moved ? fact.at : 0 }
    const where = moved ? { person: fact.to, strand: fact.strand, past: [...(handle.past ?? []), era] } : {}
    const after = { ...handle, ...where, strong: moved ? fact.strong : true }
    handles.set(fact.key, after)
    count(persons, handle, from, -1)
    count(persons, after, to, 1)
  }
}

function count(persons: Known['persons'], { type, strong }: Handle, id: string, by: 1 | -1) {
  const person = persons.get(id)
  if (!person || isNamed(type)) return
  const { [type]: before = 0, ...others } = person.counts
  const counts = before + by === 0 ? others : { ...others, [type]: before + by }
  persons.set(id, { ...person, size: person.size + by, strong: person.strong + (strong ? by : 0), counts })
}

function join(known: Known, keptId: string, goneId: string) {
  const kept = known.persons.get(keptId)
  const gone = known.persons.get(goneId)
  if (!kept || !gone) return
  known.persons.delete(goneId)
  known.redirects.set(goneId, keptId)
  const counts: Record<string, number> = { ...kept.counts }
  for (const [type, n] of Object.entries(gone.counts)) counts[type] = (counts[type] ?? 0) + n
  known.persons.set(keptId, {
    id: keptId,
    size: kept.size + gone.size,
    strong: kept.strong + gone.strong,
    counts,
    apart: [...kept.apart, ...gone.apart],
  })
}
