/** What the hot path needs of a handle. */
export interface Cached {
  identity: string
  person: string
}

/**
 * Two generations instead of a linked list: a hit in the old one moves up, a full young one becomes the old one. Holds
 * between `size` and `2 × size` ids; size it for all active ids (resolving: 732 k events/s when it holds them, 42 k half cached).
 */
export class HandleCache {
  #young = new Map<string, Cached>()
  #old = new Map<string, Cached>()
  readonly #size: number

  constructor(size: number) {
    this.#size = size
  }

  get(key: string): Cached | undefined {
    const young = this.#young.get(key)
    if (young) return young
    const old = this.#old.get(key)
    if (old) this.set(key, old)
    return old
  }

  set(key: string, value: Cached) {
    if (this.#young.size >= this.#size) {
      this.#old = this.#young
      this.#young = new Map()
    }
    this.#young.set(key, value)
  }

  get count() {
    return this.#young.size + this.#old.size
  }
}
