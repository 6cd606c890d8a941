import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { NotePage } from '../../intake/server/imports/fixture.ts'
import { openShop, type Shop } from './fixture.ts'
import { proveCopy } from './reconcile.ts'
import { orderTimeline } from './timeline.ts'

interface Order {
  id: string
  orderNo: string
  person: string | null
  inviter: string | null
  paidAt: string
  gross: number
  refunded: number
  net: number
  state: string
  sourceKind: string
  partOf: string | null
  store: string
  version: number
  note: string
  lines: { amount: number; sku: string; quantity: string | null; paidAt: string }[]
  refunds: { amount: number; refundedAt: string | null; orderId: string | null }[]
  parts: Order[]
}

let shop: Shop
beforeAll(async () => {
  shop = await openShop()
})
afterAll(() => shop.close())

const columns = {
  no: 'orderNo',
  at: 'paidAt',
  yuan: 'amount',
  sku: 'sku',
  n: 'quantity',
  member: 'identity:member_id',
  phone: 'identity:phone',
  parent: 'parentOrderNo',
  back: 'refundAmount',
  backAt: 'refundedAt',
  status: 'status',
  store: 'store',
  by: 'inviter:member_id',
  line: 'lineNo',
  note: 'note',
} as const
type Cells = Partial<Record<keyof typeof columns, string>>

/** A file of the columns that the rows use. */
function fileOf(rows: readonly Cells[]) {
  const used = (Object.keys(columns) as (keyof typeof columns)[]).filter((name) =>
    rows.some((row) => row[name] !== undefined),
  )
  const mapping = JSON.stringify(Object.fromEntries(used.map((name) => [name, columns[name]])))
  const text = [used.join(','), ...rows.map((row) => used.map((name) => row[name] ?? '').join(','))].join('\n')
  return { mapping, text }
}

const bring = (source: string, rows: readonly Cells[], more: Record<string, string> = {}) => {
  const { mapping, text } = fileOf(rows)
  return shop.orders({ source, mapping, ...more }, text)
}
const orders = async (query: string) => (await shop.get<{ items: Order[] }>(`/orders?${query}`)).items
const order = async (source: string, no: string): Promise<Order> => {
  const found = (await orders(`source=${source}&q=${no}`)).find((one) => one.orderNo === no)
  return shop.get<Order>(`/orders/${found?.id ?? '0'}`)
}
const notes = (id: string, level: string) => shop.get<NotePage>(`/imports/${id}/rejected?level=${level}`)
const at = '2026-05-01 12:00:00'
const member = (name: string) => ({ member: name, at })

describe('[S1] rows with one number are one order', () => {
  test('wherever they stand: earliest time, every line rounded to the fen, order the sum', async () => {
    const done = await bring('s1', [
      { no: 'A', yuan: '1.005', sku: 'x', ...member('m1'), at: '2026-05-01 12:00:00' },
      { no: 'B', yuan: '5', sku: 'y', ...member('m2') },
      { no: 'A', yuan: '1.005', sku: 'z', n: '2', member: 'm1', at: '2026-05-01 11:59:00' },
    ])
    expect(done).toMatchObject({ state: 'done', total: 3, created: 2, rejected: 0 })
    const a = await order('s1', 'A')
    expect(a).toMatchObject({
      gross: 202,
      net: 202,
      state: 'counted',
      sourceKind: 'private',
      paidAt: '2026-05-01T03:59:00.000Z',
    })
    expect(a.lines.map((line) => [line.sku, line.amount, line.quantity])).toEqual([
      ['z', 101, '2'],
      ['x', 101, null],
    ])
  })
})

