import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fenOf } from '#kit/money'
import { orderRows, refundRow, ShopOrder } from './order.ts'

const of = { appid: 'wx0123456789abcdef', shop: '明眸' }
const order = (more: object, price: object, things: object[] = []) =>
  ShopOrder.parse({
    ...{ order_id: '3737550999277696001', status: 20, openid: 'o1', create_time: 1_780_000_000 },
    order_detail: {
      ...{ product_infos: things, pay_info: { pay_time: 1_780_000_060 } },
      price_info: { order_price: 0, freight: 0, ...price },
    },
    ...more,
  })
const fen = (text = '') => {
  const read = fenOf(text)
  return read.ok ? read.value : Number.NaN
}

test('[C86] what was bought sums to what was paid less freight, to the fen, whatever was taken off', () => {
  const thing = fc.record({ sale_price: fc.nat(1_000_000), sku_cnt: fc.integer({ min: 1, max: 20 }) })
  fc.assert(
    fc.property(fc.array(thing, { maxLength: 6 }), fc.nat(5_000_000), fc.nat(3000), (things, goods, freight) => {
      const rows = orderRows(order({}, { order_price: goods + freight, freight }, things), of)
      expect(rows.reduce((sum, row) => sum + fen(row['amount']), 0)).toBe(goods)
      expect(rows.map((row) => row['freight'] ?? '').filter((text) => text !== '')).toHaveLength(freight > 0 ? 1 : 0)
      expect(rows.every((row) => fen(row['amount']) >= 0)).toBe(true)
      expect(new Set(rows.map((row) => row['orderNo']))).toEqual(new Set(['3737550999277696001']))
    }),
    { numRuns: 100 },
  )
})

test('[C86] nothing is in the ledger before it is paid; buyers are named by openid and unionid, the room stands behind', () => {
  for (const status of [10, 250]) expect(orderRows(order({ status }, { order_price: 100 }), of)).toEqual([])
  const room = {
    order_detail: {
      price_info: { order_price: 9900 },
      pay_info: { pay_time: 1_780_000_060 },
      source_infos: [{ account_nickname: '周五专场' }],
    },
  }
  expect(orderRows(order({ unionid: 'u1', ...room }, {}), of)).toEqual([
    {
      ...{ orderNo: '3737550999277696001', paidAt: '2026-05-28T20:27:40.000Z', channel: '视频号', shop: '明眸' },
      ...{ orderKind: '视频号小店', 'identity:openid:wx0123456789abcdef': 'o1', 'identity:unionid': 'u1' },
      ...{ note: '周五专场', amount: '99.00' },
    },
  ])
})

test('[C86] money that went back is an order of its own that belongs to the other; what is asked for is none yet', () => {
  const sale = { after_sale_order_id: '77', order_id: '3737550999277696001', update_time: 1_780_000_060 }
  const asked = { ...sale, status: 'MERCHANT_PROCESSING', refund_info: { amount: 3050 } }
  expect(refundRow(asked, '明眸')).toBeNull()
  expect(refundRow({ ...asked, status: 'MERCHANT_REFUND_SUCCESS' }, '明眸')).toMatchObject({
    ...{ orderNo: 'R77', parentOrderNo: '3737550999277696001', amount: '-30.50' },
  })
})

test('[C100] what the platform leaves out or writes as null is nothing; a buyer it does not name is nobody', () => {
  const bare = { order_id: '3737550999277696001', status: 20, openid: null, unionid: null, create_time: 1_780_000_000 }
  const price_info = { order_price: 9900, freight: null }
  const pay_info = { pay_time: 1_780_000_060 }
  const nulls = { product_infos: null, source_infos: null, price_info, pay_info }
  const read = ShopOrder.parse({ ...bare, order_detail: nulls, aftersale_detail: null })
  expect(read.aftersale_detail.aftersale_order_list).toEqual([])
  const [row, ...others] = orderRows(read, of)
  expect(others).toEqual([])
  expect(row).toMatchObject({ amount: '99.00', orderNo: '3737550999277696001' })
  expect(Object.keys(row ?? {}).filter((name) => name.startsWith('identity:'))).toEqual([])
  const thing = { sku_id: null, sku_code: null, title: null, sku_cnt: null, sale_price: null }
  const nameless = { ...nulls, product_infos: [thing, { sku_id: '7', sale_price: 100 }] }
  const rows = orderRows(ShopOrder.parse({ ...bare, openid: '', order_detail: nameless }), of)
  expect(rows.reduce((sum, { amount }) => sum + fen(amount), 0)).toBe(9900)
  const unpaid = {
    ...bare,
    order_detail: { ...nulls, pay_info: null },
    aftersale_detail: { aftersale_order_list: null },
  }
  expect(orderRows(ShopOrder.parse(unpaid), of)).toEqual([])
})
