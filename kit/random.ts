/** A source of chance that gives the same numbers for the same seed, on every machine. */
export interface Random {
  /** In [0, 1). */
  next(): number
  /** A whole number in [from, to], both ends included. */
  int(from: number, to: number): number
  chance(share: number): boolean
  /** One of the items; the list must not be empty. */
  pick<T>(items: readonly T[]): T
  shuffled<T>(items: readonly T[]): T[]
  /** Log-normal: `median` × e^(`sigma` · standard normal). */
  logNormal(median: number, sigma: number): number
  /** `count` numbers in [0, 1) that cover it evenly, in random order: sums of them hardly vary. */
  even(count: number): number[]
  /** A source of its own for a part of the work, so that a change there moves nothing elsewhere. */
  fork(name: string): Random
}

/** The source of a seed, any text. Counter with a 32-bit finaliser; not for secrets. */
export function randomOf(seed: string): Random {
  let state = hashOf(seed)
  const next = () => {
    state = (state + 0x9e3779b9) | 0
    return (mixed(state) >>> 0) / 4_294_967_296
  }
  const shuffled = <T>(items: readonly T[]): T[] => {
    const out = [...items]
    for (let i = out.length - 1; i > 0; i -= 1) {
      const j = Math.floor(next() * (i + 1))
      const moved = out[i] as T
      out[i] = out[j] as T
      out[j] = moved
    }
    return out
  }
  const normal = () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next())
  return {
    next,
    shuffled,
    int: (from, to) => from + Math.floor(next() * (to - from + 1)),
    chance: (share) => next() < share,
    pick: <T>(items: readonly T[]) => items[Math.floor(next() * items.length)] as T,
    logNormal: (median, sigma) => median * Math.exp(sigma * normal()),
    even: (count) => shuffled(Array.from({ length: count }, (_, i) => (i + next()) / count)),
    fork: (name) => randomOf(`${seed}\0${name}`),
  }
}

function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i += 1) hash = mixed(Math.imul(hash ^ text.charCodeAt(i), 0x01000193))
  return hash
}

/** Spreads every bit of the input over the output (two rounds of xor-shift and multiply). */
function mixed(value: number): number {
  let z = value ^ (value >>> 16)
  z = Math.imul(z, 0x21f0aaad)
  z ^= z >>> 15
  z = Math.imul(z, 0x735a2d97)
  return z ^ (z >>> 15)
}
