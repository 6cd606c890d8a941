import { parse } from 'csv-parse/sync'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ExportClient, openExports } from '../../../platform/exports/fixture.ts'
import { openShop, type Shop } from './fixture.ts'
import { orderExport } from './index.ts'
import { listOrders } from './list.ts'

let shop: Shop
let client: ExportClient
beforeAll(async () => {
  // Jobs are defined before they start: the shop's fixture starts them.
  shop = await openShop(undefined, async (platform, identities) => {
    client = await openExports(platform, [orderExport({ ...platform, identities })])
  })
  const mapping = {
    no: 'orderNo',
    who: 'identity:login_id',
    at: 'paidAt',
    yuan: 'amount',
    store: 'store',
    note: 'note',
  }
  const file = [
    'no,who,at,yuan,store,note',
    '=A1,u1,2026-02-03 10:00,19.90,湖滨店,门口放 13812345678',
    'B2,u2,2026-02-04 10:00,1234.56,武林店,',
    'C3,u3,2026-02-05 10:00,-5.50,湖滨店,',
  ]
  await shop.orders({ mapping: JSON.stringify(mapping), source: 'pos' }, file.join('\n'))
})
afterAll(async () => {
  await client.app.close()
  await shop.close()
})

async function rowsOf(body: object) {
  const done = await client.make({ kind: 'orders', ...body })
  return parse((await client.file(done.id)).body, { bom: true, columns: true }) as Record<string, string>[]
}

test('[S19] a file holds the orders of the filter, newest first; money is numbers, notes are masked', async () => {
  const rows = await rowsOf({})
  expect(rows.map((row) => [row['订单号'], row['净额（元）'], row['状态'], row['备注']])).toEqual([
    ['C3', '-5.5', '无主退款', ''],
    ['B2', '1234.56', '计入', ''],
    ["'=A1", '19.9', '计入', '****'],
  ])
  expect(rows[2]).toMatchObject({
    付款时间: '2026-02-03 10:00:00',
    门店: '湖滨店',
    客户: expect.stringMatching(/^\d+$/),
  })
  const [lake] = await rowsOf({ filter: { store: '湖滨店', to: '2026-02-04T00:00:00+08:00' } })
  expect(lake?.['订单号']).toBe("'=A1")
  const person = rows[1]?.['客户']
  expect((await rowsOf({ filter: { person } })).map((row) => row['订单号'])).toEqual(['B2'])
})

test('[S19] only the picked orders, or all that match but some', async () => {
  const { items } = await listOrders({ ...shop.platform, identities: shop.identities }, { limit: 10 })
  const idOf = (no: string) => items.find((one) => one.orderNo === no)?.id
  const numbers = async (filter: object) => (await rowsOf({ filter })).map((row) => row['订单号'])
  expect(await numbers({ ids: [idOf('B2'), idOf('C3')], store: '湖滨店' })).toEqual(['C3'])
  expect(await numbers({ except: [idOf('B2')] })).toEqual(['C3', "'=A1"])
})

test('[S19] unmasked, notes are as they were written', async () => {
  const rows = await rowsOf({ masked: false, reason: '补发包裹' })
  expect(rows[2]?.['备注']).toBe('门口放 13812345678')
})
