import type { Bilingual } from '#kit/api'

/** Why a row of orders is rejected, left out, or worth a look. */
export const rowReasons = {
  'empty-order-no': { zh: '订单号为空', en: 'The order number is empty' },
  'missing-time': { zh: '付款时间为空', en: 'The time of payment is empty' },
  'unreadable-time': { zh: '看不懂的时间', en: 'The time cannot be read' },
  'no-such-time': { zh: '日历上没有这个时间', en: 'There is no such date or time' },
  'time-out-of-range': { zh: '时间早于 40 年前或晚于明天', en: 'The time is more than 40 years ago or after tomorrow' },
  'missing-amount': { zh: '金额为空', en: 'The amount is empty' },
  'unreadable-amount': { zh: '看不懂的金额', en: 'The amount cannot be read' },
  'amount-too-large': { zh: '金额超过 10 亿元', en: 'The amount is above one billion yuan' },
  'unreadable-quantity': { zh: '数量不是数字', en: 'The quantity is not a number' },
  'unreadable-price': { zh: '看不懂的单价', en: 'The unit price cannot be read' },
  'unreadable-refund': { zh: '看不懂的退款金额', en: 'The refund cannot be read' },
  'negative-refund': { zh: '退款金额是负数', en: 'The refund is negative' },
  unpaid: { zh: '订单没有付款，不进账', en: 'The order was not paid and is not part of the ledger' },
  'duplicate-line': { zh: '同一行重复导出，只算一次', en: 'The same line was exported twice and counts once' },
  'other-customer': {
    zh: '同一订单里有不同的客户，按第一个算',
    en: 'The order names different customers; the first is used',
  },
  'other-inviter': {
    zh: '同一订单里有不同的邀请人，按第一个算',
    en: 'The order names different inviters; the first is used',
  },
  'other-value': {
    zh: '同一订单里的值不一致，按第一个算',
    en: 'The rows of the order contradict each other; the first is used',
  },
  'refused-id': {
    zh: '客户编号不能用，订单按“无客户”保存',
    en: "The customer's id cannot be used; the order is kept without a person",
  },
  'masked-id': {
    zh: '平台隐藏了部分内容，不能当作客户编号；可用订单号认领',
    en: 'The platform hid part of it, so it is no id of the customer; the order can be claimed by its number',
  },
  'partial-refund-unknown': {
    zh: '状态是部分退款，但没有退款金额，按未退款算',
    en: 'Partly refunded without an amount: counted as not refunded',
  },
} as const satisfies Record<string, Bilingual>

export type RowReason = keyof typeof rowReasons
