/** What a status word says about the money of a row. */
export type StatusMeaning = 'paid' | 'unpaid' | 'closed' | 'refunded' | 'partlyRefunded'

export interface StatusWords {
  readonly unpaid: readonly string[]
  /** Closed: refunded when it had been paid, else never paid. */
  readonly closed: readonly string[]
  readonly refunded: readonly string[]
  readonly partlyRefunded: readonly string[]
}

/** Words of the common back offices, zh and en; from memory, so a workspace can give its own. Anything else means paid. */
const defaultStatusWords: StatusWords = {
  unpaid: [
    ...['等待买家付款', '等待付款', '待付款', '待支付', '未付款', '未支付', '未成团', '已取消', '取消', '付款中'],
    ...[
      '订单已取消',
      '交易取消',
      '超时关闭',
      '未付款关闭',
      '交易自动关闭',
      'unpaid',
      'pending payment',
      'awaiting payment',
    ],
    ...[
      'cancelled',
      'canceled',
      'wait_buyer_pay',
      'trade_closed_by_taobao',
      'pay_pending',
      'not_pay',
      'trade_canceled',
    ],
  ],
  closed: ['交易关闭', '已关闭', '关闭', '订单关闭', '交易已关闭', 'closed', 'trade_closed'],
  refunded: [
    ...['已退款', '退款成功', '全额退款', '已全额退款', '退款完成', '退货退款成功', '已退货退款', '转入退款', '退款'],
    ...['refunded', 'refund', 'fully refunded', 'full refund', 'refund_success'],
  ],
  partlyRefunded: ['部分退款', '已部分退款', '部分退款成功', 'partially refunded', 'partial refund', 'partial_refund'],
}

const key = (word: string) => word.normalize('NFKC').replace(/\s+/g, ' ').trim().toLowerCase()

const byWeight = ['refunded', 'partlyRefunded', 'closed', 'unpaid'] as const

/**
 * Reader of status cells; the words given replace the default ones class by class. Of a status in parts (已取消，退款成功)
 * the part that says most about the money counts.
 */
export function statusReader(
  given: Partial<Record<keyof StatusWords, readonly string[] | undefined>>,
): (text: string) => StatusMeaning {
  const meanings = new Map<string, StatusMeaning>()
  for (const meaning of byWeight.toReversed()) {
    for (const word of given[meaning] ?? defaultStatusWords[meaning]) meanings.set(key(word), meaning)
  }
  return (text) => {
    const whole = meanings.get(key(text))
    if (whole) return whole
    const parts = new Set(text.split(/[,，;；、|/]/).map((part) => meanings.get(key(part))))
    return byWeight.find((meaning) => parts.has(meaning)) ?? 'paid'
  }
}
