/** Exact set of 64-bit keys given as two 32-bit halves: open addressing in two typed arrays, 8 bytes a slot. */
export class KeySet {
  #low: Uint32Array
  #high: Uint32Array
  #mask: number
  #count = 0
  /** (0, 0) marks an empty slot, so that one key is kept apart. */
  #hasZero = false

  constructor(expected = 1024) {
    const slots = 2 ** Math.ceil(Math.log2(Math.max(16, expected * 1.5)))
    this.#low = new Uint32Array(slots)
    this.#high = new Uint32Array(slots)
    this.#mask = slots - 1
  }

  get size() {
    return this.#count + (this.#hasZero ? 1 : 0)
  }

  has(low: number, high: number): boolean {
    if (low === 0 && high === 0) return this.#hasZero
    return this.#slot(low, high) >= 0
  }

  add(low: number, high: number) {
    if (low === 0 && high === 0) {
      this.#hasZero = true
      return
    }
    if (this.#count * 4 >= this.#low.length * 3) this.#grow()
    const slot = this.#slot(low, high)
    if (slot >= 0) return
    this.#low[~slot] = low
    this.#high[~slot] = high
    this.#count += 1
  }

  *keys(): Generator<[low: number, high: number]> {
    if (this.#hasZero) yield [0, 0]
    for (let i = 0; i < this.#low.length; i += 1) {
      const low = this.#low[i] ?? 0
      const high = this.#high[i] ?? 0
      if (low !== 0 || high !== 0) yield [low, high]
    }
  }

  /** Where the key is, or the complement of where it would go. */
  #slot(low: number, high: number): number {
    // The halves are a hash already: any of its bits place it well.
    let at = low & this.#mask
    for (;;) {
      const l = this.#low[at]
      const h = this.#high[at]
      if (l === low && h === high) return at
      if (l === 0 && h === 0) return ~at
      at = (at + 1) & this.#mask
    }
  }

  #grow() {
    const low = this.#low
    const high = this.#high
    this.#low = new Uint32Array(low.length * 2)
    this.#high = new Uint32Array(low.length * 2)
    this.#mask = this.#low.length - 1
    this.#count = 0
    for (let i = 0; i < low.length; i += 1) {
      const l = low[i] ?? 0
      const h = high[i] ?? 0
      if (l !== 0 || h !== 0) this.add(l, h)
    }
  }
}