describe('[S2] a later file replaces an order as a whole', () => {
  test('and what is the same is skipped', async () => {
    const rows = [
      { no: 'A', yuan: '10', sku: 'x', ...member('m1') },
      { no: 'A', yuan: '5', sku: 'y', ...member('m1') },
      { no: 'B', yuan: '1', sku: 'x', ...member('m1') },
    ]
    expect(await bring('s2', rows)).toMatchObject({ created: 2, updated: 0, skipped: 0 })
    expect(await bring('s2', rows.toReversed())).toMatchObject({ created: 0, updated: 0, skipped: 2 })
    expect(await bring('s2', [{ no: 'A', yuan: '7', sku: 'x', ...member('m1') }])).toMatchObject({
      created: 0,
      updated: 1,
      skipped: 0,
    })
    const a = await order('s2', 'A')
    expect([a.gross, a.lines.length, a.version]).toEqual([700, 1, 2])
    expect((await order('s2', 'B')).version).toBe(1)
    expect(await bring('other', rows)).toMatchObject({ created: 2 })
  })

  test('a dry run counts the same and leaves everything', async () => {
    const rows = [
      { no: 'A', yuan: '8', sku: 'x', ...member('new-1') },
      { no: 'B', yuan: '1', sku: 'x', ...member('m1') },
      { no: 'C', yuan: '2', sku: 'x', ...member('new-2') },
    ]
    expect(await bring('s2', rows, { dryRun: 'true' })).toMatchObject({
      dryRun: true,
      created: 1,
      updated: 1,
      skipped: 1,
    })
    expect([(await order('s2', 'A')).gross, await shop.identities.lookup('member_id', 'new-1')]).toEqual([700, null])
    expect(await bring('s2', rows)).toMatchObject({ created: 1, updated: 1, skipped: 1 })
  })
})

describe('[S3] without an order number every row is an order', () => {
  test('known again by its cells and its place among equal rows, whatever the order of rows and columns', async () => {
    const rows = [
      { yuan: '1', ...member('m1') },
      { yuan: '1', ...member('m1') },
      { yuan: '2', ...member('m1') },
    ]
    expect(await bring('s3', rows)).toMatchObject({ total: 3, created: 3 })
    expect(await bring('s3', rows.toReversed())).toMatchObject({ created: 0, updated: 0, skipped: 3 })
    expect(await bring('s3', [...rows, rows[0] ?? {}])).toMatchObject({ created: 1, skipped: 3 })
    const mapping = JSON.stringify({ member: 'identity:member_id', yuan: 'amount', at: 'paidAt' })
    expect(await shop.orders({ source: 's3', mapping }, `at,member,yuan\n${at},m1,2\n`)).toMatchObject({ skipped: 1 })
    expect((await orders('source=s3')).every((one) => /^row-[0-9a-f]{32}-\d+$/.test(one.orderNo))).toBe(true)
  })
})

describe('[S5] an order without a customer', () => {
  test('is kept as no person; so is one whose id cannot be used, with a note', async () => {
    const done = await bring('s5', [
      { no: 'A', yuan: '1', at },
      { no: 'B', yuan: '2', member: '000000', at },
      { no: 'C', yuan: '3', ...member('m5') },
    ])
    expect(done).toMatchObject({ created: 3, rejected: 0, notes: 1 })
    expect((await notes(done.id, 'note')).items.map((note) => [note.line, note.code])).toEqual([[3, 'refused-id']])
    const found = await orders('source=s5')
    expect(found.map((one) => [one.orderNo, one.state, one.person === null]).sort()).toEqual([
      ['A', 'noPerson', true],
      ['B', 'noPerson', true],
      ['C', 'counted', false],
    ])
    expect((await orders('source=s5&state=noPerson')).length).toBe(2)
  })
})

