import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openShop, type Shop } from './fixture.ts'
import { aboutOrders, type ListFilter, listOrders, ordersQuery } from './list.ts'

const size = 200_000
const day = 86_400_000
/** One order every ten minutes, to four years back. */
const newest = Date.parse('2026-06-01T00:00:00Z')
const every = 600_000
let shop: Shop
let deps: Parameters<typeof listOrders>[0]
beforeAll(async () => {
  shop = await openShop()
  deps = { ...shop.platform, identities: shop.identities }
  const db = shop.platform.postgres.tables<object>()
  await sql`insert into shop_order (source, order_no, own_paid_at, own_gross, own_refunded, paid_at, gross, refunded,
      net, state, parent, source_kind, order_kind, channel, shop, store, staff, freight, subsidy, content_hash)
    select 's', 'n' || n, at, 100, 0, at, 100, 0, 100, case when n % 10 = 0 then 'noPerson' else 'counted' end,
      '', 'private', '', '', '', '', '', 0, 0, ''
    from generate_series(1, ${size}) n, lateral (select to_timestamp(${newest / 1000} - n * ${every / 1000}) as at) t`.execute(
    db,
  )
  await sql`analyze shop_order`.execute(db)
}, 60_000)
afterAll(() => shop.close())

const text = (at: number) => new Date(at).toISOString()
/** The days `[back, back − days)` before the newest order. */
const range = (back: number, days: number) => ({
  from: text(newest - back * day),
  to: text(newest - (back - days) * day),
})

async function plan(filter: ListFilter, cursor?: string): Promise<string> {
  const query = ordersQuery(deps, { ...filter, limit: 50, cursor }, null)
  const rows = await query.explain<{ 'QUERY PLAN': string }>('text', sql`analyze, timing off`)
  return rows.map((row) => row['QUERY PLAN']).join('\n')
}

test('[S30] a page of any range reads as much of the index as it shows, the last one as the first', async () => {
  for (const filter of [range(30, 30), range(1200, 30), range(1380, 7), {}]) {
    const { next } = await listOrders(deps, { ...filter, limit: 50 })
    for (const cursor of [undefined, next]) {
      const read = await plan(filter, cursor)
      expect(read).toMatch(/Index Scan using shop_order_newest/)
      expect(read).not.toMatch(/Seq Scan|Sort|Bitmap/)
      expect(read).toMatch(/Index Scan using shop_order_newest.*rows=51(\.00)? loops=1/)
    }
  }
  expect(await plan({ ...range(1200, 30), state: 'noPerson' })).toMatch(/Index Scan using shop_order_newest/)
  expect(await plan({ ...range(1200, 30), state: 'noPerson' })).not.toMatch(/Seq Scan|Sort/)
})

test('[S30] the range has its first moment and not its last; its count is its rows', async () => {
  const perDay = day / every
  const week = range(100, 7)
  expect(await aboutOrders(deps, week)).toEqual({ count: 7 * perDay, exact: true })
  const pages = []
  for (let cursor: string | undefined; ; ) {
    const { items, next } = await listOrders(deps, { ...week, limit: 200, ...(cursor ? { cursor } : {}) })
    pages.push(...items)
    if (next === undefined) break
    cursor = next
  }
  expect(new Set(pages.map(({ id }) => id)).size).toBe(7 * perDay)
  expect(pages.at(-1)?.paidAt).toBe(week.from)
  expect(Date.parse(pages[0]?.paidAt ?? '')).toBe(Date.parse(week.to) - every)
  expect((await aboutOrders(deps, {})).count).toBeGreaterThan(100_000)
})
