import type { Claim, Evidence, Refused } from './claims.ts'
import { evolve, type Handle, type IdentityFact, type Known, keyOf, type PersonState, standing } from './known.ts'
import { weigh } from './weigh.ts'

export interface Policy {
  /** A person with more ids than this is not merged further without a human. */
  maxSize: number
}

const defaultPolicy: Policy = { maxSize: 200 }

export interface Decision {
  facts: IdentityFact[]
  /** Person, strand and handle of the leading claim; null when nothing usable was claimed. */
  person: string | null
  strand: string | null
  identity: string | null
  refused: { claim: Claim; why: Refused }[]
  /** Ids that a client may not claim: kept beside the person as hearsay, never looked up. */
  unverified: Claim[]
}

/** Whom an evidence is about, by the strand that its new ids join. */
interface Place {
  person: string
  strand: string
}

/**
 * Decides what one piece of evidence means. Strong ids merge, weak ones attach (rules I1–I9 of the README).
 * Pure: `newId` hands out numbers that were reserved before. Apply the facts with `evolve` before the next evidence.
 */
export function resolve(evidence: Evidence, known: Known, newId: () => string, policy = defaultPolicy): Decision {
  const { strong, weak, refused, unverified } = weigh(evidence)
  const decision: Decision = { facts: [], person: null, strand: null, identity: null, refused, unverified }
  const lead = strong[0] ?? weak[0]
  if (!lead) return decision
  const work = new Working(known, decision, evidence, newId, policy)
  const place = work.leader(strong, weak)
  let person = place.person
  for (const claim of strong) person = work.takeStrong(claim, { ...place, person })
  for (const claim of weak) person = work.takeWeak(claim, { ...place, person }, strong[0] ?? null)
  const handle = work.handle(lead)
  return { ...decision, person, strand: handle?.strand ?? place.strand, identity: handle?.id ?? null }
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
  leader(strong: readonly Claim[], weak: readonly Claim[]): Place {
    const login = strong.find((claim) => claim.type === 'login_id')?.value
    for (const claim of strong) {
      const handle = this.handle(claim)
      // Whoever logged in under another name is somebody else, even when a phone or mail says otherwise.
      if (handle && !this.#isOtherLogin(handle.person, login)) return handle
    }
    for (const claim of weak) {
      const handle = this.handle(claim)
      const person = handle && this.#known.persons.get(handle.person)
      if (!person) continue
      // A weak id leads a strong newcomer only to someone nobody knows yet: a device is no proof.
      if (strong.length === 0 || person.strong === 0) return handle
    }
    const person = this.#newId()
    this.#record({ type: 'born', person, at: this.#at })
    return { person, strand: person }
  }

  takeStrong(claim: Claim, place: Place): string {
    const handle = this.handle(claim)
    if (!handle) {
      const isSecond = claim.type === 'login_id' && this.#isOtherLogin(place.person, claim.value)
      if (isSecond) this.#out.refused.push({ claim, why: 'second-login' })
      else this.#claim(claim, place)
      return place.person
    }
    return handle.person === place.person ? place.person : this.#merge(place, handle, claim)
  }

  takeWeak(claim: Claim, place: Place, strong: Claim | null): string {
    const handle = this.handle(claim)
    const { person, strand } = place
    if (!handle) {
      this.#claim(claim, place)
      return person
    }
    if (handle.person === person || !strong) return person
    const other = this.#known.persons.get(handle.person)
    if (other && other.strong === 0) return this.#merge(place, handle, claim)
    // Somebody else has logged in on this device before: from now on it is this person's, the past stays.
    this.#record({
      ...{ type: 'moved', handle: handle.id, key: keyOf(claim), from: handle.person, to: person },
      ...{ strand, at: this.#at },
    })
    return person
  }

  #isOtherLogin(person: string, login: string | undefined): boolean {
    const known = this.#known.persons.get(person)?.login ?? null
    return known !== null && login !== undefined && known !== login
  }

  #claim(claim: Claim, { person, strand }: Place) {
    const handle = { ...claim, id: this.#newId(), person, strand, firstSeen: this.#at, ...this.#origin }
    this.#record({ type: 'claimed', handle })
  }

  /** Returns the person that stands afterwards: the one known first, or that of `one` when the merge is refused. */
  #merge(one: Place, two: Place, because: Claim): string {
    const a = this.#known.persons.get(one.person)
    const b = this.#known.persons.get(two.person)
    if (!a || !b) throw new Error(`identity: person ${a ? two.person : one.person} was not loaded`)
    const why = this.#refusal(a, b)
    if (why) {
      this.#out.refused.push({ claim: because, why })
      return a.id
    }
    // Numbers are handed out in the order of becoming known; event times may come from a wrong clock.
    const [kept, gone] = BigInt(a.id) < BigInt(b.id) ? [a.id, b.id] : [b.id, a.id]
    const [first, second] = a.strong > 0 || b.strong === 0 ? [one, two] : [two, one]
    const strands = { prefer: first.person, lead: first.strand, other: second.strand }
    this.#record({ type: 'merged', kept, gone, ...strands, because, at: this.#at })
    return kept
  }

  #refusal(a: PersonState, b: PersonState): Refused | null {
    if (a.login && b.login && a.login !== b.login) return 'second-login'
    if (a.apart.some((id) => standing(this.#known, id) === b.id)) return 'kept-apart'
    return a.size + b.size > this.#policy.maxSize ? 'too-large' : null
  }

  #record(fact: IdentityFact) {
    this.#out.facts.push(fact)
    evolve(this.#known, fact)
  }
}
