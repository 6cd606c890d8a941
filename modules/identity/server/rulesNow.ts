import type { Settings } from '#platform/settings'
import { type Policy, type Rules, rulesOf } from '../core/policy.ts'

const lookEveryMs = 5000

/** The policy in force. What memory holds was decided by it, so another one makes it forget. */
export class RulesNow {
  readonly #read: () => Promise<Rules>
  readonly #changed: () => void
  #last: Rules | null = null
  #lookedAt = -lookEveryMs

  constructor(read: () => Promise<Rules>, changed: () => void) {
    this.#read = read
    this.#changed = changed
  }

  /** Callers that are answered from memory alone need not ask each time. */
  isDue(): boolean {
    return performance.now() - this.#lookedAt >= lookEveryMs
  }

  async now(): Promise<Rules> {
    const rules = await this.#read()
    this.#lookedAt = performance.now()
    if (this.#last !== null && this.#last !== rules) this.#changed()
    this.#last = rules
    return rules
  }
}

/** Rules of the policy as it is set; one object for one version. */
export function rulesFrom(settings: Settings<Policy>): () => Promise<Rules> {
  let made: { version: number; rules: Rules } | null = null
  return async () => {
    const { version, ...policy } = await settings.read()
    if (made?.version !== version) made = { version, rules: rulesOf(policy) }
    return made.rules
  }
}
