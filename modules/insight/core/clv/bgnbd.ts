import { errorsAt, minimise, type Slope } from './minimise.ts'
import { digamma, lgamma, series } from './special.ts'

/** Buyers as the models see them, in columns: alike ones stand on one row, `n` times. */
export type Buyers = {
  /** Repeat purchases: days with an order after the first one. */
  readonly x: Float64Array
  /** From the first purchase to the last, in units. */
  readonly tx: Float64Array
  /** From the first purchase to the end of what was seen, in units. */
  readonly span: Float64Array
  readonly n: Float64Array
}
export type Buyer = { readonly x: number; readonly tx: number; readonly span: number }
export type BgNbd = { readonly r: number; readonly alpha: number; readonly a: number; readonly b: number }
/** Standard errors; null where the data do not say. */
export type Errors<P> = { readonly [K in keyof P]: number | null }
export type Fit<P> = {
  readonly parameters: P
  readonly errors: Errors<P>
  readonly logLikelihood: number
  readonly steps: number
}

/** The different values of a column, and which of them each row has: Γ need be taken of those alone. */
export function distinct(column: Float64Array): { values: Float64Array; index: Uint32Array } {
  const seen = new Map<number, number>()
  const index = Uint32Array.from(column, (value) => {
    const known = seen.get(value)
    if (known !== undefined) return known
    seen.set(value, seen.size)
    return seen.size - 1
  })
  return { values: Float64Array.from(seen.keys()), index }
}

/**
 * Negative log-likelihood of BG/NBD and its slope in the logarithms of r, α, a, b (Fader, Hardie & Lee 2005, eq. 7 in
 * logarithms): Γ(r+x)α^r ÷ Γ(r) · B(a,b+x) ÷ B(a,b) · [(α+T)^−(r+x) + 1(x>0) a ÷ (b+x−1) · (α+tx)^−(r+x)].
 */
function bgnbdSlope(buyers: Buyers): Slope {
  const { x, n } = buyers
  const { values, index } = distinct(x)
  const weights = new Float64Array(values.length)
  for (let i = 0; i < n.length; i += 1) {
    const k = index[i] ?? 0
    weights[k] = (weights[k] ?? 0) + (n[i] ?? 0)
  }
  const dropOut = new Float64Array(values.length)
  return (at) => {
    const [r = 0, alpha = 0, a = 0, b = 0] = at.map(Math.exp)
    const sum = ofCounts(values, weights, r, alpha, a, b)
    for (let k = 0; k < values.length; k += 1) dropOut[k] = Math.log(a) - Math.log(b + (values[k] ?? 0) - 1)
    const times = ofTimes(buyers, index, dropOut, { r, alpha, a, b })
    const slope = [sum.r + times.r, sum.alpha + times.alpha, sum.a + times.a, sum.b + times.b]
    const gradient = [r, alpha, a, b].map((parameter, i) => -(slope[i] ?? 0) * parameter)
    return { value: -(sum.value + times.value), gradient }
  }
}

/** The part that asks when people bought. `dropOut`: ln a − ln(b+x−1) by number of purchases. */
function ofTimes({ x, tx, span, n }: Buyers, index: Uint32Array, dropOut: Float64Array, { r, alpha, a, b }: BgNbd) {
  // Locals and no objects in this loop: it runs over every history at every step, and is half as fast with them.
  let value = 0
  let dr = 0
  let dalpha = 0
  let da = 0
  let db = 0
  for (let i = 0; i < n.length; i += 1) {
    const count = n[i] as number
    const repeats = x[i] as number
    const shape = r + repeats
    const whole = alpha + (span[i] as number)
    const logWhole = Math.log(whole)
    value -= count * shape * logWhole
    if (repeats === 0) {
      dr -= count * logWhole
      dalpha -= (count * shape) / whole
      continue
    }
    const part = alpha + (tx[i] as number)
    const longer = logWhole - Math.log(part)
    // How much likelier it is that the person has gone after the last purchase than that they are still there.
    const odds = (dropOut[index[i] as number] as number) + shape * longer
    const still = Math.exp(-Math.abs(odds))
    const gone = odds > 0 ? 1 / (1 + still) : still / (1 + still)
    value += count * (Math.max(0, odds) + Math.log(1 + still))
    dr -= count * (logWhole - gone * longer)
    dalpha -= count * shape * ((1 - gone) / whole + gone / part)
    da += count * gone
    db += (count * gone) / (b + repeats - 1)
  }
  return { value, r: dr, alpha: dalpha, a: da / a, b: -db }
}

/** The part of the log-likelihood that asks for the number of purchases alone. */
function ofCounts(values: Float64Array, weights: Float64Array, r: number, alpha: number, a: number, b: number) {
  const sum = { value: 0, r: 0, alpha: 0, a: 0, b: 0 }
  const fixed = r * Math.log(alpha) - lgamma(r) + lgamma(a + b) - lgamma(b)
  const [psiR, psiB, psiAB] = [digamma(r), digamma(b), digamma(a + b)]
  for (let k = 0; k < values.length; k += 1) {
    const x = values[k] ?? 0
    const n = weights[k] ?? 0
    sum.value += n * (lgamma(r + x) + lgamma(b + x) - lgamma(a + b + x) + fixed)
    sum.r += n * (digamma(r + x) - psiR + Math.log(alpha))
    sum.alpha += (n * r) / alpha
    sum.a += n * (psiAB - digamma(a + b + x))
    sum.b += n * (psiAB - psiB + digamma(b + x) - digamma(a + b + x))
  }
  return sum
}

