import { describe, expect, test } from 'vitest'
import { kindOf } from '#modules/identity'
import { orderImportKind, orderImportOptions } from './kind.ts'
import { type RowSetup, readRow } from './readRow.ts'
import { rowReasons } from './reasons.ts'
import { statusReader } from './status.ts'

const now = Date.parse('2026-06-01T00:00:00Z')
const setup: RowSetup = { zone: 'Asia/Shanghai', now, status: statusReader({}), numbered: true }
const good = { orderNo: 'A1', paidAt: '2026-05-01 12:00:00', amount: '12.50' }
const read = (cells: Record<string, string | undefined>, more: Partial<RowSetup> = {}) => {
  const given = Object.entries({ ...good, ...cells }).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  )
  return readRow(7, Object.fromEntries(given), { ...setup, ...more })
}
const row = (cells: Record<string, string | undefined>) => {
  const got = read(cells)
  if (!got.ok) throw new Error(got.refusal.code)
  return got.value.row
}

describe('[S11] a broken row says what is wrong', () => {
  test.each([
    ['empty-order-no', 'orderNo', { orderNo: undefined }],
    ['missing-time', 'paidAt', { paidAt: undefined }],
    ['unreadable-time', 'paidAt', { paidAt: '昨天' }],
    ['no-such-time', 'paidAt', { paidAt: '2026-02-30' }],
    ['time-out-of-range', 'paidAt', { paidAt: '1986-05-30' }],
    ['time-out-of-range', 'paidAt', { paidAt: '2026-06-02 08:00:01' }],
    ['missing-amount', 'amount', { amount: undefined }],
    ['missing-amount', 'quantity', { amount: undefined, unitPrice: '2' }],
    ['unreadable-amount', 'amount', { amount: '12..5' }],
    ['unreadable-amount', 'amount', { amount: '1.2E+3' }],
    ['amount-too-large', 'amount', { amount: '1000000000.01' }],
    ['amount-too-large', 'amount', { amount: '9'.repeat(30) }],
    ['unreadable-quantity', 'quantity', { quantity: '两件' }],
    ['unreadable-price', 'unitPrice', { unitPrice: 'free' }],
    ['unreadable-refund', 'refundAmount', { refundAmount: '全部' }],
    ['negative-refund', 'refundAmount', { refundAmount: '-1' }],
    ['unreadable-time', 'refundedAt', { refundAmount: '1', refundedAt: 'soon' }],
    ['unreadable-amount', 'freight', { freight: 'x' }],
    ['unreadable-amount', 'subsidy', { subsidy: 'x' }],
  ])('%s in %s', (code, target, cells) => {
    expect(read(cells)).toEqual({ ok: false, refusal: { code, target } })
    expect(rowReasons[code as keyof typeof rowReasons]).toBeDefined()
  })

  test('the edges of time are in', () => {
    expect(read({ paidAt: '1986-06-02' }).ok).toBe(true)
    expect(read({ paidAt: '2026-06-02 08:00:00' }).ok).toBe(true)
  })
})

describe('[S4] the amount', () => {
  test('is the amount column, else price times quantity, multiplied exactly and rounded once', () => {
    expect(row({ amount: '￥1,200.505' }).amount).toBe(120_051)
    expect(row({ amount: undefined, unitPrice: '0.335', quantity: '3' }).amount).toBe(101)
    expect(row({ amount: undefined, unitPrice: '2.55', quantity: '-6' }).amount).toBe(-1530)
    expect(row({ amount: '10', unitPrice: '2.55', quantity: '6' }).amount).toBe(1000)
  })

  test('quantity and price are kept as plain decimals', () => {
    expect(row({ quantity: '１,200.50', unitPrice: '￥-0.10' }).text).toEqual({ quantity: '1200.5', unitPrice: '-0.1' })
    expect(row({ quantity: '3.000', unitPrice: '5' }).text).toEqual({ quantity: '3', unitPrice: '5' })
  })
})

