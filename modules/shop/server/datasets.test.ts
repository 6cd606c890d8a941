import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { lineFen } from '#kit/money'
import type { NotePage } from '../../intake/server/imports/fixture.ts'
import { bytesOf, cdnowMapping, openShop, retailMapping, type Shop, shared } from './fixture.ts'

interface Reconciled {
  ledger: { orders: number; gross: number; refunded: number; net: number }
  states: Record<string, { orders: number; net: number }>
  equal: boolean
}

const cdnow = shared('cdnow/CDNOW_master.txt.gz')
const retail = shared('online-retail/lines.csv.gz')
const journey = shared('complete-journey/transactions_sample.csv.gz')
const minutes = 60_000

let shop: Shop
beforeAll(async () => {
  shop = await openShop()
})
afterAll(() => shop.close())

const reconcile = (source?: string) => shop.get<Reconciled>(`/orders/reconcile${source ?? ''}`)
/** What is kept of a source: orders, whose they are, and from when to when. */
async function kept(source: string) {
  const found = await shop.platform.postgres.pool.query<{ orders: number; customers: number; from: Date; to: Date }>(
    `select count(*)::int as orders, count(distinct person)::int as customers, min(own_paid_at) as from, max(own_paid_at) as to
     from shop_order where source = $1`,
    [source],
  )
  const [row] = found.rows
  return { ...row, from: row?.from.toISOString(), to: row?.to.toISOString() }
}
const lineOf = (row: Buffer) => Buffer.concat([row, Buffer.from('\r\n')])

/** Ten kinds of broken rows in the format of the file: id, date, CDs, dollars, separated by blanks. */
const brokenKinds: [string, Buffer][] = [
  ['too-few-cells', Buffer.from(' 90001 19970101  1')],
  ['too-many-cells', Buffer.from(' 90002 19970101  1   11.77  9')],
  ['no-such-time', Buffer.from(' 90003 19970231  1   11.77')],
  ['unreadable-time', Buffer.from(' 90004 yesterday  1   11.77')],
  ['time-out-of-range', Buffer.from(' 90005 19010101  1   11.77')],
  ['unreadable-amount', Buffer.from(' 90006 19970101  1   11.7.7')],
  ['unreadable-quantity', Buffer.from(' 90007 19970101  one   11.77')],
  ['ruined-number', Buffer.from(' 1.23457E+18 19970101  1   11.77')],
  ['null-byte', Buffer.from(' 9000\u00008 19970101  1   11.77')],
  [
    'invalid-characters',
    Buffer.concat([Buffer.from(' 9000'), Buffer.of(0xff, 0xfe), Buffer.from(' 19970101  1   11.77')]),
  ],
]

/** The file with 50 broken rows spread over it; answers the lines they stand on, too. */
function damaged(file: Buffer, everyLines: number) {
  const rows = file
    .toString('latin1')
    .split('\r\n')
    .filter((row) => row !== '')
  const out: Buffer[] = []
  const lines: [number, string][] = []
  rows.forEach((row, i) => {
    out.push(lineOf(Buffer.from(row, 'latin1')))
    if (i === 0 || i % everyLines !== 0 || lines.length === 50) return
    const [code, broken] = brokenKinds[lines.length % brokenKinds.length] ?? ['', Buffer.alloc(0)]
    out.push(lineOf(broken))
    lines.push([out.length, code])
  })
  return { file: Buffer.concat(out), lines }
}

describe('[S11] a file with 50 broken rows of ten kinds', () => {
  test('imports the good rows and lists the bad ones with line and reason', async () => {
    const good = Array.from(
      { length: 200 },
      (_, i) => ` ${String(i % 70).padStart(5, '0')} 1997${String(1 + (i % 12)).padStart(2, '0')}15  2   ${i}.50\r\n`,
    )
    const whole = Buffer.from(` customer_id  date number_of_cds  dollar_value\r\n${good.join('')}`)
    const { file, lines } = damaged(whole, 3)
    const done = await shop.orders({ source: 'broken', mapping: cdnowMapping }, file)
    expect(done).toMatchObject({ state: 'done', total: 250, created: 200, rejected: 50 })
    const { items } = await shop.get<NotePage>(`/imports/${done.id}/rejected?limit=200`)
    expect(items.map((item) => [item.line, item.code])).toEqual(lines)
    expect(new Set(items.map((item) => item.reason)).size).toBeGreaterThanOrEqual(10)
    expect(await shop.orders({ source: 'broken', mapping: cdnowMapping }, whole)).toMatchObject({
      created: 0,
      updated: 0,
      skipped: 200,
    })
  })
})

