import { aliveBgNbd, type BgNbd, type Buyer, expectedBgNbd } from './bgnbd.ts'
import { expectedSpend, type GammaGamma } from './gammaGamma.ts'

/** Of ten people, eight end within the band. */
const bandShare = 0.8
const mostOrders = 100_000

export type Band = { readonly low: number; readonly high: number }

/**
 * Between which numbers of purchases a person ends with the chance `bandShare`: gone with 1 − alive, else a negative
 * binomial with the mean E ÷ alive and the shape r + x of their rate. Leaving during the time ahead is in the mean alone.
 */
export function ordersBand(expected: number, alive: number, shape: number): Band {
  const tail = (1 - bandShare) / 2
  if (alive <= 0 || expected <= 0) return { low: 0, high: 0 }
  const mean = expected / alive
  const ratio = mean / (shape + mean)
  let mass = alive * (shape / (shape + mean)) ** shape
  let sum = 1 - alive + mass
  let low = sum >= tail ? 0 : -1
  let y = 0
  while (sum < 1 - tail && y < mostOrders) {
    mass *= ((shape + y) / (y + 1)) * ratio
    sum += mass
    y += 1
    if (low < 0 && sum >= tail) low = y
  }
  return { low: Math.max(0, low), high: y }
}

/** What is expected of one person; money in yuan. */
export type PersonValue = {
  readonly alive: number
  readonly orders: number
  readonly ordersBand: Band
  readonly spend: number
  readonly clv: number
  readonly clvBand: Band
}

/** The next `t` units of a person: orders, and orders × expected spend of one. Not discounted; `mean`: of repeat purchases, in yuan. */
export function expectedValue(
  models: { bgnbd: BgNbd; gammaGamma: GammaGamma },
  buyer: Buyer & { readonly mean: number },
  t: number,
): PersonValue {
  const alive = aliveBgNbd(models.bgnbd, buyer)
  const orders = expectedBgNbd(models.bgnbd, buyer, t)
  const band = ordersBand(orders, alive, models.bgnbd.r + buyer.x)
  const spend = expectedSpend(models.gammaGamma, buyer.x, buyer.mean)
  const clvBand = { low: band.low * spend, high: band.high * spend }
  return { alive, orders, ordersBand: band, spend, clv: orders * spend, clvBand }
}
