import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { lineFen } from '#kit/money'
import { bytesOf, cdnowMapping, openShop, retailMapping, type Shop, shared } from './fixture.ts'

interface Reconciled {
  ledger: { orders: number; gross: number; refunded: number; net: number }
  states: Record<string, { orders: number; net: number }>
  copy: object
  equal: boolean
}

let shop: Shop
beforeAll(async () => {
  shop = await openShop()
})
afterAll(() => shop.close())

const cdnow = shared('cdnow/CDNOW_master.txt.gz')
const retail = shared('online-retail/lines.csv.gz')

describe.skipIf(!cdnow)('cdnow', () => {
  test('the master file becomes the ledger to the fen, and again changes nothing', async () => {
    const file = bytesOf(cdnow ?? '')
    const rows = gunzipSync(file).toString().trim().split('\n').slice(1)
    const cents = rows.reduce((sum, row) => sum + Number((row.trim().split(/\s+/)[3] ?? '').replace('.', '')), 0)
    const t = performance.now()
    const first = await shop.bring({ source: 'cdnow', mapping: cdnowMapping }, file)
    console.log('cdnow', performance.now() - t)
    expect(first).toMatchObject({ state: 'done', total: 69_659, created: 69_659, updated: 0, skipped: 0, rejected: 0 })
    const ledger = await shop.get<Reconciled>('/orders/reconcile')
    expect(ledger).toMatchObject({ equal: true, ledger: { orders: 69_659, net: cents } })
    expect(ledger.states).toMatchObject({
      counted: { orders: 69_579 },
      zeroYuan: { orders: 80 },
      noPerson: { orders: 0 },
    })
    const t2 = performance.now()
    const again = await shop.bring({ source: 'cdnow', mapping: cdnowMapping }, gunzipSync(file))
    console.log('cdnow again', performance.now() - t2)
    expect(again).toMatchObject({ state: 'done', total: 69_659, created: 0, updated: 0, skipped: 69_659, rejected: 0 })
    expect(await shop.get('/orders/reconcile')).toEqual(ledger)
  })
})

describe.skipIf(!retail)('online retail', () => {
  test('541,909 lines become 25,900 orders whose classes sum to the file', async () => {
    const file = bytesOf(retail ?? '')
    const rows = gunzipSync(file)
      .toString()
      .trim()
      .split('\n')
      .slice(1)
      .map((row) => row.split(','))
    const sum = rows.reduce((all, [, , quantity = '', , price = '']) => {
      const line = lineFen(price, quantity)
      return line.ok ? all + line.value : Number.NaN
    }, 0)
    const before = await shop.get<Reconciled>('/orders/reconcile')
    const t = performance.now()
    const done = await shop.bring({ source: 'retail', mapping: retailMapping }, file)
    console.log('retail', performance.now() - t)
    expect(done).toMatchObject({ state: 'done', total: 541_909, created: 25_900, rejected: 0 })
    const after = await shop.get<Reconciled>('/orders/reconcile')
    expect(after.equal).toBe(true)
    expect(after.ledger.net - before.ledger.net).toBe(sum)
    expect(after.ledger.orders - before.ledger.orders).toBe(25_900)
    console.log(after)
  })
})