describe.skipIf(!cdnow)('cdnow', () => {
  test(
    '[S13] DS-H06 the master file becomes the ledger to the fen; again, and with broken rows, it changes nothing',
    async () => {
      const file = gunzipSync(bytesOf(cdnow))
      const rows = file.toString().trim().split('\n').slice(1)
      const fen = rows.reduce((sum, row) => sum + Number((row.trim().split(/\s+/)[3] ?? '').replace('.', '')), 0)
      const before = await reconcile()
      const first = await shop.orders({ source: 'cdnow', mapping: cdnowMapping }, bytesOf(cdnow))
      expect(first).toMatchObject({
        state: 'done',
        total: 69_659,
        created: 69_659,
        updated: 0,
        skipped: 0,
        rejected: 0,
      })
      const after = await reconcile()
      expect(after.equal).toBe(true)
      expect(after.ledger.net - before.ledger.net).toBe(fen)
      expect(fen).toBe(250_031_563)
      expect(await kept('cdnow')).toMatchObject({ orders: 69_659, customers: 23_570 })
      const more = (state: string) => (after.states[state]?.orders ?? 0) - (before.states[state]?.orders ?? 0)
      expect([more('counted'), more('zeroYuan'), more('noPerson')]).toEqual([69_579, 80, 0])
      // Of the first customers: all of them again is the same work once more.
      const some = file.toString('latin1').split('\r\n').slice(0, 15_001).join('\r\n')
      const bad = damaged(Buffer.from(some, 'latin1'), 280)
      const again = await shop.orders({ source: 'cdnow', mapping: cdnowMapping }, bad.file)
      expect(again).toMatchObject({
        state: 'done',
        total: 15_050,
        created: 0,
        updated: 0,
        skipped: 15_000,
        rejected: 50,
      })
      const { items } = await shop.get<NotePage>(`/imports/${again.id}/rejected?limit=200`)
      expect(items.map((item) => [item.line, item.code])).toEqual(bad.lines)
      expect(await reconcile()).toEqual(after)
    },
    5 * minutes,
  )
})

describe.skipIf(!retail)('online retail', () => {
  test(
    '[S4] [S13] DS-H01 541,909 lines become 25,900 orders whose states sum to the file, to the fen',
    async () => {
      const rows = gunzipSync(bytesOf(retail)).toString().trim().split('\n').slice(1)
      const fen = rows.reduce((sum, row) => {
        const [, , quantity = '', , price = ''] = row.split(',')
        const line = lineFen(price, quantity)
        return line.ok ? sum + line.value : Number.NaN
      }, 0)
      const before = await reconcile()
      const done = await shop.orders({ source: 'retail', mapping: retailMapping }, bytesOf(retail))
      expect(done).toMatchObject({ state: 'done', total: 541_909, created: 25_900, rejected: 0 })
      const after = await reconcile()
      expect(after.equal).toBe(true)
      expect(after.ledger.net - before.ledger.net).toBe(fen)
      const states = Object.values(after.states).reduce((sum, one) => sum + one.net, 0)
      expect(states).toBe(after.ledger.net)
      // Times of the file have no zone: they are those of the workspace.
      expect(await kept('retail')).toMatchObject({
        ...{ orders: 25_900, customers: 4372 },
        ...{ from: '2010-12-01T00:26:00.000Z', to: '2011-12-09T04:50:00.000Z' },
      })
      expect(after.states.noPerson?.orders).toBeGreaterThan(0)
      expect(after.states.unlinked?.net).toBeLessThan(0)
    },
    10 * minutes,
  )
})

describe.skipIf(!journey)('complete journey', () => {
  // One line has 4.440892e-16 for its amount, what floats leave of nothing: no amount of money is written so, and a number
  // that a spreadsheet has ruined is told instead of guessed at. With it goes its basket of two lines, whole.
  test(
    '[S4] DS-H07 75,000 lines become the baskets of 2,377 households; the one with a ruined amount is refused',
    async () => {
      const mapping = JSON.stringify({
        ...{ basket_id: 'orderNo', household_id: 'identity:member_id', transaction_timestamp: 'paidAt' },
        ...{ sales_value: 'amount', product_id: 'sku', store_id: 'store' },
      })
      const done = await shop.orders({ source: 'journey', mapping }, bytesOf(journey))
      expect(done).toMatchObject({ state: 'done', total: 75_000, created: 47_243 - 1, rejected: 2 })
      expect(await kept('journey')).toMatchObject({ orders: 47_243 - 1, customers: 2377 })
      const { items } = await shop.get<NotePage>(`/imports/${done.id}/rejected?limit=10`)
      expect(items.map(({ code }) => code)).toContain('unreadable-amount')
    },
    5 * minutes,
  )
})
