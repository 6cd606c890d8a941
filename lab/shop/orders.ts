import { tellAs } from '../account/events.ts'
import { need, Refusal } from '../http/refusal.ts'
import type { Person } from '../world/rows.ts'
import type { AfterSale, ShopOrder } from '../world/weixinRows.ts'
import type { World } from '../world/world.ts'

/** From memory. */
export const noSuchOrder = 10020067

export const orderBy = (world: World, id: string): ShopOrder =>
  need(world.rows.shopOrders.get(id), noSuchOrder, 'order not exist')

const goodsOf = ({ items }: ShopOrder): number => items.reduce((sum, { price, count }) => sum + price * count, 0)

/** What its customer pays, in fen. */
export const totalOf = (order: ShopOrder): number => goodsOf(order) + order.freight - order.discount

/** Order numbers have 19 digits: no number of JSON holds them. */
export function placeOrder(
  world: World,
  person: Person,
  given: Pick<ShopOrder, 'items' | 'freight' | 'discount'> & { live?: string | undefined },
): ShopOrder {
  const { live, ...rest } = given
  const now = world.clock.now()
  const order: ShopOrder = {
    id: String(3_737_550_999_277_696_001n + BigInt(world.dice.count('shop order')) * 2n),
    ...{ person: person.id, status: 10, ...rest, at: now, updated: now },
    ...(live === undefined ? {} : { live }),
  }
  if (totalOf(order) < 0) throw new Refusal('PARAMETER', 'discount above the price', 400)
  return tellOrder(world, order, 'channels_ec_order_new', {})
}

/** Puts an order on, and tells the shop's server of it. */
function tellOrder(world: World, order: ShopOrder, event: string, more: Record<string, number>): ShopOrder {
  const kept = world.rows.shopOrders.put({ ...order, updated: world.clock.now() })
  world.ledger.add('shop.order', { order: kept.id, person: kept.person, status: kept.status })
  const fields = { MsgType: 'event', Event: event, order_info: { order_id: kept.id, ...more } }
  // The platform writes the number of an order as a number, though JSON's own lose its last digits.
  const write = (all: object) => JSON.stringify(all).replace(/"order_id":"(\d+)"/, '"order_id":$1')
  tellAs(world, 'channels', kept.person, fields, write)
  return kept
}

const steps = {
  pay: { from: [10], to: 20, event: 'channels_ec_order_pay' },
  ship: { from: [20], to: 30, event: 'channels_ec_order_deliver' },
  confirm: { from: [30], to: 100, event: 'channels_ec_order_confirm' },
  cancel: { from: [10], to: 250, event: 'channels_ec_order_cancel' },
} as const

export const stepNames = ['pay', 'ship', 'confirm', 'cancel'] as const

export function step(world: World, id: string, name: (typeof stepNames)[number]): ShopOrder {
  const { from, to, event } = steps[name]
  const order = orderBy(world, id)
  if (!from.some((status) => status === order.status)) throw new Refusal('WRONG_STATE', String(order.status), 409)
  const seconds = world.clock.seconds()
  const next = { ...order, status: to, ...(name === 'pay' ? { paid: world.clock.now() } : {}) }
  return tellOrder(world, next, event, name === 'pay' ? { pay_time: seconds } : {})
}

/** A customer asks for money back; `settle` answers at once. */
export function refund(world: World, id: string, amount: number | undefined, settle: boolean): AfterSale {
  const order = orderBy(world, id)
  const given = world.rows.afterSales.by('order', id).filter(({ status }) => status !== 'USER_CANCELD')
  const left = totalOf(order) - given.reduce((sum, one) => sum + one.amount, 0)
  const wanted = amount ?? left
  if (order.paid === undefined || wanted <= 0 || wanted > left) throw new Refusal('WRONG_STATE', `${left} fen`, 409)
  const now = world.clock.now()
  const sale = tellSale(world, order, {
    id: String(4_000_000_000_000_001n + BigInt(world.dice.count('after sale'))),
    ...{ order: id, status: 'MERCHANT_PROCESSING', amount: wanted, at: now, updated: now },
  })
  return settle ? settleSale(world, sale.id, true) : sale
}

/** The shop pays it back, or the customer thinks better of it. */
export function settleSale(world: World, id: string, pays: boolean): AfterSale {
  const sale = need(world.rows.afterSales.get(id), 'NO_SALE', id)
  const order = orderBy(world, sale.order)
  const status = pays ? 'MERCHANT_REFUND_SUCCESS' : 'USER_CANCELD'
  const done = tellSale(world, order, { ...sale, status, updated: world.clock.now() })
  const back = world.rows.afterSales.by('order', order.id).filter((one) => one.status === 'MERCHANT_REFUND_SUCCESS')
  if (back.reduce((sum, one) => sum + one.amount, 0) === totalOf(order))
    world.rows.shopOrders.put({ ...order, status: 200, updated: world.clock.now() })
  return done
}

function tellSale(world: World, order: ShopOrder, sale: AfterSale): AfterSale {
  world.rows.afterSales.put(sale)
  world.rows.shopOrders.put({ ...order, updated: world.clock.now() })
  const told = { status: sale.status, after_sale_order_id: sale.id, order_id: order.id }
  const fields = { MsgType: 'event', Event: 'channels_ec_aftersale_update', finder_shop_aftersale_status_update: told }
  tellAs(world, 'channels', order.person, fields, JSON.stringify)
  return sale
}
