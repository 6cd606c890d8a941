import { z } from 'zod'
import { splitByWeights, yuanText } from '#kit/money'
import { second } from '#kit/time'

/** Numbers of orders have 19 digits: the platform writes them as texts where it can. */
const Number19 = z.union([z.string(), z.number().int()]).transform(String)
const Fen = z.number().int().default(0)

/** What `order/get` tells, as far as it is used. Money is fen, times are epoch seconds. */
export const ShopOrder = z.looseObject({
  order_id: Number19,
  status: z.number().int(),
  openid: z.string().min(1),
  unionid: z.string().optional(),
  create_time: z.number(),
  order_detail: z.looseObject({
    product_infos: z
      .array(
        z.looseObject({
          ...{ sku_id: Number19.default(''), sku_code: z.string().default(''), title: z.string().default('') },
          ...{ sku_cnt: z.number().int().min(0).default(1), sale_price: Fen },
        }),
      )
      .default([]),
    pay_info: z.looseObject({ pay_time: z.number().default(0) }).default({ pay_time: 0 }),
    price_info: z.looseObject({ order_price: Fen, freight: Fen }),
    source_infos: z.array(z.looseObject({ account_nickname: z.string().default('') })).default([]),
  }),
  aftersale_detail: z
    .looseObject({ aftersale_order_list: z.array(z.looseObject({ aftersale_order_id: Number19 })).default([]) })
    .default({ aftersale_order_list: [] }),
})
export type ShopOrder = z.output<typeof ShopOrder>

/** What `aftersale/getaftersaleorder` tells. */
export const AfterSale = z.looseObject({
  after_sale_order_id: Number19,
  order_id: Number19,
  status: z.string(),
  update_time: z.number(),
  refund_info: z.looseObject({ amount: Fen }).default({ amount: 0 }),
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
    [`identity:openid:${appid}`]: order.openid,
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
