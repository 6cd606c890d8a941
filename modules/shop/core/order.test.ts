import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { assemble } from './assemble.ts'
import { type Member, settle } from './family.ts'
import { compensationOf, netOf, type OrderRow, stateOf } from './order.ts'

const blank: OrderRow = {
  ...{ line: 2, paidAt: 1000, amount: 0, refund: 0, refundedAt: null, freight: 0, subsidy: 0 },
  who: [],
  inviter: [],
  text: {},
}

const fen = fc.integer({ min: -1_000_000, max: 1_000_000 })
const orderRow = fc
  .record({
    line: fc.integer({ min: 2, max: 1_000_000 }),
    paidAt: fc.integer({ min: 0, max: 2_000_000_000_000 }),
    amount: fen,
    refund: fc.nat(1000),
    refundedAt: fc.option(fc.nat(2_000_000_000), { nil: null }),
    freight: fc.nat(50),
    subsidy: fc.nat(50),
    sku: fc.constantFrom('a', 'b'),
    lineNo: fc.constantFrom('', '1', '2'),
  })
  .map(
    ({ sku, lineNo, ...row }): OrderRow => ({
      ...blank,
      ...row,
      text: { sku, store: '南京路', ...(lineNo ? { lineNo } : {}) },
    }),
  )
const rows = fc.array(orderRow, { minLength: 1, maxLength: 12 })

describe('[S1] rows become one order', () => {
  test('time is the earliest, money the sum to the fen, whatever the order of the rows', () => {
    fc.assert(
      fc.property(rows, fc.infiniteStream(fc.nat()), (given, dice) => {
        const shuffled = given.map((row) => ({ row, at: dice.next().value ?? 0 })).sort((a, b) => a.at - b.at)
        const { order } = assemble('A1', given)
        expect(
          assemble(
            'A1',
            shuffled.map(({ row }) => row),
          ).order,
        ).toEqual(order)
        expect(order.paidAt).toBe(Math.min(...given.map((row) => row.paidAt)))
        expect(order.gross).toBe(order.lines.reduce((sum, line) => sum + line.amount, 0))
        expect(order.refunded).toBe(order.refunds.reduce((sum, refund) => sum + refund.amount, 0))
        expect(order.refunded).toBe(order.lines.reduce((sum, line) => sum + line.refund, 0))
      }),
    )
  })
})

describe('[S12] rows that contradict each other', () => {
  test('the first customer wins and the other is noted; different kinds of ids go together', () => {
    const phone = (value: string) => [{ type: 'phone', value }]
    const { order, notes } = assemble('A1', [
      { ...blank, line: 2 },
      { ...blank, line: 3, who: phone('1'), inviter: phone('7') },
      { ...blank, line: 4, who: [...phone('2'), { type: 'member_id', value: 'm' }], inviter: phone('8') },
    ])
    expect(order.who).toEqual([
      { type: 'member_id', value: 'm' },
      { type: 'phone', value: '1' },
    ])
    expect(order.inviter).toEqual(phone('7'))
    expect(notes).toEqual([
      { line: 4, code: 'other-customer', target: 'identity:phone' },
      { line: 4, code: 'other-inviter', target: 'inviter:phone' },
    ])
  })

  test('texts: the first that is not empty', () => {
    const { order, notes } = assemble('A1', [
      { ...blank, text: { note: 'x' } },
      { ...blank, line: 3, text: { store: '一店', note: 'y', channel: '抖音' } },
      { ...blank, line: 4, text: { store: '二店' } },
    ])
    expect(order.text).toMatchObject({ store: '一店', note: 'x', channel: '抖音', staff: '' })
    expect(notes).toEqual([{ line: 4, code: 'other-value', target: 'store' }])
  })

  test('a line number that repeats with the same content counts once, with other content twice', () => {
    const line = (no: string, amount: number, at: number): OrderRow => ({
      ...blank,
      line: at,
      amount,
      text: { lineNo: no },
    })
    const { order, notes } = assemble('A1', [line('1', 10, 2), line('1', 10, 3), line('1', 30, 4), line('2', 10, 5)])
    expect(order.gross).toBe(50)
    expect(notes).toEqual([{ line: 3, code: 'duplicate-line', target: 'lineNo' }])
    expect(
      assemble('A1', [
        { ...blank, amount: 10 },
        { ...blank, amount: 10 },
      ]).order.gross,
    ).toBe(20)
  })

  test('an order is not its own parent', () => {
    expect(assemble('A1', [{ ...blank, text: { parentOrderNo: 'A1' } }]).order.text.parentOrderNo).toBe('')
  })
})

