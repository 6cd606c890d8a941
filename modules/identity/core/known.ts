import { type Claim, kindOf } from './claims.ts'

/** An id with the number it keeps for ever (`id`, what events carry as `identity`) and whom it points to now. */
export interface Handle {
  readonly id: string
  readonly type: string
  readonly value: string
  /** The strand it belongs to: what is stored carries this number, and no merge or split ever changes it. */
  readonly strand: string
  /** Who stands for the strand. */
  readonly person: string
  /** Epoch ms. */
  readonly firstSeen: number
  /** Of the evidence that brought it. */
  readonly origin?: string
}

/** What is known of a person while evidence is weighed. */
export interface PersonState {
  readonly id: string
  /** Number of ids. */
  readonly size: number
  readonly strong: number
  readonly login: string | null
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
  | { type: 'moved'; handle: string; key: string; from: string; to: string; strand: string; at: number }
  | {
      type: 'merged'
      kept: string
      gone: string
      /** Whose side wins where both know something: `kept` or `gone`. */
      prefer: string
      /** The strands that the evidence joins, that of the preferred side first. */
      lead: string
      other: string
      because: Claim
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
    persons.set(fact.person, { id: fact.person, size: 0, strong: 0, login: null, apart: [] })
  } else if (fact.type === 'claimed') {
    handles.set(keyOf(fact.handle), fact.handle)
    count(persons, fact.handle, fact.handle.person, 1)
  } else if (fact.type === 'moved') {
    const handle = handles.get(fact.key)
    if (!handle) return
    handles.set(fact.key, { ...handle, person: fact.to, strand: fact.strand })
    count(persons, handle, fact.from, -1)
    count(persons, handle, fact.to, 1)
  } else {
    join(known, fact.kept, fact.gone)
  }
}

function count(persons: Known['persons'], handle: Handle, id: string, by: 1 | -1) {
  const person = persons.get(id)
  if (!person) return
  const strong = kindOf(handle.type)?.strength === 'strong' ? by : 0
  const login = handle.type === 'login_id' ? (by === 1 ? handle.value : null) : person.login
  persons.set(id, { ...person, size: person.size + by, strong: person.strong + strong, login })
}

function join(known: Known, keptId: string, goneId: string) {
  const kept = known.persons.get(keptId)
  const gone = known.persons.get(goneId)
  if (!kept || !gone) return
  known.persons.delete(goneId)
  known.redirects.set(goneId, keptId)
  known.persons.set(keptId, {
    id: keptId,
    size: kept.size + gone.size,
    strong: kept.strong + gone.strong,
    login: kept.login ?? gone.login,
    apart: [...kept.apart, ...gone.apart],
  })
}