/** Maximum likelihood of BG/NBD with standard errors; the log-likelihood is without the individual combinatorial term. */
export function fitBgNbd(buyers: Buyers): Fit<BgNbd> {
  const slope = bgnbdSlope(buyers)
  const scale = Math.log(Math.max(1e-6, meanSpan(buyers)))
  const starts = [
    [-1, scale - 2, -0.5, 0.5],
    [0.5, scale, -2, 1.5],
  ]
  const few = sampled(buyers)
  const { at, value, steps } = minimise(slope, few ? [minimise(bgnbdSlope(few), starts).at] : starts)
  const [r = 0, alpha = 0, a = 0, b = 0] = at.map(Math.exp)
  const [er = null, ealpha = null, ea = null, eb = null] = errorsAt(slope, at)
  return {
    ...{ parameters: { r, alpha, a, b }, errors: { r: er, alpha: ealpha, a: ea, b: eb } },
    ...{ logLikelihood: -value, steps },
  }
}

const enough = 10_000

/** Every so-manieth row where there are very many: whoever begins where these ended is nearly there. Null where not. */
export function sampled<C extends Readonly<Record<string, Float64Array>>>(columns: C): C | null {
  const rows = Object.values(columns)[0]?.length ?? 0
  const step = Math.floor(rows / enough)
  if (step < 2) return null
  const thin = Object.entries(columns).map(([name, column]) => [name, column.filter((_, i) => i % step === 0)])
  return Object.fromEntries(thin) as C
}

export function meanSpan({ span, n }: Buyers): number {
  let sum = 0
  let people = 0
  for (let i = 0; i < n.length; i += 1) {
    sum += (n[i] ?? 0) * (span[i] ?? 0)
    people += n[i] ?? 0
  }
  return people === 0 ? 1 : sum / people
}

/** P(still a customer). Someone who never came back is always alive to this model: its known weakness. */
export function aliveBgNbd({ r, alpha, a, b }: BgNbd, { x, tx, span }: Buyer): number {
  if (x === 0) return 1
  const odds = Math.log(a) - Math.log(b + x - 1) + (r + x) * Math.log((alpha + span) / (alpha + tx))
  return 1 / (1 + Math.exp(odds))
}

/** Euler's transformation is the better form up to this a − 1, and from this a + b − 1 − r: beyond, its terms grow or alternate. */
const [eulerUntil, eulerFrom] = [4, -2]

/**
 * Expected purchases in the next `t` units (eq. 10): (a+b+x−1) ÷ (a−1) · [1 − (1−z)^(r+x) ₂F₁(r+x, b+x; a+b+x−1; z)]
 * × P(alive), z = t ÷ (α+T+t).
 */
export function expectedBgNbd(model: BgNbd, buyer: Buyer, t: number): number {
  const { r, alpha, a, b } = model
  const { x, span } = buyer
  const z = t / (alpha + span + t)
  const top = a + b + x - 1
  const log = Math.log1p(-z)
  const eps = a - 1
  const shape = a + b - 1 - r
  const mean =
    eps > eulerUntil || shape < eulerFrom
      ? awayFromOne({ eps, rate: r + x, stay: b + x, top, z, log })
      : aroundOne({ eps, shape, top, z, log })
  return Math.max(0, top * mean * aliveBgNbd(model, buyer))
}

interface Terms {
  /** a − 1. */
  readonly eps: number
  readonly top: number
  readonly z: number
  /** ln(1 − z). */
  readonly log: number
}

/** [1 − (1−z)^(r+x) ₂F₁] ÷ ε as it stands: every term is positive. At ε = 0 a neighbour stands for it. */
function awayFromOne({ eps, rate, stay, top, z, log }: Terms & { rate: number; stay: number }): number {
  const off = Math.abs(eps) < 1e-6 ? 1e-6 : eps
  const ratio = (n: number) => (((rate + n) * (stay + n)) / ((stay + off + n) * (n + 1))) * z
  return top === 0 ? 0 : (1 - series(1, ratio, rate * log)) / off
}

/**
 * [1 − (1−z)^ε ₂F₁(a+b−1−r, ε; a+b+x−1; z)] ÷ ε, ε = a − 1: after Euler's transformation the powers of r + x cancel, and
 * with one ε taken out of the series, −(e^{εL} − 1) ÷ ε − e^{εL} Σ (shape)ₙ (ε+1)ₙ₋₁ zⁿ ÷ ((top)ₙ n!), nothing breaks at a = 1.
 */
function aroundOne({ eps, shape, top, z, log }: Terms & { shape: number }): number {
  const straight = Math.abs(eps * log) < 1e-12 ? log : Math.expm1(eps * log) / eps
  const first = (shape / top) * z
  const ratio = (n: number) => (((shape + n + 1) * (eps + n + 1)) / ((top + n + 1) * (n + 2))) * z
  return -straight - series(first, ratio, eps * log)
}

/** Expected purchases of somebody new in their first `t` units after the first one. */
export const expectedNew = (model: BgNbd, t: number): number => expectedBgNbd(model, { x: 0, tx: 0, span: 0 }, t)
