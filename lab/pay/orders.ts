import { z } from 'zod'
import { need, Refusal } from '../http/refusal.ts'
import type { Route } from '../http/route.ts'
import type { Order } from '../world/moneyRows.ts'
import { personBy } from '../world/people.ts'
import type { World } from '../world/world.ts'
import { payRoute } from './route.ts'
import { timeOf } from './sign.ts'

const notify = z
  .string()
  .max(255)
  .regex(/^https?:\/\/[^?]+$/, 'notify_url must not have a query')

const common = z.object({
  appid: z.string().max(32),
  mchid: z.string(),
  description: z.string().min(1).max(127),
  out_trade_no: z.string().regex(/^[0-9A-Za-z_\-|*]{6,32}$/),
  time_expire: z.string().optional(),
  attach: z.string().max(128).optional(),
  notify_url: notify,
  amount: z.object({ total: z.number().int().positive(), currency: z.literal('CNY').default('CNY') }),
  settle_info: z.object({ profit_sharing: z.boolean().default(false) }).optional(),
})
const payer = z.object({ openid: z.string() })
const byNumber = z.object({ no: z.string(), mchid: z.string() })

/** Orders: made, read, closed. */
export const orderRoutes: Route[] = [
  payRoute('POST', '/v3/pay/transactions/jsapi', common.extend({ payer }), (world, input) => {
    if (personBy(world, `openid:${input.appid}`, input.payer.openid) === undefined)
      throw new Refusal('PARAM_ERROR', '无效的openid')
    return { prepay_id: place(world, 'JSAPI', input, input.payer.openid).prepay }
  }),
  payRoute('POST', '/v3/pay/transactions/native', common, (world, input) => ({
    code_url: `weixin://wxpay/bizpayurl?pr=${place(world, 'NATIVE', input).prepay.slice(-10)}`,
  })),
  payRoute('POST', '/v3/pay/transactions/app', common, (world, input) => ({
    prepay_id: place(world, 'APP', input).prepay,
  })),
  payRoute(
    'POST',
    '/v3/pay/transactions/h5',
    common.extend({
      scene_info: z.object({ payer_client_ip: z.string(), h5_info: z.object({ type: z.string() }).loose() }).loose(),
    }),
    (world, input) => ({ h5_url: `${world.url}/pay/h5?prepay_id=${place(world, 'MWEB', input).prepay}` }),
  ),
  payRoute('GET', '/v3/pay/transactions/out-trade-no/:no', byNumber, (world, input) => {
    checkMerchant(world, input.mchid)
    return shownOrder(world, lapse(world, need(world.rows.orders.get(input.no), 'ORDER_NOT_EXIST', '订单不存在')))
  }),
  payRoute('GET', '/v3/pay/transactions/id/:no', byNumber, (world, input) => {
    checkMerchant(world, input.mchid)
    return shownOrder(world, need(world.rows.orders.by('transaction', input.no)[0], 'ORDER_NOT_EXIST', '订单不存在'))
  }),
  payRoute('POST', '/v3/pay/transactions/out-trade-no/:no/close', byNumber, (world, input) => {
    checkMerchant(world, input.mchid)
    const order = need(world.rows.orders.get(input.no), 'ORDER_NOT_EXIST', '订单不存在')
    if (order.state === 'SUCCESS' || order.state === 'REFUND') throw new Refusal('ORDERPAID', '订单已支付')
    world.rows.orders.put({ ...order, state: 'CLOSED' })
    world.ledger.add('pay.closed', { order: order.id })
    return undefined
  }),
]

function checkMerchant(world: World, mchid: string): void {
  if (mchid !== world.credentials.pay.mchid) throw new Refusal('PARAM_ERROR', 'mchid')
}

function place(world: World, type: Order['type'], input: z.output<typeof common>, openid?: string): Order {
  const { officialAccount, miniprogram } = world.credentials
  checkMerchant(world, input.mchid)
  if (input.appid !== officialAccount.appid && input.appid !== miniprogram.appid)
    throw new Refusal('APPID_MCHID_NOT_MATCH', '商户号与appid不匹配')
  const before = world.rows.orders.get(input.out_trade_no)
  if (before?.state === 'SUCCESS' || before?.state === 'REFUND') throw new Refusal('ORDERPAID', '该订单已支付')
  if (before?.state === 'CLOSED') throw new Refusal('ORDER_CLOSED', '订单已关闭')
  if (before !== undefined && (before.total !== input.amount.total || before.openid !== openid || before.type !== type))
    throw new Refusal('OUT_TRADE_NO_USED', '商户订单号重复')
  if (before !== undefined) return before
  const now = world.clock.now()
  const expires =
    input.time_expire === undefined ? now + world.settings.prepaySeconds * 1000 : Date.parse(input.time_expire)
  if (!(expires > now)) throw new Refusal('PARAM_ERROR', 'time_expire')
  const order = world.rows.orders.put({
    id: input.out_trade_no,
    appid: input.appid,
    description: input.description,
    ...(input.attach === undefined ? {} : { attach: input.attach }),
    notify: input.notify_url,
    total: input.amount.total,
    type,
    ...(openid === undefined ? {} : { openid }),
    prepay: world.dice.id('prepay', 'wx', 34),
    at: now,
    expires,
    state: 'NOTPAY',
    sharing: input.settle_info?.profit_sharing ?? false,
    refunded: 0,
    shared: 0,
    unfrozen: false,
  })
  world.ledger.add('pay.ordered', { order: order.id, total: order.total, type })
  return order
}

/** An order nobody paid in time is closed. */
export const lapse = (world: World, order: Order): Order =>
  order.state === 'NOTPAY' && order.expires <= world.clock.now()
    ? world.rows.orders.put({ ...order, state: 'CLOSED' })
    : order

const words: Readonly<Record<Order['state'], string>> = {
  NOTPAY: '订单未支付',
  SUCCESS: '支付成功',
  REFUND: '订单发生过退款',
  CLOSED: '订单已关闭',
  PAYERROR: '支付失败',
}

/** An order as queries and callbacks tell it. */
export function shownOrder(world: World, order: Order): Record<string, unknown> {
  const paid = order.transaction !== undefined
  return {
    appid: order.appid,
    mchid: world.credentials.pay.mchid,
    out_trade_no: order.id,
    ...(paid ? { transaction_id: order.transaction } : {}),
    ...(paid ? { trade_type: order.type } : {}),
    trade_state: order.state,
    trade_state_desc: words[order.state],
    ...(paid ? { bank_type: 'OTHERS' } : {}),
    attach: order.attach ?? '',
    ...(order.paid === undefined ? {} : { success_time: timeOf(order.paid) }),
    payer: { ...(order.openid === undefined ? {} : { openid: order.openid }) },
    amount: {
      total: order.total,
      ...(paid ? { payer_total: order.total, payer_currency: 'CNY' } : {}),
      currency: 'CNY',
    },
  }
}