describe('[S6] refunds', () => {
  test('belong to their order; beyond the payment they are compensation', async () => {
    await bring('s6', [
      { no: 'A', yuan: '10', back: '4', backAt: '2026-05-09', ...member('m1') },
      { no: 'B', yuan: '10', back: '12', ...member('m1') },
      { no: 'C', yuan: '10', status: '退款成功', ...member('m1') },
      { no: 'D', yuan: '0', ...member('m1') },
    ])
    expect(await order('s6', 'A')).toMatchObject({
      gross: 1000,
      refunded: 400,
      net: 600,
      state: 'counted',
      refunds: [{ amount: 400, refundedAt: '2026-05-08T16:00:00.000Z', orderId: null }],
    })
    expect(await order('s6', 'B')).toMatchObject({ refunded: 1200, net: 0, state: 'refunded' })
    expect(await order('s6', 'C')).toMatchObject({ refunded: 1000, net: 0, state: 'refunded' })
    expect(await order('s6', 'D')).toMatchObject({ net: 0, state: 'zeroYuan' })
  })
})

describe('[S7] [S8] negative orders', () => {
  test('with their original they are its refund, whichever comes first; without it they wait unlinked', async () => {
    await bring('s8', [
      { no: 'R1', yuan: '-4', parent: 'A', ...member('m1') },
      { no: 'R2', yuan: '-1', ...member('m1') },
    ])
    expect(await order('s8', 'R1')).toMatchObject({ state: 'unlinked', net: -400, partOf: null })
    await bring('s8', [{ no: 'A', yuan: '10', ...member('m1') }])
    const a = await order('s8', 'A')
    expect(a).toMatchObject({ gross: 1000, refunded: 400, net: 600, parts: [{ orderNo: 'R1' }] })
    expect(a.refunds).toMatchObject([{ amount: 400, refundedAt: '2026-05-01T04:00:00.000Z' }])
    expect((await order('s8', 'R1')).partOf).toBe(a.id)
    expect(await order('s8', 'R2')).toMatchObject({ state: 'unlinked', net: -100 })
    await bring('s8', [{ no: 'P', yuan: '90', parent: 'A', ...member('m1') }])
    expect(await order('s8', 'A')).toMatchObject({ gross: 10_000, net: 9600 })
    // The refund was written to the wrong order: corrected, it leaves A and waits for Z.
    await bring('s8', [{ no: 'R1', yuan: '-4', parent: 'Z', ...member('m1') }])
    expect(await order('s8', 'A')).toMatchObject({ gross: 10_000, refunded: 0, net: 10_000 })
    expect(await order('s8', 'R1')).toMatchObject({ state: 'unlinked', partOf: null })
  })
})

describe('[S10] [S12] rows that do not count', () => {
  test('unpaid ones are left out, repeats count once, contradictions are noted', async () => {
    const done = await bring('s10', [
      { no: 'A', yuan: '1', status: '等待买家付款', ...member('m1') },
      { no: 'B', yuan: '2', status: '', line: '1', ...member('m1') },
      { no: 'B', yuan: '2', status: '', line: '1', ...member('m1') },
      { no: 'B', yuan: '3', status: '', line: '2', ...member('m2') },
    ])
    expect(done).toMatchObject({ total: 4, created: 1, rejected: 0, ignored: 2, notes: 1 })
    expect((await notes(done.id, 'ignored')).items.map((note) => [note.line, note.code])).toEqual([
      [2, 'unpaid'],
      [4, 'duplicate-line'],
    ])
    expect((await notes(done.id, 'note')).items.map((note) => [note.line, note.code])).toEqual([[5, 'other-customer']])
    expect((await order('s10', 'B')).gross).toBe(500)
  })
})

