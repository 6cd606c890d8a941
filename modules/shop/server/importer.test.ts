import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ImportCounts, ImportRow, ImportRun } from '#modules/intake'
import { type OrdersChanged, ordersChanged } from '../index.ts'
import { openShop, type Shop } from './fixture.ts'
import { orderImporter } from './importer.ts'

let shop: Shop
beforeAll(async () => {
  shop = await openShop()
})
afterAll(() => shop.close())

const run = (id: string, source: string, more: Partial<ImportRun> = {}): ImportRun => ({
  ...{
    id,
    dryRun: false,
    onDuplicate: 'overwrite',
    targets: ['orderNo', 'paidAt', 'amount', 'identity:member_id'],
    options: { source },
    zone: 'Asia/Shanghai',
  },
  ...{ now: shop.platform.clock(), createdBy: 'test' },
  ...more,
})

const rowsOf = (count: number, amount = '1.00'): ImportRow[] =>
  Array.from({ length: count }, (_, i) => ({
    line: i + 2,
    values: { orderNo: `N${i}`, paidAt: '2026-05-01', amount, 'identity:member_id': `m${i % 7}` },
  }))

/** One attempt of an import; breaks off after so many steps of applying. */
async function attempt(
  given: ImportRun,
  rows: readonly ImportRow[],
  steps = Number.POSITIVE_INFINITY,
): Promise<ImportCounts> {
  const session = await orderImporter(shop.ledger).begin(given)
  let counts: ImportCounts = { created: 0, updated: 0, skipped: 0 }
  let done = 0
  expect(await session.add(rows)).toEqual([])
  await session.finish(async (step) => {
    counts = step.counts
    done += 1
    return done < steps
  })
  if (steps === Number.POSITIVE_INFINITY) await session.close()
  return counts
}

describe('[S2] an import that breaks off', () => {
  test('counts in its next attempt what it did in the first', async () => {
    const rows = rowsOf(5000)
    expect(await attempt(run('1001', 'broke'), rows, 1)).toMatchObject({ updated: 0, skipped: 0 })
    expect(await attempt(run('1001', 'broke'), rows)).toEqual({ created: 5000, updated: 0, skipped: 0 })
    await attempt(run('1002', 'broke'), rowsOf(5000, '2.00'), 1)
    expect(await attempt(run('1002', 'broke'), rowsOf(5000, '2.00'))).toEqual({ created: 0, updated: 5000, skipped: 0 })
    expect(await attempt(run('1003', 'broke'), rowsOf(5000, '2.00'))).toEqual({ created: 0, updated: 0, skipped: 5000 })
  })

  test('two at a time of one source create every order once', async () => {
    const rows = rowsOf(4500)
    const both = await Promise.all([attempt(run('1004', 'both'), rows), attempt(run('1005', 'both'), rows)])
    expect(both.reduce((sum, counts) => sum + counts.created, 0)).toBe(4500)
    expect(both.reduce((sum, counts) => sum + counts.skipped, 0)).toBe(4500)
  })

  test('rows that vanished from the stage are noticed', async () => {
    const session = await orderImporter(shop.ledger).begin(run('1006', 'lost'))
    await session.add(rowsOf(10))
    await shop.platform.postgres.pool.query('delete from shop_import_stage where import = 1006 and line < 5')
    await expect(session.finish(async () => true)).rejects.toThrow('10 rows were staged but 7 came back')
    await session.close()
  })
})

test('[S14] every change is told once, with what other houses need', async () => {
  const told = async () => {
    const { rows } = await shop.platform.postgres.pool.query(
      'select payload from platform_outbox where topic = $1 order by id',
      [ordersChanged],
    )
    return rows.flatMap((row: { payload: OrdersChanged }) => row.payload.orders)
  }
  const before = (await told()).length
  const values = {
    orderNo: 'F1',
    paidAt: '2026-05-01 08:00',
    amount: '12.5',
    'identity:member_id': 'm1',
    'inviter:member_id': 'm2',
    channel: '小红书',
  }
  const targets = [...Object.keys(values)]
  const options = { source: 'told', sourceKind: 'store' }
  await attempt(run('1007', 'told', { targets, options }), [{ line: 2, values }])
  await attempt(run('1008', 'told', { targets, options }), [{ line: 2, values }])
  const facts = (await told()).slice(before)
  expect(facts).toEqual([
    {
      id: expect.stringMatching(/^\d+$/),
      identity: expect.stringMatching(/^\d+$/),
      person: await shop.identities.lookup('member_id', 'm1'),
      paidAt: Date.parse('2026-05-01T00:00:00Z'),
      ...{ gross: 1250, net: 1250, sourceKind: 'store', state: 'counted', channel: '小红书', store: null, staff: null },
      inviterIdentity: expect.stringMatching(/^\d+$/),
      inviterPerson: await shop.identities.lookup('member_id', 'm2'),
      part: false,
    },
  ])
})
