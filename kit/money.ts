import { no, ok, type Result } from './result.ts'

/** An exact decimal number: `units` ÷ 10^`scale`. */
export type Decimal = { readonly units: bigint; readonly scale: number }
export type MoneyRefusal = 'not-a-number' | 'too-large'

const plain = /^([+-]?)(\d+)?(?:\.(\d*))?$/
const grouped = /^[+-]?\d{1,3}(,\d{3})+(\.\d*)?$/
const longest = 60

/**
 * Reads a decimal number exactly. Accepts a sign before or after the currency sign (¥, ￥, 元 at the end), thousands
 * commas in groups of three, full-width forms and blanks around. Refuses exponents, misplaced commas, anything else.
 */
export function decimal(text: string): Result<Decimal, 'not-a-number'> {
  if (text.length > longest) return no('not-a-number')
  let s = plain.test(text) ? text : normalise(text)
  if (grouped.test(s)) s = s.replaceAll(',', '')
  const match = plain.exec(s)
  const whole = match?.[2] ?? ''
  const fraction = match?.[3] ?? ''
  if (!match || whole + fraction === '') return no('not-a-number')
  const size = BigInt(whole + fraction)
  return ok({ units: match[1] === '-' ? -size : size, scale: fraction.length })
}

// NFKC turns ０–９，．－＋￥ into their ASCII forms (￥ U+FFE5 becomes ¥ U+00A5).
function normalise(text: string): string {
  const s = text.normalize('NFKC').replaceAll('−', '-').trim()
  return s.replace(/^([+-]?)\s*(?:¥|CNY|RMB)\s*([+-]?)\s*(?=[\d.])/i, '$1$2').replace(/(?<=[\d.])\s*元$/, '')
}

/** Amount in yuan as text → fen. Halves are rounded away from zero (half up of the absolute value): -0.005 → -1 fen. */
export function fenOf(text: string): Result<number, MoneyRefusal> {
  const amount = decimal(text)
  return amount.ok ? roundToFen(amount.value) : amount
}

/** Unit price in yuan × quantity, both decimal text, multiplied exactly and rounded once, like `fenOf`, to fen. */
export function lineFen(price: string, quantity: string): Result<number, MoneyRefusal> {
  const p = decimal(price)
  if (!p.ok) return p
  const q = decimal(quantity)
  if (!q.ok) return q
  return roundToFen({ units: p.value.units * q.value.units, scale: p.value.scale + q.value.scale })
}

function roundToFen({ units, scale }: Decimal): Result<number, 'too-large'> {
  const size = units < 0n ? -units : units
  let fen: bigint
  if (scale <= 2) fen = size * 10n ** BigInt(2 - scale)
  else {
    const step = 10n ** BigInt(scale - 2)
    fen = (size + step / 2n) / step
  }
  if (fen > BigInt(Number.MAX_SAFE_INTEGER)) return no('too-large')
  return ok(units < 0n && fen > 0n ? -Number(fen) : Number(fen))
}

/** Fen → yuan as text with two decimals, without grouping: -120 → "-1.20". */
export function yuanText(fen: number): string {
  const digits = String(Math.abs(fen)).padStart(3, '0')
  return `${fen < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`
}

/** Splits a whole `total` over weights ≥ 0 by largest remainder; the parts sum to `total`. All weights 0: evenly. */
export function splitByWeights(total: number, weights: readonly number[]): number[] {
  const sum = weights.reduce((a, b) => a + b, 0)
  return roundParts(
    total,
    weights.map((weight) => (sum > 0 ? total * (weight / sum) : total / weights.length)),
  )
}

/**
 * Rounds real parts of a whole `total` (any signs) to whole numbers by largest remainder, so that they sum to `total`
 * exactly even where the parts carry float errors. No parts: an empty list.
 */
export function roundParts(total: number, parts: readonly number[]): number[] {
  const floors = parts.map(Math.floor)
  if (floors.length === 0) return floors
  const order = parts
    .map((part, i) => ({ i, rest: part - Math.floor(part) }))
    .sort((a, b) => b.rest - a.rest || a.i - b.i)
  const gap = BigInt(total) - floors.reduce((sum, part) => sum + BigInt(part), 0n)
  const each = gap / BigInt(floors.length)
  const open = Number(gap % BigInt(floors.length))
  const ranked = open < 0 ? order.toReversed() : order
  const extra = new Set(ranked.slice(0, Math.abs(open)).map((entry) => entry.i))
  // The gap of parts that sum to something else entirely may be beyond what a number holds exactly.
  return floors.map((part, i) => Number(BigInt(part) + each + BigInt(extra.has(i) ? Math.sign(open) : 0)))
}
