import type { Random } from '#kit/random'
import { day, hour } from '#kit/time'
import { Thinner } from './calendar.ts'
import { goodOf } from './goods.ts'
import { dayOf, type Order, type Stage } from './model.ts'
import { amountOf } from './orders.ts'

/** Cause 7: a bad batch of monthly lenses, sold in the month before and sent back within a week. */
export const badBatch = { soldFrom: 58, soldTo: 87, from: 88, to: 95, share: 0.8 } as const
const partly = 0.2
/** Of what is paid in the private domain, so much goes back. */
const refundedShare = 0.035

/** Gives some orders their refund: the bad batch, the usual share of each kind of goods, and glasses up to the whole. */
export function refundOrders(stage: Stage, own: readonly Order[], sides: readonly Order[]) {
  const random = stage.random.fork('refunds')
  const thinner = new Thinner(random)
  for (const order of own) if (!isGlasses(order)) refundGoods(random, stage, thinner, order)
  for (const order of sides) refundGoods(random, stage, thinner, order)
  const paid = own.reduce((sum, order) => sum + amountOf(order), 0)
  const back = own.reduce((sum, { refund }) => sum + (refund?.amount ?? 0), 0)
  refundGlasses(random, stage, own.filter(isGlasses), paid * refundedShare - back)
}

const isGlasses = ({ good }: Order) => ['adult', 'child'].includes(goodOf(good).group)

function refundGoods(random: Random, stage: Stage, thinner: Thinner, order: Order) {
  const amount = amountOf(order)
  if (amount <= 0 || order.person === null) return
  const sold = dayOf(stage, order.at)
  if (order.good === 'monthly' && sold >= badBatch.soldFrom && sold <= badBatch.soldTo) {
    if (thinner.happens('batch', badBatch.share)) order.refund = { amount, at: inBadWeek(random, stage) }
  } else if (thinner.happens(order.good, goodOf(order.good).refunded)) {
    order.refund = usual(random, stage, order.at, amount)
  }
}

/** One pair of control lenses, then glasses of adults until the sum is reached: few orders, much money. */
function refundGlasses(random: Random, stage: Stage, orders: readonly Order[], sum: number) {
  const sold = orders.filter(({ at }) => at < stage.end - 20 * day)
  const isControl = ({ good }: Order) => good === 'control'
  const others = random.shuffled(sold.filter(({ good }) => good === 'adult'))
  let left = sum
  for (const order of [...random.shuffled(sold.filter(isControl)).slice(0, 1), ...others]) {
    const amount = amountOf(order)
    if (left < 10_000) return
    if (amount > left * 1.1) continue
    order.refund = usual(random, stage, order.at, amount)
    left -= order.refund?.amount ?? 0
  }
}

function inBadWeek(random: Random, stage: Stage): number {
  const index = random.int(badBatch.from, badBatch.to)
  return stage.start + index * day + Math.floor((9 + 12 * random.next()) * hour)
}

/** Seven in ten within a week, nearly all within two; one in five of a part only. None yet when it would come later. */
function usual(random: Random, stage: Stage, at: number, amount: number): Order['refund'] {
  const place = random.next()
  const days = place < 0.7 ? 0.2 + 6.8 * random.next() : place < 0.95 ? 7 + 8 * random.next() : 15 + 45 * random.next()
  const back = Math.floor(at + days * day)
  const share = random.chance(partly) ? 0.3 + 0.3 * random.next() : 1
  return back >= stage.end ? null : { amount: Math.round(amount * share), at: back }
}
