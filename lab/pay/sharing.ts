import { z } from 'zod'
import { need, Refusal } from '../http/refusal.ts'
import type { Route } from '../http/route.ts'
import type { Order, Sharing } from '../world/moneyRows.ts'
import type { World } from '../world/world.ts'
import { payRoute, tellMerchant } from './route.ts'
import { openedField, timeOf } from './sign.ts'

const party = { appid: z.string(), type: z.enum(['MERCHANT_ID', 'PERSONAL_OPENID']), account: z.string() }
const relations = z.enum([
  'SERVICE_PROVIDER',
  'STORE',
  'STAFF',
  'STORE_OWNER',
  'PARTNER',
  'HEADQUARTER',
  'BRAND',
  'DISTRIBUTOR',
  'USER',
  'SUPPLIER',
  'CUSTOM',
])
const receiver = z.object({
  type: party.type,
  account: z.string(),
  name: z.string().optional(),
  amount: z.number().int().positive(),
  description: z.string().max(80),
})
const asked = z.object({
  appid: z.string(),
  transaction_id: z.string(),
  out_order_no: z.string().max(64),
  receivers: z.array(receiver).max(50).default([]),
  unfreeze_unsplit: z.boolean(),
  notify_url: z.string().optional(),
})

/** 分账: receivers, orders, unfreezing, returns. */
export const sharingRoutes: Route[] = [
  payRoute(
    'POST',
    '/v3/profitsharing/receivers/add',
    z.object({
      ...party,
      name: z.string().optional(),
      relation_type: relations,
      custom_relation: z.string().max(10).optional(),
    }),
    (world, input) => {
      if (input.type === 'MERCHANT_ID' && input.name === undefined) throw new Refusal('PARAM_ERROR', 'name')
      if (input.name !== undefined) openedField(world, input.name)
      const { type, account, relation_type } = input
      world.rows.receivers.put({ id: `${type} ${account}`, type, account, relation: relation_type })
      return { type, account, relation_type }
    },
  ),
  payRoute('POST', '/v3/profitsharing/receivers/delete', z.object(party), (world, { type, account }) => {
    world.rows.receivers.remove(`${type} ${account}`)
    return { type, account }
  }),
  payRoute('POST', '/v3/profitsharing/orders', asked, (world, input) => {
    const before = world.rows.sharings.get(input.out_order_no)
    return shown(before ?? share(world, input))
  }),
  payRoute(
    'GET',
    '/v3/profitsharing/orders/:no',
    z.object({ no: z.string(), transaction_id: z.string() }),
    (world, { no }) => shown(need(world.rows.sharings.get(no), 'RESOURCE_NOT_EXISTS', '记录不存在')),
  ),
  payRoute(
    'POST',
    '/v3/profitsharing/orders/unfreeze',
    z.object({ transaction_id: z.string(), out_order_no: z.string(), description: z.string() }),
    (world, { transaction_id, out_order_no }) => {
      const order = orderBy(world, transaction_id)
      world.rows.orders.put({ ...order, unfrozen: true })
      return shown(place(world, order, { out_order_no, receivers: [], notify_url: undefined }))
    },
  ),
  payRoute('GET', '/v3/profitsharing/transactions/:no/amounts', z.object({ no: z.string() }), (world, { no }) => {
    const order = orderBy(world, no)
    return { transaction_id: no, unsplit_amount: order.unfrozen ? 0 : order.total - order.refunded - order.shared }
  }),
  payRoute(
    'POST',
    '/v3/profitsharing/return-orders',
    z.object({
      order_id: z.string().optional(),
      out_order_no: z.string().optional(),
      out_return_no: z.string(),
      return_mchid: z.string(),
      amount: z.number().int().positive(),
      description: z.string(),
    }),
    (world, input) => {
      const sharing = need(world.rows.sharings.get(input.out_order_no ?? ''), 'RESOURCE_NOT_EXISTS', '分账单不存在')
      const from = sharing.receivers.find(
        ({ type, account }) => type === 'MERCHANT_ID' && account === input.return_mchid,
      )
      if (from === undefined || from.amount < input.amount) throw new Refusal('INVALID_REQUEST', '回退方或金额有误')
      const order = need(world.rows.orders.get(sharing.order), 'RESOURCE_NOT_EXISTS')
      world.rows.orders.put({ ...order, shared: order.shared - input.amount })
      const { out_return_no, return_mchid, amount, description } = input
      const now = timeOf(world.clock.now())
      return {
        order_id: sharing.sharing,
        out_order_no: sharing.id,
        out_return_no,
        return_id: world.dice.id('return', '', 28),
        return_mchid,
        amount,
        description,
        result: 'SUCCESS',
        create_time: now,
        finish_time: now,
      }
    },
  ),
]

