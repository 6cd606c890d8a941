import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { call } from '@orpc/server'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { lineFen } from '#kit/money'
import type { RequestContext } from '#platform/http/context'
import { type OrderRow, openTestLog, type TestLog } from '../fixture.ts'
import { rfmHandlers } from './handlers.ts'

const shared = join(process.cwd(), '../shared')
const file = join(shared, 'data/online-retail/lines.csv.gz')
const casesFile = join(shared, 'cases/datasets.json')

/** Valid lines summed to orders: with a customer, no cancellation, something for something. How they are imported the shop's own tests show. */
function readOrders() {
  const lines = gunzipSync(readFileSync(file)).toString('latin1').trim().split(/\r?\n/).slice(1)
  const orders = new Map<string, OrderRow>()
  let valid = 0
  for (const line of lines) {
    const [no = '', , quantity = '', date = '', price = '', customer = ''] = line.split(',')
    if (customer === '' || no.startsWith('C') || Number(quantity) <= 0 || Number(price) <= 0) continue
    valid += 1
    const fen = lineFen(price, quantity)
    if (!fen.ok) throw new Error(line)
    const money = { gross: fen.value, refunded: 0, net: fen.value, sourceKind: 'private' } as const
    const paidAt = Date.parse(`${date.replace(' ', 'T')}:00Z`)
    const known = orders.get(no)
    if (!known) orders.set(no, { id: String(orders.size + 1), person: customer, paidAt, ...money })
    else
      orders.set(no, {
        ...known,
        gross: known.gross + fen.value,
        net: known.net + fen.value,
        paidAt: Math.min(known.paidAt, paidAt),
      })
  }
  return { orders: [...orders.values()], valid }
}

const context: RequestContext = {
  actor: { kind: 'apiKey', id: '1', name: 'test', rights: ['*'] },
  ...{ requestId: 'r', ip: '::1', userAgent: '', language: 'zh' as const },
  cookie: () => undefined,
  setCookie: () => undefined,
}

describe.skipIf(!existsSync(file))('Online Retail, the whole file', () => {
  let log: TestLog
  let valid = 0
  beforeAll(async () => {
    log = await openTestLog()
    const read = readOrders()
    valid = read.valid
    await log.fill({ orders: read.orders })
  })
  afterAll(() => log.close())
  const house = () => rfmHandlers({ olap: log.olap, settings: async () => ({ zone: 'UTC' }) })
  const wanted = (id: string) => {
    const { cases } = JSON.parse(readFileSync(casesFile, 'utf8')) as { cases: { id: string; expect: unknown }[] }
    return cases.find((one) => one.id === id)?.expect ?? expect.fail(id)
  }

  test('[N57] DS-H02 its valid orders, customers and revenue', async () => {
    const want = wanted('DS-H02') as Record<string, number>
    const found = await call(house().report, { at: '2011-12-31' }, { context })
    expect([valid, found.people, found.orders]).toEqual([want['rows'], want['customers'], want['orders']])
    // Each line is rounded to the fen: .904 pounds of all is what that leaves.
    expect(Math.abs(found.revenue / 100 - (want['revenue'] ?? 0))).toBeLessThanOrEqual(0.01)
  })

  test('[N57] DS-H03 who bought again, by the month of the first purchase', async () => {
    const want = wanted('DS-H03') as Record<string, number[]>
    const found = await call(house().cohorts, { from: '2010-12-01', to: '2012-01-01' }, { context })
    expect(found.cohorts).toHaveLength(13)
    for (const [month, row] of Object.entries(want)) {
      const cohort = found.cohorts.find(({ start }) => start === `${month}-01`)
      expect([cohort?.people, cohort?.returned]).toEqual([row[0], row])
    }
    const ages = call(house().cohorts, { from: '1900-01-01', to: '2100-01-01' }, { context })
    await expect(ages).rejects.toMatchObject({ code: 'range-too-long' })
    const weeks = await call(house().cohorts, { from: '2011-11-28', to: '2011-12-12', unit: 'week' }, { context })
    expect(weeks.cohorts.map(({ start, returned }) => [start, returned.length])).toEqual([
      ['2011-11-28', 2],
      ['2011-12-05', 1],
    ])
  })
})
