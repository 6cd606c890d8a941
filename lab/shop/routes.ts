import { z } from 'zod'
import { personOf } from '../control/people.ts'
import { need } from '../http/refusal.ts'
import { type Route, route } from '../http/route.ts'
import { openidOf, unionOf } from '../world/people.ts'
import type { AfterSale, ShopOrder } from '../world/weixinRows.ts'
import type { World } from '../world/world.ts'
import { noSuchOrder, orderBy, placeOrder, refund, settleSale, step, stepNames, totalOf } from './orders.ts'

const opens = ['channels'] as const
const number = z.union([z.string().min(1), z.number()]).transform(String)
const seconds = (at: number) => Math.floor(at / 1000)
const week = 7 * 86_400

const range = z
  .object({ start_time: z.number().int(), end_time: z.number().int() })
  .refine(({ start_time, end_time }) => end_time >= start_time && end_time - start_time <= week, 'seven days at most')

/** What the shop of a channels account offers a server: its orders and what went back. */
const platformRoutes: Route[] = [
  route(
    'weixin',
    'GET',
    '/channels/ec/basics/info/get',
    z.object({}),
    (world) => ({ info: { nickname: world.credentials.channels.name, subject_type: '企业', status: 'open' } }),
    opens,
  ),
  route(
    'weixin',
    'POST',
    '/channels/ec/order/get',
    z.object({ order_id: number }),
    (world, input) => ({ order: orderOf(world, orderBy(world, input.order_id)) }),
    opens,
  ),
  route(
    'weixin',
    'POST',
    '/channels/ec/order/list/get',
    z.object({
      ...{ create_time_range: range.optional(), update_time_range: range.optional() },
      ...{ next_key: z.string().default(''), page_size: z.number().int().min(1).max(100) },
    }),
    (world, input) => {
      const { create_time_range: created, update_time_range: updated } = input
      const within = (at: number, asked: z.output<typeof range> | undefined) =>
        asked === undefined || (seconds(at) >= asked.start_time && seconds(at) <= asked.end_time)
      const all = world.rows.shopOrders.all().filter((one) => within(one.at, created) && within(one.updated, updated))
      const from = Number(input.next_key || 0)
      const to = from + input.page_size
      const order_id_list = all.slice(from, to).map(({ id }) => id)
      return { order_id_list, next_key: to < all.length ? String(to) : '', has_more: to < all.length }
    },
    opens,
  ),
  route(
    'weixin',
    'POST',
    '/channels/ec/aftersale/getaftersaleorder',
    z.object({ after_sale_order_id: number }),
    (world, input) => ({
      after_sale_order: saleOf(world, need(world.rows.afterSales.get(input.after_sale_order_id), noSuchOrder)),
    }),
    opens,
  ),
]

const id = z.object({ id: z.string() })
const item = z.object({
  title: z.string().min(1),
  price: z.number().int().min(0),
  count: z.number().int().min(1).default(1),
  sku: z.string().default(''),
})

/** What customers do in the shop. */
const controlRoutes: Route[] = [
  route(
    'lab',
    'POST',
    '/lab/people/:id/shop-order',
    id.extend({
      ...{ items: z.array(item).min(1), live: z.string().optional(), pay: z.boolean().default(true) },
      ...{ freight: z.number().int().min(0).default(0), discount: z.number().int().min(0).default(0) },
    }),
    (world, { id: person, pay, ...given }) => {
      const order = placeOrder(world, personOf(world, person), given)
      return pay ? step(world, order.id, 'pay') : order
    },
  ),
  route('lab', 'GET', '/lab/shop-orders', z.object({}), (world) => ({ items: world.rows.shopOrders.all() })),
  ...stepNames.map((name) =>
    route('lab', 'POST', `/lab/shop-orders/:id/${name}`, id, (world, input) => step(world, input.id, name)),
  ),
  route(
    'lab',
    'POST',
    '/lab/shop-orders/:id/refund',
    id.extend({ amount: z.number().int().positive().optional(), settle: z.boolean().default(true) }),
    (world, input) => refund(world, input.id, input.amount, input.settle),
  ),
  route('lab', 'POST', '/lab/after-sales/:id', id.extend({ pays: z.boolean().default(true) }), (world, input) =>
    settleSale(world, input.id, input.pays),
  ),
]

export const shopRoutes: Route[] = [...platformRoutes, ...controlRoutes]

function buyerOf(world: World, { person }: ShopOrder) {
  const found = world.rows.people.get(person)
  const openid = openidOf(world, world.credentials.channels.appid, person)
  return { openid, ...(found === undefined ? {} : unionOf(world, found)) }
}

function orderOf(world: World, order: ShopOrder) {
  const sales = world.rows.afterSales.by('order', order.id)
  const product_price = order.items.reduce((sum, { price, count }) => sum + price * count, 0)
  return {
    ...{ order_id: order.id, status: order.status, ...buyerOf(world, order) },
    ...{ create_time: seconds(order.at), update_time: seconds(order.updated) },
    order_detail: {
      product_infos: order.items.map(({ title, price, count, sku }, i) => ({
        ...{ product_id: `1000${i}`, sku_id: `${order.id.slice(-6)}${i}`, sku_code: sku, title },
        ...{ sku_cnt: count, sale_price: price, market_price: price },
      })),
      pay_info: order.paid === undefined ? {} : { pay_time: seconds(order.paid), transaction_id: `42000${order.id}` },
      price_info: {
        ...{ product_price, order_price: totalOf(order), freight: order.freight },
        ...{ is_discounted: order.discount > 0, discounted_price: order.discount },
      },
      ext_info: { customer_notes: '', merchant_notes: '' },
      source_infos: order.live === undefined ? [] : [{ account_nickname: order.live, sale_channel: 1 }],
    },
    aftersale_detail: {
      on_aftersale_order_cnt: sales.filter(({ status }) => status === 'MERCHANT_PROCESSING').length,
      aftersale_order_list: sales.map(({ id: sale, status }) => ({ aftersale_order_id: sale, status })),
    },
  }
}

function saleOf(world: World, sale: AfterSale) {
  const { openid, unionid } = { unionid: undefined, ...buyerOf(world, orderBy(world, sale.order)) }
  return {
    ...{ after_sale_order_id: sale.id, order_id: sale.order, status: sale.status, openid, unionid },
    ...{ create_time: seconds(sale.at), update_time: seconds(sale.updated), type: 'REFUND' },
    ...{ refund_info: { amount: sale.amount }, product_info: {} },
  }
}
