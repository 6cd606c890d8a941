import { z } from 'zod'
import { splitByWeights, yuanText } from '#kit/money'
import { second } from '#kit/time'

/** What the platform leaves out, or writes as null. */
export const orElse = <T extends z.ZodType>(schema: T, other: z.output<T>) =>
  schema.nullish().transform((given) => given ?? other)

/** Numbers of orders have 19 digits: the platform writes them as texts where it can. */
export const Number19 = z.union([z.string(), z.number().int()]).transform(String)
const Fen = orElse(z.number().int(), 0)
const Text = orElse(z.string(), '')

const Bought = z.looseObject({
  ...{ sku_id: orElse(Number19, ''), sku_code: Text, title: Text },
  ...{ sku_cnt: orElse(z.number().int().min(0), 1), sale_price: Fen },
})

/** What `order/get` tells, as far as it is used. Money is fen, times are epoch seconds. */
export const ShopOrder = z.looseObject({
  order_id: Number19,
  status: z.number().int(),
  /** Empty where the platform does not say who has bought. */
  openid: Text,
  unionid: Text,
  create_time: z.number(),
  order_detail: z.looseObject({
    product_infos: orElse(z.array(Bought), []),
    pay_info: orElse(z.looseObject({ pay_time: orElse(z.number(), 0) }), { pay_time: 0 }),
    price_info: z.looseObject({ order_price: Fen, freight: Fen }),
    source_infos: orElse(z.array(z.looseObject({ account_nickname: Text })), []),
  }),
  aftersale_detail: orElse(
    z.looseObject({ aftersale_order_list: orElse(z.array(z.looseObject({ aftersale_order_id: Number19 })), []) }),
    { aftersale_order_list: [] },
  ),
})
export type ShopOrder = z.output<typeof ShopOrder>

/** What `aftersale/getaftersaleorder` tells. */
export const AfterSale = z.looseObject({
  after_sale_order_id: Number19,
  order_id: Number19,
  status: z.string(),
  update_time: z.number(),
  refund_info: orElse(z.looseObject({ amount: Fen }), { amount: 0 }),
})
export type AfterSale = z.output<typeof AfterSale>

/** States in which the money has gone back (from memory: the platform may add more). */
const paidBack = ['MERCHANT_REFUND_SUCCESS', 'MERCHANT_RETURN_SUCCESS', 'PLATFORM_REFUND_SUCCESS']

/** 10 not paid yet, 250 cancelled before it was. */
const unpaid = [10, 250]

/** Cells of the ledger by what they mean there. */
export type OrderCells = Readonly<Record<string, string>>

/** By which channel it came: the channels account or live room that sold it stands behind. */
const channelName = '视频号'

const at = (seconds: number) => new Date(seconds * second).toISOString()

/**
 * An order as rows of the ledger, one for each thing bought; none while it is not paid. The rows sum to what was paid less
 * freight, whatever was taken off: shared out by price, to the fen.
 */
export function orderRows(order: ShopOrder, { appid, shop }: { appid: string; shop: string }): OrderCells[] {
  const { product_infos: things, pay_info, price_info, source_infos } = order.order_detail
  if (unpaid.includes(order.status) || pay_info.pay_time <= 0) return []
  const room = source_infos.find(({ account_nickname: name }) => name !== '')?.account_nickname
  const whole: OrderCells = {
    ...{ orderNo: order.order_id, paidAt: at(pay_info.pay_time), channel: channelName, shop, orderKind: '视频号小店' },
    ...(order.openid ? { [`identity:openid:${appid}`]: order.openid } : {}),
    ...(order.unionid ? { 'identity:unionid': order.unionid } : {}),
    ...(room ? { note: room } : {}),
  }
  const freight = price_info.freight > 0 ? { freight: yuanText(price_info.freight) } : {}
  const goods = Math.max(0, price_info.order_price - price_info.freight)
  if (things.length === 0) return [{ ...whole, ...freight, amount: yuanText(goods) }]
  const amounts = splitByWeights(
    goods,
    things.map(({ sale_price, sku_cnt }) => Math.max(0, sale_price) * sku_cnt),
  )
  return things.map(({ sku_id, sku_code, title, sku_cnt }, i) => ({
    ...whole,
    ...(i === 0 ? freight : {}),
    ...{ lineNo: `${i + 1}`, product: title, quantity: String(sku_cnt), amount: yuanText(amounts[i] ?? 0) },
    sku: sku_code || sku_id,
  }))
}

/** Money that has gone back, as an order of its own that belongs to the one it is of; null = none has. */
export function refundRow(sale: AfterSale, shop: string): OrderCells | null {
  const { amount } = sale.refund_info
  if (!paidBack.includes(sale.status) || amount <= 0) return null
  return {
    ...{ orderNo: `R${sale.after_sale_order_id}`, parentOrderNo: sale.order_id, paidAt: at(sale.update_time) },
    ...{ amount: yuanText(-amount), channel: channelName, shop },
  }
}
