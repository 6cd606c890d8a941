import { distinct, type Fit, sampled } from './bgnbd.ts'
import { errorsAt, minimise, type Slope } from './minimise.ts'
import { digamma, lgamma } from './special.ts'

export type GammaGamma = { readonly p: number; readonly q: number; readonly v: number }
/** Buyers who came back, in columns: number of repeat purchases and their mean spend (> 0), `n` alike. */
export type Spends = { readonly x: Float64Array; readonly mean: Float64Array; readonly n: Float64Array }

/**
 * Negative log-likelihood of Gamma-Gamma and its slope in the logarithms of p, q, v (Fader & Hardie 2013, eq. 1a):
 * Γ(px+q) ÷ (Γ(px)Γ(q)) · v^q m^(px−1) x^(px) ÷ (v + mx)^(px+q), for a mean spend m of x purchases.
 */
function gammaGammaSlope(spends: Spends): Slope {
  const { x, mean, n } = spends
  const total = Float64Array.from(x, (count, i) => count * (mean[i] ?? 0))
  const { values, weights, people, logs, weighted } = fixedOf(spends)
  return (at) => {
    const [p = 0, q = 0, v = 0] = at.map(Math.exp)
    const [psiQ, logV] = [digamma(q), Math.log(v)]
    let value = people * (q * logV - lgamma(q)) + p * weighted - logs
    let dp = weighted
    let dq = people * (logV - psiQ)
    let dv = (people * q) / v
    for (let k = 0; k < values.length; k += 1) {
      const count = values[k] ?? 0
      const weight = weights[k] ?? 0
      const psi = digamma(p * count + q)
      value += weight * (lgamma(p * count + q) - lgamma(p * count))
      dp += weight * count * (psi - digamma(p * count))
      dq += weight * psi
    }
    for (let i = 0; i < n.length; i += 1) {
      const count = n[i] as number
      const repeats = x[i] as number
      const sum = (total[i] as number) + v
      const log = Math.log(sum)
      const shape = p * repeats + q
      value -= count * shape * log
      dp -= count * repeats * log
      dq -= count * log
      dv -= (count * shape) / sum
    }
    return { value: -value, gradient: [-dp * p, -dq * q, -dv * v] }
  }
}

/** What does not change with the parameters: people by number of purchases, and the sums of logarithms. */
function fixedOf({ x, mean, n }: Spends) {
  const { values, index } = distinct(x)
  const weights = new Float64Array(values.length)
  let [logs, weighted, people] = [0, 0, 0]
  for (let i = 0; i < n.length; i += 1) {
    const [count, k, repeats, spend] = [n[i] ?? 0, index[i] ?? 0, x[i] ?? 0, mean[i] ?? 1]
    weights[k] = (weights[k] ?? 0) + count
    people += count
    logs += count * Math.log(spend)
    weighted += count * repeats * Math.log(repeats * spend)
  }
  return { values, weights, people, logs, weighted }
}

/** Maximum likelihood of Gamma-Gamma with standard errors; v is in the unit of the spends. */
export function fitGammaGamma(spends: Spends): Fit<GammaGamma> {
  const slope = gammaGammaSlope(spends)
  const scale = Math.log(typical(spends))
  const starts = [
    [1.5, 1.2, scale - 0.5],
    [0, 0.7, scale],
  ]
  const few = sampled(spends)
  const { at, value, steps } = minimise(slope, few ? [minimise(gammaGammaSlope(few), starts).at] : starts)
  const [p = 0, q = 0, v = 0] = at.map(Math.exp)
  const [ep = null, eq = null, ev = null] = errorsAt(slope, at)
  return { parameters: { p, q, v }, errors: { p: ep, q: eq, v: ev }, logLikelihood: -value, steps }
}

function typical({ mean, n }: Spends): number {
  let [sum, people] = [0, 0]
  for (let i = 0; i < n.length; i += 1) {
    sum += (n[i] ?? 0) * (mean[i] ?? 0)
    people += n[i] ?? 0
  }
  return people === 0 ? 1 : sum / people
}

/** Expected spend of one purchase: between the person's own mean and that of all, by how often they bought. */
export function expectedSpend({ p, q, v }: GammaGamma, x: number, mean: number): number {
  const seen = x > 0 && mean > 0 ? x : 0
  const weight = p * seen + q - 1
  // With q ≤ 1 the mean of all has no bound: only the person's own is left, and none at all for a newcomer.
  if (weight <= 0) return seen > 0 ? mean : v * p
  return (p * (v + mean * seen)) / weight
}
