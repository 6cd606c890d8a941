import { z } from 'zod'
import type { Bilingual } from '#kit/api'
import { field } from '#kit/form'
import { kindOf } from '#modules/identity'
import type { ImportKind, ImportTarget } from '#modules/intake'
import { sourceKinds } from './order.ts'
import { presets } from './presets.ts'

const target = (name: string, cell: ImportTarget['cell'], zh: string, en: string, help?: Bilingual): ImportTarget => ({
  name,
  cell,
  title: { zh, en },
  ...(help ? { help } : {}),
})

const money = (name: string, zh: string, en: string): ImportTarget => ({
  ...target(name, 'value', zh, en),
  money: true,
})

const typed = (name: string, zh: string, en: string): ImportTarget => ({
  ...target(name, 'id', zh, en),
  typed: true,
  accepts: (type) => kindOf(type) !== null,
})

const targets: readonly ImportTarget[] = [
  target('orderNo', 'id', '订单号', 'Order number', {
    zh: '同一订单号的多行是一张订单的明细；不选时每行是一张订单',
    en: 'Rows with one number are lines of one order; without it every row is an order',
  }),
  typed('identity', '客户编号', "Customer's id"),
  target('paidAt', 'value', '付款时间', 'Time of payment'),
  money('amount', '实付金额（元）', 'Amount paid (yuan)'),
  target('quantity', 'value', '数量', 'Quantity'),
  money('refundAmount', '退款金额（元）', 'Refund (yuan)'),
  target('refundedAt', 'value', '退款时间', 'Time of refund'),
  target('status', 'text', '订单状态', 'Status'),
  target('channel', 'text', '渠道', 'Channel'),
  typed('inviter', '邀请人编号', "Inviter's id"),
  target('product', 'text', '商品', 'Product'),
  target('sku', 'text', '规格编码', 'SKU'),
  target('lineNo', 'id', '子订单号', 'Line number'),
  money('unitPrice', '单价（元）', 'Unit price (yuan)'),
  target('store', 'text', '门店', 'Store'),
  target('staff', 'text', '导购', 'Staff'),
  target('shop', 'text', '店铺', 'Shop'),
  target('orderKind', 'text', '订单类型', 'Kind of order'),
  target('parentOrderNo', 'id', '原订单号', 'Parent order number', {
    zh: '退款单、尾款单、子单所属的订单',
    en: 'The order that a refund, balance payment or part belongs to',
  }),
  money('freight', '运费（元）', 'Freight (yuan)'),
  money('subsidy', '补贴（元）', 'Subsidy (yuan)'),
  target('note', 'text', '备注', 'Note'),
]

const words = z.array(z.string().min(1).max(100)).max(100).optional()

/** Settings beside the mapping. */
export const orderImportOptions = z.object({
  sourceKind: field(z.enum(sourceKinds).default('private'), {
    zh: '这些订单是在哪里成交的',
    en: 'Where were these orders made?',
    choices: {
      private: { zh: '私域（自有商城、社群、导购）', en: 'Private domain (own shop, groups, staff)' },
      store: { zh: '门店收银', en: 'Store till' },
      platform: { zh: '公域平台（淘宝、京东等）', en: 'Marketplace (Taobao, JD …)' },
    },
  }),
  source: field(z.string().trim().min(1).max(100).default('import'), {
    zh: '订单来源',
    en: 'Source of the orders',
    help: {
      zh: '订单号在同一来源内唯一；再次导入会更新同一来源的订单',
      en: 'An order number is unique within it; to import again updates the orders of the same source',
    },
  }),
  statusWords: z.object({ unpaid: words, closed: words, refunded: words, partlyRefunded: words }).default({}),
})

/** The import of orders: one row is an order or a line of one. */
export const orderImportKind: ImportKind = {
  kind: 'orders',
  title: { zh: '订单', en: 'Orders' },
  targets,
  key: 'orderNo',
  presets,
  options: orderImportOptions,
  lacking(found) {
    if (!found.has('paidAt')) return { zh: '还缺付款时间（paidAt）', en: 'The time of payment (paidAt) is missing' }
    if (found.has('amount') || (found.has('unitPrice') && found.has('quantity'))) return null
    return {
      zh: '还缺金额：实付金额（amount），或者单价（unitPrice）和数量（quantity）',
      en: 'The amount is missing: map amount, or unitPrice and quantity',
    }
  },
}
