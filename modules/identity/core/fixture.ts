import type { Claim, Evidence } from './claims.ts'
import type { Decision } from './decision.ts'
import { type IdentityFact, type Known, standing } from './known.ts'
import { type Policy, policySchema, rulesOf } from './policy.ts'
import { resolve } from './resolve.ts'
import { unbind } from './unbind.ts'

/** `login_id u1` as a claim. */
export function claimOf(text: string): Claim {
  const at = text.indexOf(' ')
  return { type: text.slice(0, at), value: text.slice(at + 1) }
}

/** A graph of ids that grows by evidence, with numbers 1, 2, 3 … */
export class World {
  readonly known: Known = { handles: new Map(), persons: new Map(), redirects: new Map() }
  readonly facts: IdentityFact[] = []
  readonly refused: Decision['refused'] = []
  readonly doubts: Decision['doubts'] = []
  readonly #rules: ReturnType<typeof rulesOf>
  #number = 0

  constructor(policy: Partial<Policy> = {}) {
    this.#rules = rulesOf(policySchema.parse(policy))
  }

  see(evidence: Evidence): Decision {
    const decision = resolve(evidence, this.known, () => String(++this.#number), this.#rules)
    this.facts.push(...decision.facts)
    this.refused.push(...decision.refused)
    this.doubts.push(...decision.doubts)
    return decision
  }

  unbind(evidence: Evidence): IdentityFact[] {
    const facts = unbind(evidence, this.known, () => String(++this.#number), this.#rules)
    this.facts.push(...facts)
    return facts
  }

  /** Evidence by claims such as `login_id u1`, one second after the last. */
  server = (...claims: string[]) => this.see({ at: this.#tick(), trust: 'server', claims: claims.map(claimOf) })
  client = (...claims: string[]) => this.see({ at: this.#tick(), trust: 'client', claims: claims.map(claimOf) })
  #seconds = 0
  #tick = () => ++this.#seconds * 1000

  /** Who has this id now (as it is stored: +86…); undefined when nobody has it. */
  whose(id: string): string | undefined {
    const { type, value } = claimOf(id)
    const handle = this.known.handles.get(`${type}\0${value}`)
    return handle && standing(this.known, handle.person)
  }

  /** The sets of ids that belong together, sorted, of the types asked for. */
  groups(only: (type: string) => boolean = () => true): string[][] {
    const groups = new Map<string, string[]>()
    for (const { type, value, person } of this.known.handles.values()) {
      if (!only(type)) continue
      const who = standing(this.known, person)
      groups.set(who, [...(groups.get(who) ?? []), `${type} ${value}`].sort())
    }
    return [...groups.values()].sort((a, b) => (a.join() < b.join() ? -1 : 1))
  }
}