describe('[S14] the copy', () => {
  test('has every order when the import says done, and the daily proof mends what was lost', async () => {
    const done = await bring('s14', [
      { no: 'A', yuan: '1', store: '一店', ...member('m1') },
      { no: 'B', yuan: '-1', parent: 'A', ...member('m1') },
    ])
    expect(done.state).toBe('done')
    const whole = await shop.get<{ equal: boolean; ledger: { orders: number } }>('/orders/reconcile')
    expect(whole.equal).toBe(true)
    const { postgres, olap, log } = shop.platform
    expect(await proveCopy(postgres, olap, log)).toEqual({ repaired: [], wrong: [] })
    await olap.command('alter table orders delete where 1 settings mutations_sync = 2')
    expect((await shop.get<{ equal: boolean }>('/orders/reconcile')).equal).toBe(false)
    expect(await proveCopy(postgres, olap, log)).toEqual({ repaired: [202605], wrong: [] })
    expect(await shop.get('/orders/reconcile')).toEqual(whole)
  })

  test('[S13] the states sum to the ledger, in any range', async () => {
    const sums = await shop.get<{
      ledger: { net: number; orders: number }
      states: Record<string, { net: number; orders: number }>
      equal: boolean
    }>('/orders/reconcile?from=2026-05-01T00:00:00%2B08:00&to=2026-05-02T00:00:00%2B08:00')
    const states = Object.values(sums.states)
    expect(states.reduce((sum, one) => sum + one.net, 0)).toBe(sums.ledger.net)
    expect(states.reduce((sum, one) => sum + one.orders, 0)).toBe(sums.ledger.orders)
    expect(sums.equal).toBe(true)
    expect(await shop.get('/orders/reconcile?to=2000-01-01T00:00:00Z')).toMatchObject({
      ledger: { orders: 0 },
      equal: true,
    })
  })
})

describe('[S16] reading orders', () => {
  test('by person they follow merges; pages hold every order once', async () => {
    await bring('s16', [
      { no: 'A', yuan: '1', phone: '13912345678', at: '2026-05-01' },
      { no: 'B', yuan: '2', member: 'merged', at: '2026-05-02' },
      { no: 'C', yuan: '3', member: 'merged', phone: '13912345678', by: 'm1', at: '2026-05-03', store: '一店' },
    ])
    const person = await shop.identities.lookup('member_id', 'merged')
    const mine = await orders(`person=${person}`)
    expect(mine.map((one) => one.orderNo)).toEqual(['C', 'B', 'A'])
    expect(new Set(mine.map((one) => one.person))).toEqual(new Set([person]))
    expect(mine[0]?.inviter).toBe(await shop.identities.lookup('member_id', 'm1'))
    expect(await orders('source=s16&store=%E4%B8%80%E5%BA%97')).toHaveLength(1)
    expect(await orders('source=s16&from=2026-05-02T00:00:00%2B08:00&to=2026-05-03T00:00:00%2B08:00')).toMatchObject([
      { orderNo: 'B' },
    ])
    const seen: string[] = []
    for (let next: string | undefined = ''; next !== undefined; ) {
      const page: { items: Order[]; next?: string } = await shop.get(
        `/orders?limit=2${next === '' ? '' : `&cursor=${next}`}`,
      )
      seen.push(...page.items.map((one) => one.id))
      next = page.next
    }
    const { rows } = await shop.platform.postgres.pool.query('select count(*)::int as n from shop_order')
    expect([new Set(seen).size, seen.length]).toEqual([rows[0].n, rows[0].n])
    const timeline = await orderTimeline(shop.platform.postgres).read(
      await shop.identities.strands(person ?? ''),
      Date.parse('2026-05-02T16:00:00Z'),
      5,
    )
    expect(timeline.map((item) => [item.name, item.detail.orderNo])).toEqual([
      ['order paid', 'B'],
      ['order paid', 'A'],
    ])
    expect((await shop.app.inject({ url: '/api/v1/orders/999999999' })).statusCode).toBe(404)
  })

  test('[S17] notes are sealed, ids of customers stand nowhere in the shop', async () => {
    await bring('s17', [{ no: 'A', yuan: '1', note: '请送到人民路', phone: '13987654321', at }])
    expect((await order('s17', 'A')).note).toBe('请送到人民路')
    for (const table of ['shop_order', 'shop_order_line', 'shop_import_stage']) {
      const { rows } = await shop.platform.postgres.pool.query(`select t::text as text from ${table} t`)
      expect(JSON.stringify(rows)).not.toMatch(/13987654321|人民路/)
    }
    const { rows } = await shop.platform.postgres.pool.query('select count(*)::int as n from shop_import_stage')
    expect(rows[0].n).toBe(0)
  })
})