describe('[S9] status words', () => {
  test('say refunded in full, unless the row says how much', () => {
    expect(row({ status: '退款成功' }).refund).toBe(1250)
    expect(row({ status: ' Refunded ' }).refund).toBe(1250)
    expect(row({ status: '已取消，退款成功' }).refund).toBe(1250)
    expect(row({ status: '退款成功', refundAmount: '3' }).refund).toBe(300)
    expect(row({ status: '交易关闭' }).refund).toBe(1250)
    expect(row({ status: '交易成功' }).refund).toBe(0)
  })

  test('a workspace gives its own words class by class', () => {
    const status = statusReader({ refunded: ['钱退了'], unpaid: undefined })
    expect([status('钱退了'), status('退款成功'), status('待付款'), status('')]).toEqual([
      'refunded',
      'paid',
      'unpaid',
      'paid',
    ])
  })

  test('a partial refund without an amount is worth a look', () => {
    const got = read({ status: '部分退款' })
    expect(got.ok && [got.value.doubts[0]?.code, got.value.row.refund]).toEqual(['partial-refund-unknown', 0])
    const told = read({ status: '部分退款', refundAmount: '2' })
    expect(told.ok && [told.value.doubts, told.value.row.refund]).toEqual([[], 200])
  })
})

test('[S10] an order that was never paid is left out', () => {
  expect(read({ status: '等待买家付款' })).toEqual({ ok: false, refusal: { code: 'unpaid', target: 'status' } })
  expect(read({ status: '交易关闭', paidAt: undefined })).toEqual({
    ok: false,
    refusal: { code: 'unpaid', target: 'status' },
  })
})

test('[S6] the refund keeps its time; a negative row is itself the money back', () => {
  expect(row({ refundAmount: '2', refundedAt: '2026-05-03' })).toMatchObject({
    refund: 200,
    refundedAt: Date.parse('2026-05-02T16:00:00Z'),
  })
  expect(row({ refundAmount: '0', refundedAt: '2026-05-03' })).toMatchObject({ refund: 0, refundedAt: null })
  expect(row({ amount: '-5', refundAmount: '5' })).toMatchObject({ amount: -500, refund: 0 })
})

test('ids of customer and inviter come with their types', () => {
  const { who, inviter } = row({
    'identity:phone': '13800000000',
    'inviter:openid:wx1': 'o1',
    'identity:member_id': 'm1',
  })
  expect(who).toEqual([
    { type: 'phone', value: '13800000000' },
    { type: 'member_id', value: 'm1' },
  ])
  expect(inviter).toEqual([{ type: 'openid:wx1', value: 'o1' }])
})

describe('[S15] the kind', () => {
  test('needs a time and an amount', () => {
    const lacking = (...targets: string[]) => orderImportKind.lacking(new Set(targets)) !== null
    expect([lacking(), lacking('paidAt'), lacking('amount'), lacking('paidAt', 'unitPrice')]).toEqual([
      true,
      true,
      true,
      true,
    ])
    expect([lacking('paidAt', 'amount'), lacking('paidAt', 'unitPrice', 'quantity')]).toEqual([false, false])
  })

  test('presets name targets and ids that exist; marketplaces are platform, tills store, the rest private', () => {
    const names = new Set(orderImportKind.targets.map((target) => target.name))
    for (const { mapping, options } of orderImportKind.presets) {
      for (const target of Object.values(mapping)) {
        const [name = '', ...type] = target.split(':')
        expect(names).toContain(name)
        if (type.length > 0) expect(kindOf(type.join(':'))).not.toBeNull()
      }
      expect(orderImportKind.lacking(new Set(Object.values(mapping)))).toBeNull()
      expect(orderImportOptions.safeParse(options).success).toBe(true)
    }
    const kinds = Object.fromEntries(orderImportKind.presets.map(({ name, options }) => [name, options?.sourceKind]))
    expect(kinds).toMatchObject({
      taobao: 'platform',
      jd: 'platform',
      pdd: 'platform',
      douyin: 'platform',
      till: 'store',
      youzan: 'private',
    })
    expect(orderImportOptions.parse({})).toMatchObject({ sourceKind: 'private', source: 'import' })
  })
})

test('[S22] ids that the platform has hidden name nobody and are noted', () => {
  const got = read({
    'identity:phone': '138****0000',
    'identity:platform:taobao': 'tb_rose',
    'inviter:phone': '1**********',
  })
  expect(got.ok && [got.value.row.who, got.value.row.inviter]).toEqual([
    [{ type: 'platform:taobao', value: 'tb_rose' }],
    [],
  ])
  expect(got.ok && got.value.doubts).toEqual([
    { code: 'masked-id', target: 'identity:phone' },
    { code: 'masked-id', target: 'inviter:phone' },
  ])
})
