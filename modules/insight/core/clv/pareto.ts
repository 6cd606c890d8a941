import { type Buyer, type Buyers, type Fit, meanSpan } from './bgnbd.ts'
import { errorsAt, minimise, sloped } from './minimise.ts'
import { lgamma, series } from './special.ts'

export type ParetoNbd = { readonly r: number; readonly alpha: number; readonly s: number; readonly beta: number }

/**
 * ln ₂F₁(a, b; a+1; z), 0 ≤ z < 1, by Euler's transformation: every term is positive and falls faster than zⁿ, also
 * where the plain series would crawl.
 */
function logHyper(a: number, b: number, z: number): number {
  const other = a + 1 - b
  const sum = series(1, (n) => ((other + n) / (a + 1 + n)) * z)
  return (1 - b) * Math.log1p(-z) + Math.log(sum)
}

/** ln of e^one − e^other, one > other. */
const logMinus = (one: number, other: number) => (one > other ? one + Math.log1p(-Math.exp(other - one)) : -Infinity)
const logPlus = (one: number, other: number) => {
  const high = Math.max(one, other)
  return high === -Infinity ? high : high + Math.log(Math.exp(one - high) + Math.exp(other - high))
}

/** ln of both ways a history can have come about: still alive, or gone between the last purchase and now. */
function ways({ r, alpha, s, beta }: ParetoNbd, { x, tx, span }: Buyer): { alive: number; gone: number } {
  const alive = -(r + x) * Math.log(alpha + span) - s * Math.log(beta + span)
  const all = r + s + x
  const [high, low, b] = alpha >= beta ? [alpha, beta, s + 1] : [beta, alpha, r + x]
  const part = (time: number) => logHyper(all, b, (high - low) / (high + time)) - all * Math.log(high + time)
  return { alive, gone: Math.log(s / all) + logMinus(part(tx), part(span)) }
}

/** ln of the likelihood of one history, without the combinatorial term (Fader & Hardie 2005, note on Pareto/NBD). */
function logOf(model: ParetoNbd, buyer: Buyer): number {
  const { r, alpha, s, beta } = model
  const { alive, gone } = ways(model, buyer)
  return lgamma(r + buyer.x) - lgamma(r) + r * Math.log(alpha) + s * Math.log(beta) + logPlus(alive, gone)
}

/** Maximum likelihood of Pareto/NBD with standard errors. Eight times the likelihood for each slope: for thousands of rows. */
export function fitPareto(buyers: Buyers): Fit<ParetoNbd> {
  const { x, tx, span, n } = buyers
  const slope = sloped((at) => {
    const [r = 0, alpha = 0, s = 0, beta = 0] = at.map(Math.exp)
    let sum = 0
    for (let i = 0; i < n.length; i += 1) {
      const buyer = { x: x[i] ?? 0, tx: tx[i] ?? 0, span: span[i] ?? 0 }
      sum -= (n[i] ?? 0) * logOf({ r, alpha, s, beta }, buyer)
    }
    return sum
  })
  const scale = Math.log(Math.max(1e-6, meanSpan(buyers)))
  const { at, value, steps } = minimise(slope, [[-0.5, scale - 1, -0.5, scale - 1]])
  const [r = 0, alpha = 0, s = 0, beta = 0] = at.map(Math.exp)
  const [er = null, ealpha = null, es = null, ebeta = null] = errorsAt(slope, at)
  return {
    ...{ parameters: { r, alpha, s, beta }, errors: { r: er, alpha: ealpha, s: es, beta: ebeta } },
    ...{ logLikelihood: -value, steps },
  }
}

/** P(still a customer). */
export function alivePareto(model: ParetoNbd, buyer: Buyer): number {
  const { alive, gone } = ways(model, buyer)
  return 1 / (1 + Math.exp(gone - alive))
}

/** Expected purchases in the next `t` units. */
export function expectedPareto(model: ParetoNbd, buyer: Buyer, t: number): number {
  const { r, alpha, s, beta } = model
  const since = beta + buyer.span
  const log = Math.log(since / (since + t))
  const eps = s - 1
  const mean = Math.abs(eps * log) < 1e-12 ? -log : -Math.expm1(eps * log) / eps
  return (alivePareto(model, buyer) * (r + buyer.x) * since * mean) / (alpha + buyer.span)
}
