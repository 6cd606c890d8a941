import { type Claim, type Evidence, kindOf, type Refused } from './claims.ts'
import { weigh } from './weigh.ts'

/** An id with the number it keeps for ever (`id`, what events carry as `identity`) and the person it points to now. */
export interface Handle {
  readonly id: string
  readonly type: string
  readonly value: string
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
}

/** The part of the graph that a batch of evidence touches. */
export interface Known {
  handles: Map<string, Handle>
  persons: Map<string, PersonState>
  /** Gone person → kept person, for merges inside this batch: cheaper than touching every handle. */
  redirects: Map<string, string>
}

/** The person that stands for `id` after this batch's merges. */
export function standing(known: Known, id: string): string {
  let at = id
  for (let next = known.redirects.get(at); next !== undefined; next = known.redirects.get(at)) at = next
  return at
}

export interface Policy {
  /** A person with more ids than this is not merged further without a human. */
  maxSize: number
}

const defaultPolicy: Policy = { maxSize: 200 }

export type IdentityFact =
  | { type: 'born'; person: string; at: number }
  | { type: 'claimed'; handle: Handle }
  | { type: 'moved'; handle: string; key: string; from: string; to: string }
  | { type: 'merged'; kept: string; gone: string; prefer: string; because: Claim; at: number }

export interface Decision {
  facts: IdentityFact[]
  /** Person and handle of the leading claim; null when nothing usable was claimed. */
  person: string | null
  identity: string | null
  refused: { claim: Claim; why: Refused }[]
  /** Ids that a client may not claim: kept beside the person as hearsay, never looked up. */
  unverified: Claim[]
}

export const keyOf = (claim: Claim): string => `${claim.type}\0${claim.value}`

/**
 * Decides what one piece of evidence means. Strong ids merge, weak ones attach (rules I1–I9 of the README).
 * Pure: `newId` hands out numbers that were reserved before. Apply the facts with `evolve` before the next evidence.
 */
export function resolve(evidence: Evidence, known: Known, newId: () => string, policy = defaultPolicy): Decision {
  const { strong, weak, refused, unverified } = weigh(evidence)
  const decision: Decision = { facts: [], person: null, identity: null, refused, unverified }
  const lead = strong[0] ?? weak[0]
  if (!lead) return decision
  const work = new Working(known, decision, evidence, newId, policy)
  let person = work.leader(strong, weak)
  for (const claim of strong) person = work.takeStrong(claim, person)
  for (const claim of weak) person = work.takeWeak(claim, person, strong[0] ?? null)
  decision.person = person
  decision.identity = work.handle(lead)?.id ?? null
  return decision
}

/** One evidence being weighed: looks at `known`, writes facts, and keeps `known` in step with them. */
class Working {
  readonly #known: Known
  readonly #out: Decision
  readonly #at: number
  readonly #origin: { origin?: string }
  readonly #newId: () => string
  readonly #policy: Policy

  constructor(known: Known, out: Decision, { at, origin }: Evidence, newId: () => string, policy: Policy) {
    this.#known = known
    this.#out = out
    this.#at = at
    this.#origin = origin === undefined ? {} : { origin }
    this.#newId = newId
    this.#policy = policy
  }

  handle(claim: Claim): Handle | undefined {
    const handle = this.#known.handles.get(keyOf(claim))
    return handle && { ...handle, person: standing(this.#known, handle.person) }
  }

  /** The person the evidence is about, before any merge. */
  leader(strong: readonly Claim[], weak: readonly Claim[]): string {
    const login = strong.find((claim) => claim.type === 'login_id')?.value
    for (const claim of strong) {
      const handle = this.handle(claim)
      // Whoever logged in under another name is somebody else, even when a phone or mail says otherwise.
      if (handle && !this.#isOtherLogin(handle.person, login)) return handle.person
    }
    for (const claim of weak) {
      const handle = this.handle(claim)
      const person = handle && this.#known.persons.get(handle.person)
      if (!person) continue
      // A weak id leads a strong newcomer only to someone nobody knows yet: a device is no proof.
      if (strong.length === 0 || person.strong === 0) return person.id
    }
    const person = this.#newId()
    this.#record({ type: 'born', person, at: this.#at })
    return person
  }

  takeStrong(claim: Claim, person: string): string {
    const handle = this.handle(claim)
    if (!handle) {
      const isSecond = claim.type === 'login_id' && this.#isOtherLogin(person, claim.value)
      if (isSecond) this.#out.refused.push({ claim, why: 'second-login' })
      else this.#claim(claim, person)
      return person
    }
    return handle.person === person ? person : this.#merge(person, handle.person, claim)
  }

  takeWeak(claim: Claim, person: string, strong: Claim | null): string {
    const handle = this.handle(claim)
    if (!handle) {
      this.#claim(claim, person)
      return person
    }
    if (handle.person === person || !strong) return person
    const other = this.#known.persons.get(handle.person)
    if (other && other.strong === 0) return this.#merge(person, other.id, claim)
    // Somebody else has logged in on this device before: from now on it is this person's, the past stays.
    this.#record({ type: 'moved', handle: handle.id, key: keyOf(claim), from: handle.person, to: person })
    return person
  }

  #isOtherLogin(person: string, login: string | undefined): boolean {
    const known = this.#known.persons.get(person)?.login ?? null
    return known !== null && login !== undefined && known !== login
  }

  #claim(claim: Claim, person: string) {
    this.#record({
      type: 'claimed',
      handle: { ...claim, id: this.#newId(), person, firstSeen: this.#at, ...this.#origin },
    })
  }

  /** Returns the person that stands afterwards: the one known first, or `one` when the merge is refused. */
  #merge(one: string, two: string, because: Claim): string {
    const a = this.#known.persons.get(one)
    const b = this.#known.persons.get(two)
    if (!a || !b) throw new Error(`identity: person ${a ? two : one} was not loaded`)
    const why = this.#refusal(a, b)
    if (why) {
      this.#out.refused.push({ claim: because, why })
      return one
    }
    // Numbers are handed out in the order of becoming known; event times may come from a wrong clock.
    const [kept, gone] = BigInt(a.id) < BigInt(b.id) ? [a, b] : [b, a]
    const prefer = a.strong > 0 || b.strong === 0 ? a.id : b.id
    this.#record({ type: 'merged', kept: kept.id, gone: gone.id, prefer, because, at: this.#at })
    return kept.id
  }

  #refusal(a: PersonState, b: PersonState): Refused | null {
    if (a.login && b.login && a.login !== b.login) return 'second-login'
    return a.size + b.size > this.#policy.maxSize ? 'too-large' : null
  }

  #record(fact: IdentityFact) {
    this.#out.facts.push(fact)
    evolve(this.#known, fact)
  }
}

/** Folds one fact into what is known (in place: a batch of thousands shares one graph). */
export function evolve(known: Known, fact: IdentityFact): void {
  const { handles, persons } = known
  if (fact.type === 'born') {
    persons.set(fact.person, { id: fact.person, size: 0, strong: 0, login: null })
  } else if (fact.type === 'claimed') {
    handles.set(keyOf(fact.handle), fact.handle)
    count(persons, fact.handle, fact.handle.person, 1)
  } else if (fact.type === 'moved') {
    const handle = handles.get(fact.key)
    if (!handle) return
    handles.set(fact.key, { ...handle, person: fact.to })
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
  })
}