const orderBy = (world: World, transaction: string): Order =>
  need(world.rows.orders.by('transaction', transaction)[0], 'RESOURCE_NOT_EXISTS', '订单不存在')

function share(world: World, input: z.output<typeof asked>): Sharing {
  const order = orderBy(world, input.transaction_id)
  const { sharePercent, shareAfterSeconds } = world.settings
  const amount = input.receivers.reduce((sum, one) => sum + one.amount, 0)
  if (!order.sharing || order.unfrozen) throw new Refusal('INVALID_REQUEST', '订单不支持分账，或已解冻')
  if (world.clock.now() - (order.paid ?? 0) < shareAfterSeconds * 1000)
    throw new Refusal('INVALID_REQUEST', '订单处理中，暂时无法分账')
  if (order.shared + amount > Math.floor((order.total * sharePercent) / 100))
    throw new Refusal('RULE_LIMIT', '分账金额超出最大分账比例')
  if (order.shared + order.refunded + amount > order.total) throw new Refusal('NOT_ENOUGH', '分账金额不足')
  world.rows.orders.put({ ...order, shared: order.shared + amount, unfrozen: order.unfrozen || input.unfreeze_unsplit })
  return place(world, order, input)
}

type Placing = Pick<z.output<typeof asked>, 'out_order_no' | 'receivers' | 'notify_url'>

function place(world: World, order: Order, { out_order_no, receivers, notify_url }: Placing): Sharing {
  const sharing = world.rows.sharings.put({
    id: out_order_no,
    order: order.id,
    transaction: order.transaction ?? '',
    sharing: `3008450740${String(world.dice.count('sharing')).padStart(18, '0')}`,
    at: world.clock.now(),
    state: 'PROCESSING',
    receivers: receivers.map(({ type, account, amount, description }) => ({
      type,
      account,
      amount,
      description,
      result: 'PENDING' as const,
      detail_id: world.dice.id('share', '', 28),
    })),
    ...(notify_url === undefined ? {} : { notify: notify_url }),
  })
  world.ledger.add('pay.shared', { order: order.id, sharing: sharing.id, receivers: receivers.length })
  world.clock.after(world.settings.resultSeconds * 1000, 'sharing', { id: sharing.id })
  return sharing
}

const shown = ({ id, transaction, sharing, state, receivers, at }: Sharing) => ({
  transaction_id: transaction,
  out_order_no: id,
  order_id: sharing,
  state,
  receivers: receivers.map((one) => ({ ...one, create_time: timeOf(at), finish_time: timeOf(at) })),
})

/** Receivers get their part; those that were never added get none, and the money stays. */
export function finishSharing(world: World, id: string): void {
  const before = world.rows.sharings.get(id)
  if (before === undefined || before.state === 'FINISHED') return
  const receivers = before.receivers.map((one) =>
    world.rows.receivers.get(`${one.type} ${one.account}`) === undefined
      ? { ...one, result: 'CLOSED' as const, fail_reason: 'NO_RELATION' }
      : { ...one, result: 'SUCCESS' as const },
  )
  const sharing = world.rows.sharings.put({ ...before, state: 'FINISHED', receivers })
  const order = world.rows.orders.get(sharing.order)
  const failed = receivers.filter(({ result }) => result === 'CLOSED').reduce((sum, one) => sum + one.amount, 0)
  if (order !== undefined && failed > 0) world.rows.orders.put({ ...order, shared: order.shared - failed })
  for (const { type, account, amount, description } of receivers)
    tellMerchant(
      world,
      sharing.notify,
      { event: 'TRANSACTION.SUCCESS', summary: '分账', original: 'profitsharing', order: sharing.order },
      {
        mchid: world.credentials.pay.mchid,
        transaction_id: sharing.transaction,
        order_id: sharing.sharing,
        out_order_no: sharing.id,
        receiver: { type, account, amount, description },
        success_time: timeOf(world.clock.now()),
      },
    )
}
