import type { Claim, Evidence, Refused } from './claims.ts'
import type { Decision, Doubt } from './decision.ts'
import {
  evolve,
  type Handle,
  type IdentityFact,
  type Known,
  keyOf,
  type PersonState,
  sinceOf,
  standing,
} from './known.ts'
import type { Rules } from './policy.ts'

/** Whom an evidence is about, by the strand that its new ids join. */
interface Place {
  person: string
  strand: string
}

const dayMs = 86_400_000

/** A type of which both together would have more ids than one person may. */
export function overLimit(a: PersonState, b: PersonState, rules: Rules): string | null {
  const over = Object.entries(a.counts).find(([type, n]) => {
    const both = n + (b.counts[type] ?? 0)
    return both > n && both > (rules.kindOf(type)?.perPerson ?? Infinity)
  })
  return over?.[0] ?? null
}

const isQuestion = (why: Refused): why is Doubt['why'] =>
  why === 'too-large' || why === 'recycled' || why === 'only-remarked' || why === 'order-claimed'

/** One evidence being weighed: looks at `known`, writes facts, and keeps `known` in step with them. */
export class Working {
  readonly #known: Known
  readonly #out: Decision
  readonly #evidence: Evidence
  readonly #newId: () => string
  readonly #rules: Rules

  constructor(known: Known, out: Decision, evidence: Evidence, newId: () => string, rules: Rules) {
    this.#known = known
    this.#out = out
    this.#evidence = evidence
    this.#newId = newId
    this.#rules = rules
  }

