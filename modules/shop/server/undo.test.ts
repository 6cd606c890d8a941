import fc from 'fast-check'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { openShop, type Shop } from './fixture.ts'
import { proveCopy } from './reconcile.ts'

let shop: Shop
beforeAll(async () => {
  shop = await openShop()
})
afterAll(() => shop.close())
afterEach(async () => {
  await shop.platform.postgres.pool.query('truncate shop_order, shop_order_line, shop_refund, shop_import_change')
})

const head = 'no,id,at,yuan,back,parent,sku'
const mapping = JSON.stringify({
  ...{ no: 'orderNo', id: 'identity:member_id', at: 'paidAt', yuan: 'amount' },
  ...{ back: 'refundAmount', parent: 'parentOrderNo', sku: 'sku' },
})
async function bringBy(onDuplicate: string, ...rows: string[]): Promise<string> {
  const done = await shop.orders({ mapping, source: 'undo', onDuplicate }, [head, ...rows].join('\n'))
  expect([done.state, done.rejected]).toEqual(['done', 0])
  return done.id
}

const bring = (...rows: string[]) => bringBy('overwrite', ...rows)

interface Undo {
  state: string
  removed: number
  restored: number
  kept: number
}
async function undo(id: string): Promise<Undo> {
  expect((await shop.post(`/imports/${id}/undo`)).status).toBe(202)
  for (;;) {
    const { undo: now } = await shop.get<{ undo: Undo }>(`/imports/${id}`)
    if (now.state === 'done' || now.state === 'failed') return now
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

/** The ledger as it stands, without what only tells how it came to be. */
async function ledger() {
  const { pool } = shop.platform.postgres
  const orders = await pool.query(`select order_no, identity, paid_at, gross, refunded, net, refunded_at, state, parent,
      (select r.order_no from shop_order r where r.id = o.root) as root, encode(content_hash, 'hex') as content
    from shop_order o order by order_no`)
  const parts = await pool.query(`select o.order_no, l.sku, l.amount, l.refunded, l.position from shop_order_line l
    join shop_order o on o.id = l.order_id order by o.order_no, l.position`)
  return JSON.stringify([orders.rows, parts.rows])
}

describe('[S20] undoing an import of orders', () => {
  test('what it brought goes, what it changed stands as before, relatives included', async () => {
    await bring('1,m1,2026-05-01,100,0,,a', '1,m1,2026-05-01,20,0,,b', '2,m2,2026-05-02,50,10,,c')
    const before = await ledger()
    const second = await bring('1,m1,2026-05-03,77,0,,z', '3,m3,2026-05-04,9.9,0,,d', '4,m2,2026-05-05,-15,0,2,c')
    expect(await ledger()).not.toBe(before)
    expect(await undo(second)).toMatchObject({ state: 'done', removed: 2, restored: 1, kept: 0 })
    expect(await ledger()).toBe(before)
    const { postgres, olap, log } = shop.platform
    expect(await proveCopy(postgres, olap, log)).toEqual({ repaired: [], wrong: [] })
  })

  test('what a later import changed stays; a later import that found the same keeps the order', async () => {
    const first = await bring('1,m1,2026-05-01,100,0,,a', '2,m1,2026-05-01,5,0,,a', '3,m1,2026-05-01,6,0,,a')
    const second = await bring('1,m1,2026-05-01,90,0,,a', '2,m1,2026-05-01,5,0,,a')
    expect(await undo(first)).toMatchObject({ removed: 1, restored: 0, kept: 2 })
    expect(JSON.parse(await ledger())[0].map((one: { order_no: string }) => one.order_no)).toEqual(['1', '2'])
    // The second one now stands for order 2; order 1 it had changed, so its older state comes back.
    expect(await undo(second)).toMatchObject({ removed: 1, restored: 1 })
    expect(JSON.parse(await ledger())[0]).toMatchObject([{ order_no: '1', gross: '10000' }])
  })

  test('once, not twice, not after seven days, not a dry run', async () => {
    const id = await bring('1,m1,2026-05-01,100,0,,a')
    await undo(id)
    expect((await shop.post<{ code: string }>(`/imports/${id}/undo`)).body.code).toBe('not-undoable')
    const dry = await shop.orders({ mapping, source: 'undo', dryRun: 'true' }, `${head}\n9,m1,2026-05-01,1,0,,a`)
    expect((await shop.post(`/imports/${dry.id}/undo`)).status).toBe(409)
    const old = await bring('5,m1,2026-05-01,100,0,,a')
    const at = shop.platform.clock()
    shop.platform.clock.set(at + 7 * 86_400_000 + 1000)
    expect((await shop.post(`/imports/${old}/undo`)).status).toBe(409)
    await shop.host.sweep()
    const left = await shop.platform.postgres.pool.query('select count(*)::int as n from shop_import_change')
    expect(left.rows[0].n).toBe(0)
    shop.platform.clock.set(at)
    expect((await shop.post('/imports/999999/undo')).status).toBe(404)
  })

  test('any run of imports, undone from the last to the first, leaves each state that was', async () => {
    const row = fc
      .record({
        no: fc.integer({ min: 1, max: 5 }),
        id: fc.constantFrom('a', 'b', ''),
        day: fc.integer({ min: 1, max: 9 }),
        yuan: fc.integer({ min: -3, max: 9 }),
        parent: fc.constantFrom('', '1', '2'),
      })
      .map(
        ({ no, id, day, yuan, parent }) =>
          `${no},${id},2026-05-0${day},${yuan},0,${parent === String(no) ? '' : parent},s`,
      )
    const rule = fc.constantFrom('overwrite', 'skip', 'fill')
    const file = fc.uniqueArray(row, { minLength: 1, maxLength: 5, selector: (line) => line.split(',')[0] })
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(file, rule), { minLength: 1, maxLength: 3 }), async (files) => {
        const steps: { id: string; before: string }[] = []
        for (const [rows, onDuplicate] of files) {
          const before = await ledger()
          steps.push({ before, id: await bringBy(onDuplicate, ...rows) })
        }
        for (const { id, before } of steps.toReversed()) {
          await undo(id)
          expect(await ledger()).toBe(before)
        }
      }),
      { numRuns: 15 },
    )
  }, 120_000)
})