describe('[S6] refunds', () => {
  test('net never goes below zero, what is beyond is compensation, and nothing is lost between them', () => {
    fc.assert(
      fc.property(fc.nat(1_000_000), fc.nat(1_000_000), (gross, refunded) => {
        const net = netOf(gross, refunded)
        expect(net).toBeGreaterThanOrEqual(0)
        expect(net - compensationOf(gross, refunded)).toBe(gross - refunded)
      }),
    )
    expect([netOf(-500, 0), compensationOf(-500, 0)]).toEqual([-500, 0])
  })

  test('[S7] an order stands in exactly one state', () => {
    const state = (gross: number, net: number, hasPerson = true) => stateOf({ gross, net, hasPerson })
    expect([state(10, 10), state(10, 4), state(0, 0), state(10, 0)]).toEqual([
      'counted',
      'counted',
      'zeroYuan',
      'refunded',
    ])
    expect([state(-5, -5), state(-5, -5, false), state(10, 10, false), state(0, 0, false)]).toEqual([
      'unlinked',
      'unlinked',
      'noPerson',
      'noPerson',
    ])
  })
})

const member = (orderNo: string, gross: number, parent = '', more: Partial<Member> = {}): Member => ({
  ...{ id: orderNo, orderNo, parent, gross, paidAt: 1000, refunded: 0, refundedAt: null, hasPerson: true },
  ...more,
})

describe('[S8] orders that belong together', () => {
  const of = (members: Member[]) => new Map(settle(members).map((one) => [one.id, one]))

  test('a refund order goes back to its original, a balance payment adds to it, the first payment is the time', () => {
    const all = of([
      member('deposit', 100, '', { paidAt: 2000 }),
      member('balance', 900, 'deposit', { paidAt: 1500 }),
      member('back', -300, 'balance', { paidAt: 9000 }),
      member('more', -50, 'deposit', { paidAt: 8000, refunded: 0 }),
    ])
    expect(all.get('deposit')).toMatchObject({
      root: null,
      gross: 1000,
      refunded: 350,
      net: 650,
      paidAt: 1500,
      refundedAt: 9000,
      state: 'counted',
    })
    expect(['balance', 'back', 'more'].map((id) => all.get(id)?.root)).toEqual(['deposit', 'deposit', 'deposit'])
  })

  test('without its original, in a circle, or below another refund an order stands for itself', () => {
    const all = of([
      member('a', -5, 'gone'),
      member('b', -5, 'c'),
      member('c', 5, 'b'),
      member('d', -5),
      member('e', -6, 'd'),
    ])
    expect([...all.values()].map((one) => one.root)).toEqual([null, null, null, null, null])
    expect(all.get('a')).toMatchObject({ state: 'unlinked', net: -5 })
  })

  test('money is neither made nor lost: roots less compensation are the sum of all that was said', () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f']
    const members = fc.tuple(
      ...names.map((name) =>
        fc.record({ gross: fen, refunded: fc.nat(100), parent: fc.constantFrom('', 'x', ...names) }).map((one) =>
          member(name, one.gross, one.parent === name ? '' : one.parent, {
            refunded: one.gross < 0 ? 0 : one.refunded,
          }),
        ),
      ),
    )
    fc.assert(
      fc.property(members, (given) => {
        const roots = settle(given).filter((one) => one.root === null)
        const said = given.reduce((sum, one) => sum + one.gross - one.refunded, 0)
        expect(roots.reduce((sum, one) => sum + one.net - compensationOf(one.gross, one.refunded), 0)).toBe(said)
      }),
    )
  })
})