  /** An id as it was at the time of the evidence: late evidence finds whose it was then. */
  handle(claim: Claim): Handle | undefined {
    const handle = this.#known.handles.get(keyOf(claim))
    if (!handle) return undefined
    const era = handle.past?.find(({ until }) => this.#evidence.at < until)
    const at = era ?? handle
    return { ...handle, strand: at.strand, person: standing(this.#known, at.person) }
  }

  /** The person the evidence is about, before any merge. */
  leader(strong: readonly Claim[], middle: readonly Claim[], weak: readonly Claim[]): Place {
    for (const [i, claim] of strong.entries()) {
      const handle = this.handle(claim)
      // What was only remarked leads by itself alone; whoever comes with a second login is somebody else.
      const leads = handle && (handle.strong || strong.length === 1) && !this.#isStranger(handle, strong, i)
      if (leads) return handle
    }
    for (const claim of strong.length > 0 ? [] : middle) {
      const handle = this.handle(claim)
      if (handle && weak.length === 0) return handle
    }
    for (const claim of weak) {
      const handle = this.handle(claim)
      if (!handle) continue
      // A weak id leads a strong newcomer only to someone nobody knows yet: a device is no proof.
      if (strong.length === 0 || this.#known.persons.get(handle.person)?.strong === 0) return handle
    }
    return this.#born()
  }

  takeStrong(claim: Claim, place: Place, strong: readonly Claim[]): string {
    const handle = this.handle(claim)
    if (!handle) return this.#claim(claim, place, true)
    if (handle.person !== place.person) {
      if (handle.strong) return this.#merge(place, handle, claim, handle)
      // Proven here, only remarked there: it goes over, and a human says whether the two are one.
      this.#doubt('only-remarked', place, handle, claim)
      this.#move(handle, claim, place, true)
    } else if (!handle.strong && strong.length > 1) {
      this.#record({ type: 'proven', handle: handle.id, key: keyOf(claim), person: place.person })
    }
    return place.person
  }

  /** A remark attaches, and joins somebody of whom nothing else is proven; two known people wait for a human. */
  takeMiddle(claim: Claim, place: Place): string {
    const handle = this.handle(claim)
    if (!handle) return this.#claim(claim, place, false)
    if (handle.person === place.person) return place.person
    const others = (this.#known.persons.get(handle.person)?.strong ?? 0) - (handle.strong ? 1 : 0)
    if (others === 0) return this.#merge(place, handle, claim, handle)
    return this.#refuse(claim, 'only-remarked', place, handle)
  }

  takeWeak(claim: Claim, place: Place, isProven: boolean): string {
    const handle = this.handle(claim)
    if (!handle) return this.#claim(claim, place, false)
    if (handle.person === place.person || !isProven) return place.person
    const other = this.#known.persons.get(handle.person)
    if (other && other.strong === 0) return this.#merge(place, handle, claim, null)
    // Somebody else has logged in on this device before: from now on it is this person's, the past stays.
    const isLate = this.#evidence.at < sinceOf(handle)
    if (this.#rules.devices === 'move' && !isLate && !this.#isShared(handle, claim, place)) {
      this.#move(handle, claim, place, false)
    }
    return place.person
  }

  /** An order is of whoever names it first; another one whom somebody knows is a question for a human. */
  takeNamed(claim: Claim, place: Place) {
    const handle = this.handle(claim)
    if (!handle) this.#claim(claim, place, false)
    else if (handle.person !== place.person) {
      const known = [place, handle].every(({ person }) => (this.#known.persons.get(person)?.strong ?? 0) > 0)
      if (known) this.#refuse(claim, 'order-claimed', place, handle)
      else this.#out.refused.push({ claim, why: 'order-claimed' })
    }
  }

  #born(): Place {
    const person = this.#newId()
    this.#record({ type: 'born', person, at: this.#evidence.at })
    return { person, strand: person }
  }

  /** Whether an id that leads before this one cannot be of the same person, or the id may have a new owner. */
  #isStranger(handle: Handle, strong: readonly Claim[], place: number): boolean {
    return strong.slice(0, place).some((claim) => {
      const own = this.handle(claim)
      if (own?.person === handle.person) return false
      const there = this.#known.persons.get(handle.person)?.counts[claim.type] ?? 0
      return there >= (this.#rules.kindOf(claim.type)?.perPerson ?? Infinity) || (there > 0 && this.#isOld(handle))
    })
  }

  #isOld({ type, firstSeen, past }: Handle): boolean {
    if (type !== 'phone') return false
    const since = past?.at(-1)?.until ?? firstSeen
    return Math.abs(this.#evidence.at - since) > this.#rules.recycleDays * dayMs
  }

  #claim(claim: Claim, { person, strand }: Place, strong: boolean): string {
    const { origin, at } = this.#evidence
    const there = this.#known.persons.get(person)?.counts[claim.type] ?? 0
    if (there >= (this.#rules.kindOf(claim.type)?.perPerson ?? Infinity)) {
      this.#out.refused.push({ claim, why: 'over-limit' })
    } else {
      const brought = origin === undefined ? {} : { origin }
      const handle = { ...claim, id: this.#newId(), person, strand, strong, firstSeen: at, ...brought }
      this.#record({ type: 'claimed', handle })
    }
    return person
  }

  #move(handle: Handle, claim: Claim, { person, strand }: Place, strong: boolean) {
    this.#record({
      ...{ type: 'moved', handle: handle.id, key: keyOf(claim), from: handle.person, to: person },
      ...{ strand, strong, at: this.#evidence.at },
    })
  }

  /** Counts with whom a value is seen; one that is seen with too many belongs to nobody in particular. */
  #isShared(handle: Handle, claim: Claim, { strand }: Place): boolean {
    const most = this.#rules.kindOf(claim.type)?.perValue ?? null
    if (most === null || handle.seenWith?.includes(strand)) return false
    const seen = { handle: handle.id, key: keyOf(claim) }
    this.#record({ type: 'seen', ...seen, strand })
    // Its own person is one of them.
    if ((handle.seenWith?.length ?? 0) + 2 <= most) return false
    this.#record({ type: 'shared', ...seen, at: this.#evidence.at })
    this.#out.refused.push({ claim, why: 'shared-value' })
    return true
  }

  /** Returns the person that stands afterwards: the one known first, or that of `one` when the merge is refused. */
  #merge(one: Place, two: Handle, because: Claim, counted: Handle | null): string {
    const a = this.#known.persons.get(one.person)
    const b = this.#known.persons.get(two.person)
    if (!a || !b) throw new Error(`identity: person ${a ? two.person : one.person} was not loaded`)
    if (counted && this.#isShared(counted, because, one)) return a.id
    const why = this.#refusal(a, b, counted)
    if (why) return this.#refuse(because, why, one, two)
    // Numbers are handed out in the order of becoming known; event times may come from a wrong clock.
    const [kept, gone] = BigInt(a.id) < BigInt(b.id) ? [a.id, b.id] : [b.id, a.id]
    const [first, second] = a.strong > 0 || b.strong === 0 ? [one, two] : [two, one]
    const strands = { prefer: first.person, lead: first.strand, other: second.strand }
    this.#record({ type: 'merged', kept, gone, ...strands, because, over: two.id, at: this.#evidence.at })
    return kept
  }

  #refuse(claim: Claim, why: Refused, one: Place, two: Place): string {
    this.#out.refused.push({ claim, why })
    if (isQuestion(why)) this.#doubt(why, one, two, claim)
    return one.person
  }

  #doubt(why: Doubt['why'], one: Place, two: Place, because: Claim) {
    const [a, b] = [this.#known.persons.get(one.person), this.#known.persons.get(two.person)]
    // Whom a human has parted before is no question again.
    if (a && b && this.#areApart(a, b)) return
    this.#out.doubts.push({ one: one.strand, other: two.strand, why, because })
  }

  #refusal(a: PersonState, b: PersonState, over: Handle | null): Refused | null {
    if (this.#areApart(a, b)) return 'kept-apart'
    if (over && a.strong > 0 && b.strong > 1 && this.#isOld(over)) return 'recycled'
    if (overLimit(a, b, this.#rules) !== null) return 'over-limit'
    return a.size + b.size > this.#rules.maxSize ? 'too-large' : null
  }

  #areApart = (a: PersonState, b: PersonState) => a.apart.some((id) => standing(this.#known, id) === b.id)

  #record(fact: IdentityFact) {
    this.#out.facts.push(fact)
    evolve(this.#known, fact)
  }
}
