import { z } from 'zod'
import { need, Refusal } from '../http/refusal.ts'
import type { Route } from '../http/route.ts'
import type { Order, Refund } from '../world/moneyRows.ts'
import type { World } from '../world/world.ts'
import { showPayment } from './paying.ts'
import { book, payRoute, tellMerchant } from './route.ts'
import { timeOf } from './sign.ts'

const year = 365 * 86_400_000

const asked = z.object({
  transaction_id: z.string().optional(),
  out_trade_no: z.string().optional(),
  out_refund_no: z.string().regex(/^[0-9A-Za-z_\-|*@]{1,64}$/),
  reason: z.string().max(80).optional(),
  notify_url: z.string().optional(),
  amount: z.object({ refund: z.number().int().positive(), total: z.number().int(), currency: z.literal('CNY') }),
})

/** Refunds: the same number pays once. */
export const refundRoutes: Route[] = [
  payRoute('POST', '/v3/refund/domestic/refunds', asked, (world, input) => {
    const order = orderFor(world, input)
    const before = world.rows.refunds.get(input.out_refund_no)
    if (before !== undefined) {
      if (before.order !== order.id || before.amount !== input.amount.refund)
        throw new Refusal('INVALID_REQUEST', '请求参数与原退款单不一致')
      return shownRefund(world, before)
    }
    checkRefund(world, order, input)
    book(world, -input.amount.refund)
    world.rows.orders.put({ ...order, state: 'REFUND', refunded: order.refunded + input.amount.refund })
    const refund = world.rows.refunds.put({
      id: input.out_refund_no,
      refund: `5030${String(world.dice.count('refund')).padStart(24, '0')}`,
      order: order.id,
      amount: input.amount.refund,
      ...(input.reason === undefined ? {} : { reason: input.reason }),
      ...(input.notify_url === undefined ? {} : { notify: input.notify_url }),
      at: world.clock.now(),
      status: 'PROCESSING',
    })
    world.ledger.add('pay.refunded', { order: order.id, refund: refund.id, amount: refund.amount })
    world.clock.after(world.settings.resultSeconds * 1000, 'refund', { id: refund.id })
    return shownRefund(world, refund)
  }),
  payRoute('GET', '/v3/refund/domestic/refunds/:no', z.object({ no: z.string() }), (world, { no }) =>
    shownRefund(world, need(world.rows.refunds.get(no), 'RESOURCE_NOT_EXISTS', '退款单不存在')),
  ),
]

function orderFor(world: World, { transaction_id, out_trade_no }: z.output<typeof asked>): Order {
  const found =
    transaction_id !== undefined
      ? world.rows.orders.by('transaction', transaction_id)[0]
      : world.rows.orders.get(need(out_trade_no, 'PARAM_ERROR', 'transaction_id or out_trade_no'))
  const order = need(found, 'RESOURCE_NOT_EXISTS', '订单不存在')
  if (order.transaction === undefined) throw new Refusal('INVALID_REQUEST', '订单未支付')
  return order
}

function checkRefund(world: World, order: Order, { amount }: z.output<typeof asked>): void {
  if (amount.total !== order.total) throw new Refusal('INVALID_REQUEST', '订单金额与原订单不一致')
  if (world.clock.now() - (order.paid ?? 0) > year) throw new Refusal('INVALID_REQUEST', '订单已超过退款期限')
  if (order.refunded + amount.refund > order.total) throw new Refusal('INVALID_REQUEST', '退款金额大于可退金额')
  if (order.total - order.refunded - order.shared < amount.refund) throw new Refusal('NOT_ENOUGH', '请先回退分账')
  if (world.rows.refunds.by('order', order.id).length >= world.settings.refundsPerOrder)
    throw new Refusal('RULE_LIMIT', '部分退款次数超限')
}

const shownRefund = (world: World, { id, refund, order: no, amount, status, at, done }: Refund) => {
  const order = world.rows.orders.get(no)
  return {
    refund_id: refund,
    out_refund_no: id,
    transaction_id: order?.transaction,
    out_trade_no: no,
    channel: 'ORIGINAL',
    user_received_account: '支付用户零钱',
    ...(done === undefined ? {} : { success_time: timeOf(done) }),
    create_time: timeOf(at),
    status,
    funds_account: 'AVAILABLE',
    amount: {
      total: order?.total,
      refund: amount,
      payer_total: order?.total,
      payer_refund: amount,
      settlement_refund: amount,
      settlement_total: order?.total,
      discount_refund: 0,
      currency: 'CNY',
    },
  }
}

/** The money arrives a little later. */
export function finishRefund(world: World, id: string): void {
  const before = world.rows.refunds.get(id)
  if (before === undefined || before.status !== 'PROCESSING') return
  const refund = world.rows.refunds.put({ ...before, status: 'SUCCESS', done: world.clock.now() })
  const order = world.rows.orders.get(refund.order)
  const person = order?.person === undefined ? undefined : world.rows.people.get(order.person)
  if (person !== undefined) showPayment(world, person, '退款到账', { order: refund.order, fen: refund.amount })
  const shown = shownRefund(world, refund)
  const { refund_id, out_refund_no, transaction_id, out_trade_no, user_received_account, success_time } = shown
  tellMerchant(
    world,
    refund.notify,
    { event: 'REFUND.SUCCESS', summary: '退款成功', original: 'refund', order: refund.order },
    {
      mchid: world.credentials.pay.mchid,
      out_trade_no,
      transaction_id,
      out_refund_no,
      refund_id,
      refund_status: 'SUCCESS',
      success_time,
      user_received_account,
      amount: { total: order?.total, refund: refund.amount, payer_total: order?.total, payer_refund: refund.amount },
    },
  )
}
