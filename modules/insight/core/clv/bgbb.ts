import type { Fit } from './bgnbd.ts'
import { errorsAt, minimise, sloped } from './minimise.ts'
import { lbeta } from './special.ts'

/** Parameters of BG/BB: a chance to buy at each opportunity ~ Beta(alpha, beta), to be gone ~ Beta(gamma, delta). */
export type BgBb = { readonly alpha: number; readonly beta: number; readonly gamma: number; readonly delta: number }
/** Alike people: bought at `x` of `chances` opportunities, last at the `last`-th. */
export type Chances = { readonly x: number; readonly last: number; readonly chances: number; readonly n: number }

/** ln of the likelihood of one history (Fader, Hardie & Shang 2010, eq. 4), without the combinatorial term. */
function logOf({ alpha, beta, gamma, delta }: BgBb, { x, last, chances }: Chances): number {
  const fixed = lbeta(alpha, beta) + lbeta(gamma, delta)
  let sum = Math.exp(lbeta(alpha + x, beta + chances - x) + lbeta(gamma, delta + chances) - fixed)
  for (let i = 0; i < chances - last; i += 1)
    sum += Math.exp(lbeta(alpha + x, beta + last - x + i) + lbeta(gamma + 1, delta + last + i) - fixed)
  return Math.log(sum)
}

/** Maximum likelihood of BG/BB, for purchases at set opportunities (a yearly donation, a monthly box). */
export function fitBgBb(rows: readonly Chances[]): Fit<BgBb> {
  const slope = sloped((at) => {
    const [alpha = 0, beta = 0, gamma = 0, delta = 0] = at.map(Math.exp)
    return rows.reduce((sum, row) => sum - row.n * logOf({ alpha, beta, gamma, delta }, row), 0)
  })
  const { at, value, steps } = minimise(slope, [
    [0, 0, 0, 0],
    [0, -0.5, -0.5, 1],
  ])
  const [alpha = 0, beta = 0, gamma = 0, delta = 0] = at.map(Math.exp)
  const [ea = null, eb = null, ec = null, ed = null] = errorsAt(slope, at)
  return {
    ...{ parameters: { alpha, beta, gamma, delta }, errors: { alpha: ea, beta: eb, gamma: ec, delta: ed } },
    ...{ logLikelihood: -value, steps },
  }
}
