import { createHash } from 'node:crypto'
import type { Row, Table } from './table.ts'

export interface Counter extends Row {
  value: number
}

const letters = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/** Text of `length` letters and digits that depends on the seed and the name alone. */
export function letterOf(seed: string, name: string, length: number): string {
  let out = ''
  for (let block = 0; out.length < length; block += 1) {
    const bytes = createHash('sha256').update(`${seed}\0${name}\0${block}`).digest()
    for (const byte of bytes) out += letters[byte % letters.length]
  }
  return out.slice(0, length)
}

export const hexOf = (seed: string, name: string, length: number): string =>
  createHash('sha512').update(`${seed}\0${name}`).digest('hex').slice(0, length)

/** Chance and ids of the world. Both count on from what was drawn before, so the same calls give the same answers. */
export class Dice {
  readonly #counters: Table<Counter>
  seed = '1'

  constructor(counters: Table<Counter>) {
    this.#counters = counters
  }

  /** 1, 2, 3 … for each name. */
  count(name: string): number {
    const value = (this.#counters.get(name)?.value ?? 0) + 1
    this.#counters.put({ id: name, value })
    return value
  }

  /** A new id: `prefix` and `length` letters and digits. */
  id(name: string, prefix: string, length: number): string {
    return prefix + letterOf(this.seed, `${name}:${this.count(name)}`, length)
  }

  /** In [0, 1). */
  roll(name: string): number {
    const bytes = createHash('sha256')
      .update(`${this.seed}\0${name}\0${this.count(`roll:${name}`)}`)
      .digest()
    return bytes.readUInt32BE(0) / 4_294_967_296
  }

  pick<T>(name: string, items: readonly T[]): T | undefined {
    return items[Math.floor(this.roll(name) * items.length)]
  }

  /** The same for the same text: ids that belong to a person, an app, a key. */
  of(name: string, prefix: string, length: number): string {
    return prefix + letterOf(this.seed, name, length)
  }
}
