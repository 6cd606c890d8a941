/** FNV-1a over the characters, whole and without a sign. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (const letter of text) hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 0x01000193)
  // Its low bits are weak where texts differ at the end only: murmur's last step spreads them.
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}

/** Which of so many texts somebody gets in a message: the same whenever it is asked, and even over people. */
export const variantOf = (message: string, person: string, texts: number): number =>
  texts <= 1 ? 0 : hashOf(`${message} ${person}`) % texts

/** Whether somebody is of the part that tests the texts; a share of 0.2 is one in five. It hangs on nothing of them. */
export const isInTrial = (message: string, person: string, share: number): boolean =>
  variantOf(`trial ${message}`, person, 1000) < share * 1000

/** What became of one text. */
export interface Arm {
  /** Whom it reached, so far as is known. */
  readonly people: number
  /** Of these, who did what counts. */
  readonly done: number
}

interface Interval {
  readonly from: number
  readonly to: number
}

/** Two-sided quantile of the normal distribution for 95 %, shared out over so many comparisons (Bonferroni). */
const quantiles = [1.959964, 1.959964, 2.241403, 2.39398] as const
const quantile = (comparisons: number): number => quantiles[Math.min(comparisons, 3)] ?? 1.959964

/** Wilson's score interval of a rate: holds near 0 too, where click rates live. (Wilson 1927) */
export function wilson({ people, done }: Arm, z = quantile(1)): Interval {
  if (people === 0) return { from: 0, to: 1 }
  const rate = done / people
  const size = 1 + (z * z) / people
  const middle = rate + (z * z) / (2 * people)
  const reach = z * Math.sqrt((rate * (1 - rate)) / people + (z * z) / (4 * people * people))
  return { from: Math.max(0, (middle - reach) / size), to: Math.min(1, (middle + reach) / size) }
}

/** Interval of the difference of two rates, `one` minus `other`: Newcombe's of 1998 (method 10), from two of Wilson's. */
export function difference(one: Arm, other: Arm, z = quantile(1)): Interval {
  const [a, b] = [wilson(one, z), wilson(other, z)]
  const rate = ({ people, done }: Arm) => (people === 0 ? 0.5 : done / people)
  const [p, q] = [rate(one), rate(other)]
  return {
    from: p - q - Math.hypot(p - a.from, b.to - q),
    to: p - q + Math.hypot(a.to - p, q - b.from),
  }
}

/** The text that is better than each of the others beyond chance; null = none is, or nobody can tell yet. */
export function winnerOf(arms: readonly Arm[]): number | null {
  if (arms.length < 2) return null
  const z = quantile(arms.length - 1)
  const isBest = (one: Arm, i: number) => arms.every((other, j) => i === j || difference(one, other, z).from > 0)
  const best = arms.findIndex(isBest)
  return best < 0 ? null : best
}
