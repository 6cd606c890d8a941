import { z } from 'zod'
import { followerOf, openWindow } from '../account/followers.ts'
import { personOf } from '../control/people.ts'
import { addScanner, pathOf } from '../control/scan.ts'
import { need, Refusal } from '../http/refusal.ts'
import { type Route, route } from '../http/route.ts'
import type { Order } from '../world/moneyRows.ts'
import { openidOf } from '../world/people.ts'
import type { Person } from '../world/rows.ts'
import type { World } from '../world/world.ts'
import { lapse, shownOrder } from './orders.ts'
import { book, tellMerchant } from './route.ts'
import { timeOf, verified } from './sign.ts'

const handed = z.object({
  id: z.string(),
  prepay_id: z.string().optional(),
  code_url: z.string().optional(),
  out_trade_no: z.string().optional(),
  /** What the page hands to `chooseWXPay` or `wx.requestPayment`; its signature is checked. */
  appId: z.string().optional(),
  timeStamp: z.coerce.string().optional(),
  nonceStr: z.string().optional(),
  package: z.string().optional(),
  signType: z.string().optional(),
  paySign: z.string().optional(),
  refuse: z.boolean().default(false),
  fails: z.boolean().default(false),
})

/** A person pays, or does not. */
export const payingRoutes: Route[] = [
  route('lab', 'POST', '/lab/people/:id/pay', handed, (world, input) => {
    const person = personOf(world, input.id)
    if (input.paySign !== undefined) checkPackage(world, input)
    const order = orderIn(world, input)
    if (input.refuse) return { kind: 'cancelled', order: order.id }
    return pay(world, person, order, input.fails)
  }),
  route('page', 'GET', '/pay/h5', z.object({ prepay_id: z.string() }), (world, { prepay_id }, { reply }) =>
    reply.redirect(`/?scan=${encodeURIComponent(`${world.url}/pay/h5?prepay_id=${prepay_id}`)}`, 302),
  ),
  route('lab', 'GET', '/lab/orders/:no', z.object({ no: z.string() }), (world, { no }) =>
    need(orderOfPrepay(world, no) ?? world.rows.orders.get(no), 'NO_ORDER', no),
  ),
]

const orderOfPrepay = (world: World, text: string): Order | undefined =>
  world.rows.orders.by('prepay', text.replace(/^prepay_id=/, ''))[0]

const orderOfCode = (world: World, code: string): Order | undefined => {
  const end = /^weixin:\/\/wxpay\/bizpayurl\?pr=(\w+)$/.exec(code)?.[1]
  return end === undefined
    ? undefined
    : world.rows.orders.all().find(({ prepay, type }) => type === 'NATIVE' && prepay.endsWith(end))
}

function orderIn(world: World, input: z.output<typeof handed>): Order {
  const prepay = input.package ?? input.prepay_id
  const found =
    (prepay === undefined ? undefined : orderOfPrepay(world, prepay)) ??
    (input.code_url === undefined ? undefined : orderOfCode(world, input.code_url)) ??
    (input.out_trade_no === undefined ? undefined : world.rows.orders.get(input.out_trade_no))
  return need(found, 'NO_ORDER', prepay ?? input.code_url ?? input.out_trade_no)
}

function checkPackage(world: World, input: z.output<typeof handed>): void {
  const lines = [input.appId ?? '', input.timeStamp ?? '', input.nonceStr ?? '', input.package ?? '']
  if (input.signType !== 'RSA' || !verified(world.credentials.pay.merchantPublicKey, input.paySign ?? '', ...lines))
    throw new Refusal('PAY_SIGN', '支付验证签名失败', 400)
}

/** The money goes over; the merchant's server hears of it. */
function pay(world: World, person: Person, given: Order, fails = false): { kind: string; order: string } {
  const order = lapse(world, given)
  if (order.openid !== undefined && order.openid !== openidOf(world, order.appid, person.id))
    throw new Refusal('NOT_PAYER', '下单人与支付人不一致', 409)
  if (order.state !== 'NOTPAY' && order.state !== 'PAYERROR') throw new Refusal('ORDER_STATE', order.state, 409)
  if (fails) {
    world.rows.orders.put({ ...order, state: 'PAYERROR' })
    return { kind: 'failed', order: order.id }
  }
  const now = world.clock.now()
  const paid = world.rows.orders.put({
    ...order,
    state: 'SUCCESS',
    openid: openidOf(world, order.appid, person.id),
    transaction: transactionId(world, now),
    paid: now,
    person: person.id,
  })
  book(world, paid.total)
  world.ledger.add('pay.paid', { order: paid.id, total: paid.total, person: person.id })
  showPayment(world, person, `支付成功 ${paid.description}`, { order: paid.id, fen: -paid.total })
  if (paid.appid === world.credentials.officialAccount.appid)
    openWindow(world, followerOf(world, 'account', person.id), 'pay')
  const told = { event: 'TRANSACTION.SUCCESS', summary: '支付成功', original: 'transaction', order: paid.id }
  tellMerchant(world, paid.notify, told, shownOrder(world, paid))
  return { kind: 'paid', order: paid.id }
}

const transactionId = (world: World, now: number): string =>
  `42000${timeOf(now).slice(0, 10).replaceAll('-', '')}${String(world.dice.count('transaction')).padStart(15, '0')}`

export function showPayment(world: World, person: Person, text: string, data: Record<string, unknown>): void {
  world.rows.messages.put({
    id: `m${world.dice.count('message')}`,
    thread: `pay:${person.id}`,
    channel: 'pay',
    person: person.id,
    peer: 'pay',
    from: 'peer',
    at: world.clock.now(),
    via: 'pay',
    text,
    data,
  })
}

addScanner((world, _person, code) => {
  const h5 = pathOf(world, code) === '/pay/h5' ? new URL(code).searchParams.get('prepay_id') : null
  const order = h5 === null ? orderOfCode(world, code) : orderOfPrepay(world, h5)
  if (order === undefined) return undefined
  return { kind: 'pay', order: order.id, description: order.description, total: order.total, prepay_id: order.prepay }
})
