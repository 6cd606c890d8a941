import iconv from 'iconv-lite'

/** A file of orders and what has to come of it. */
export interface OrderFile {
  bytes: Buffer
  rows: number
  orders: number
  /** Rows that are broken in one way or another. */
  broken: number
  /** Rows that were never paid. */
  unpaid: number
}

const header =
  '订单编号,买家会员名,买家支付宝账号,买家应付货款,买家应付邮费,总金额,买家实际支付金额,订单状态,收货人姓名,收货地址 ,联系手机,订单创建时间,订单付款时间 ,宝贝标题 ,宝贝总数量,店铺名称,退款金额,订单备注'
// One of them has a character of four bytes in GB18030.
const goods = ['"护目镜,儿童款"', '镜布', '隐形眼镜 月抛', '㐂事连连 礼盒', '"儿童""成长""镜"']
const minute = 60_000
const begun = Date.parse('2026-04-02T10:00:00Z')

/**
 * Orders as the back office of Taobao exports them: GB18030, numbers guarded by ="…", nicknames partly hidden, notes of
 * several lines, every fifth row a second line of the order before, some rows broken. `yuan` moves every price.
 */
export function orderFile(rows: number, yuan = 0): OrderFile {
  const lines = [header]
  const orders = new Set<number>()
  const count = { broken: 0, unpaid: 0 }
  for (let n = 0; n < rows; n += 1) {
    const order = n % 5 === 4 ? n - 1 : n
    const kind = n % 211 === 7 ? 'broken' : n % 17 === 5 ? 'unpaid' : 'good'
    lines.push(kind === 'broken' ? brokenRow(n) : row(n, order, kind === 'good', yuan))
    if (kind === 'good') orders.add(order)
    else count[kind] += 1
  }
  return { bytes: iconv.encode(lines.join('\r\n'), 'gb18030'), rows, orders: orders.size, ...count }
}

const numberOf = (order: number) => `="30${String(order).padStart(17, '0')}"`
const timeOf = (order: number) =>
  new Date(begun + (order % 80_000) * minute).toISOString().slice(0, 19).replace('T', ' ')

function row(n: number, order: number, paid: boolean, yuan: number): string {
  const nick = order % 3 === 0 ? `t**${order % 10}` : `tb_${order % 20_000}`
  const price = `${(order % 400) + 9 + yuan}.${n % 10}0`
  const status = paid ? '交易成功' : '等待买家付款'
  const note = n % 50 === 0 ? '"客户问:\n能否换色"' : ''
  const times = [timeOf(order), paid ? timeOf(order) : '']
  const refund = n % 40 === 0 ? '5.00' : '0.00'
  const buyer = [nick, '1****', price, '0.00', price, price, status, '张*', '浙江省杭州市***', "'138****0001"]
  return [numberOf(order), ...buyer, ...times, goods[n % goods.length], 1 + (n % 3), '某某旗舰店', refund, note].join()
}

/** A number that a spreadsheet has ruined, a row cut off, a price in words, a time that is none. */
function brokenRow(n: number): string {
  const good = row(n, n, true, 0).split(',')
  if (n % 4 === 0) return ['3.01235E+18', ...good.slice(1)].join()
  if (n % 4 === 1) return good.slice(0, 5).join()
  if (n % 4 === 2) return good.with(6, '九十九').join()
  return good.with(12, '2026-13-45 99:00:00').join()
}
