import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ChangedOrder, type GoneOrder, type OrdersChanged, ordersChanged } from '../index.ts'
import { shopErasing } from './erase.ts'
import { openShop, type Shop } from './fixture.ts'
import { proveCopy } from './reconcile.ts'

let shop: Shop
const gone: GoneOrder[] = []
const left: ChangedOrder[] = []
beforeAll(async () => {
  shop = await openShop()
  shop.platform.outbox.subscribe({
    consumer: 'test.gone',
    topics: [ordersChanged],
    async handle(_tx, facts) {
      const told = facts.map(({ payload }) => payload as OrdersChanged).filter((one) => one.gone)
      gone.push(...told.flatMap((one) => one.gone ?? []))
      left.push(...told.flatMap(({ orders }) => orders))
    },
  })
  await shop.platform.outbox.start()
})
afterAll(() => shop.close())

const mapping = JSON.stringify({
  no: 'orderNo',
  id: 'identity:member_id',
  at: 'paidAt',
  yuan: 'amount',
  back: 'refundAmount',
})
const bring = (source: string, ...rows: string[]) =>
  shop.orders({ mapping, source }, ['no,id,at,yuan,back', ...rows].join('\n'))
const count = async (table: string) =>
  Number((await shop.platform.postgres.pool.query(`select count(*) from ${table}`)).rows[0].count)

describe('[S18] a source that is erased', () => {
  test('leaves the ledger, its lines, refunds and copy; other sources stay to the fen', async () => {
    const many = Array.from({ length: 1200 }, (_, i) => `d${i},demo-${i % 300},2026-05-01,1.50,${i % 2}`)
    await bring('demo', ...many, 'shared,both,2026-05-02,10,0')
    await bring('real', 'r1,both,2026-05-03,20.01,0', 'r2,real,2026-05-04,5,5')
    const { postgres, olap, outbox, log } = shop.platform
    expect(await count('shop_order')).toBe(1203)
    expect(await shopErasing({ postgres, outbox }).eraseSources(['demo', 'nothing'])).toBe(1201)
    await outbox.settled()
    const { ledger, copy, equal } = await shop.get<{ ledger: object; copy: object; equal: boolean }>(
      '/orders/reconcile',
    )
    expect(ledger).toEqual({ orders: 2, gross: 2501, refunded: 500, net: 2001, compensation: 0 })
    expect(copy).toEqual({ orders: 2, gross: 2501, refunded: 500, net: 2001 })
    expect(equal).toBe(true)
    expect([await count('shop_order_line'), await count('shop_refund')]).toEqual([2, 1])
    expect(await proveCopy(postgres, olap, log)).toEqual({ repaired: [], wrong: [] })
  })

  test('is told with what is left of its customers', async () => {
    expect(gone).toHaveLength(1201)
    expect(new Set(gone.map(({ identity }) => identity)).size).toBe(301)
    expect(left.length).toBeGreaterThan(0)
    const orders = await shop.get<{ items: { person: string }[] }>('/orders')
    const known = orders.items.map(({ person }) => person)
    const erasing = shopErasing(shop.platform)
    expect([...(await erasing.inLedger([...known, '999999']))].sort()).toEqual([...new Set(known)].sort())
  })

  test('can come again', async () => {
    expect(await bring('demo', 'd1,demo-1,2026-05-01,1.50,0')).toMatchObject({ state: 'done', created: 1 })
    const { equal } = await shop.get<{ equal: boolean }>('/orders/reconcile')
    expect(equal).toBe(true)
  })
})
