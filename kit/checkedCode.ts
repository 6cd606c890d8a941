/** Digits and small letters that nobody takes for another: no 0, 1, i, l, o. There are 31, a prime: see `checkOf`. */
const letters = '23456789abcdefghjkmnpqrstuvwxyz'

const values = new Map([...letters].map((letter, value) => [letter, value]))

/**
 * A code of `length` letters whose last one is the check. `random` gives whole numbers in [0, 31), as many as asked for.
 * One wrong letter, or two that changed places, is always noticed; anything else 30 times in 31.
 */
export function checkedCode(length: number, random: (count: number) => readonly number[]): string {
  const body = random(length - 1).map((value) => letters[value] ?? '2')
  return `${body.join('')}${letters[checkOf(body)]}`
}

/** Whether a code, in small letters, fits its check. */
export function isCheckedCode(text: string): boolean {
  if (text.length < 3 || text.length > 30) return false
  const body = [...text.slice(0, -1)]
  if (!body.every((letter) => values.has(letter))) return false
  return letters[checkOf(body)] === text.at(-1)
}

/** Each place has a weight of its own: modulo a prime no single change and no swap of two places gives the same sum (as in ISO 7064 and ISBN-10). */
function checkOf(body: readonly string[]): number {
  return body.reduce((sum, letter, i) => sum + (i + 2) * (values.get(letter) ?? 0), 0) % letters.length
}
