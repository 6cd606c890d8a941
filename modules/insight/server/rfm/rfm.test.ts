import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { call } from '@orpc/server'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fenOf } from '#kit/money'
import { day } from '#kit/time'
import type { RequestContext } from '#platform/http/context'
import { cellOf, rfmCells, rfmTables, scoresOf } from '../../core/clv/rfm.ts'
import { type EventRow, type OrderRow, openTestLog, type PersonRow, type TestLog } from '../fixture.ts'
import { rfmHandlers } from './handlers.ts'

let log: TestLog
beforeAll(async () => {
  log = await openTestLog()
})
afterAll(() => log.close())

const context: RequestContext = {
  actor: { kind: 'apiKey', id: '1', name: 'test', rights: ['*'] },
  ...{ requestId: 'r', ip: '::1', userAgent: '', language: 'zh' as const },
  cookie: () => undefined,
  setCookie: () => undefined,
}
const house = () => rfmHandlers({ olap: log.olap, settings: async () => ({ zone: 'UTC' }) })
const base = Date.UTC(2024, 0, 1)
let next = 0
const order = (person: string, at: number, net: number, more: Partial<OrderRow> = {}): OrderRow => {
  next += 1
  return { id: String(next), person, paidAt: at, gross: net, refunded: 0, net, sourceKind: 'private', ...more }
}
const person = (id: string, more: Partial<PersonRow> = {}): PersonRow => ({
  ...{ id, enteredAt: base, entry: 'self', excluded: false, deleted: false, ...more },
})
const range = { from: '2024-01-01', to: '2024-02-01' }

const file = join(process.cwd(), '../shared/data/rfm-orders/orders.csv')
const casesFile = join(process.cwd(), '../shared/cases/datasets.json')
describe.skipIf(!existsSync(file))('the published orders of 995 customers', () => {
  const names: string[] = []
  const question = { at: '2006-12-31' }
  beforeAll(async () => {
    const lines = readFileSync(file, 'utf8').trim().split(/\r?\n/).slice(1)
    const orders = lines.map((line, i): OrderRow => {
      const [, name = '', date = '', revenue = ''] = /^"?(.*?)"?,(\d{4}-\d\d-\d\d),(.+)$/.exec(line) ?? []
      if (!names.includes(name)) names.push(name)
      const fen = fenOf(revenue)
      if (!fen.ok) throw new Error(line)
      const money = { gross: fen.value, refunded: 0, net: fen.value, sourceKind: 'private' } as const
      return { id: String(i + 1), person: String(names.indexOf(name) + 1), paidAt: Date.parse(date), ...money }
    })
    await log.fill({ orders })
  })
  const { cases } = (existsSync(casesFile) ? JSON.parse(readFileSync(casesFile, 'utf8')) : { cases: [] }) as {
    cases: { id: string; expect: Record<string, unknown> }[]
  }
  const wanted = (id: string) => cases.find((one) => one.id === id)?.expect ?? expect.fail(id)

  test('[N65] DS-H04 totals, bins and customers, DS-H05 Champions', async () => {
    const found = await call(house().report, question, { context })
    const want = wanted('DS-H04')
    const { recency, frequency, monetary } = found.thresholds
    expect({ customers: found.people, orders: found.orders, revenue: found.revenue / 100 }).toEqual({
      ...{ customers: want['customers'], orders: want['orders'], revenue: want['revenue'] },
    })
    const near = (values: readonly number[]) => values.map((one) => Number(one.toFixed(6)))
    expect({
      recency: near(recency),
      frequency: near(frequency),
      monetary: near(monetary.map((fen) => fen / 100)),
    }).toEqual(want['bins'])
    const all = await Promise.all(
      [undefined, '200', '400', '600', '800'].map((cursor) =>
        call(house().people, { ...question, limit: 200, ...(cursor ? { cursor } : {}) }, { context }),
      ),
    )
    const people = new Map(all.flatMap(({ items }) => items).map((row) => [names[Number(row.person) - 1] ?? '', row]))
    expect(people.size).toBe(995)
    for (const [name, row] of Object.entries(want['customers_published'] as Record<string, number[]>)) {
      const { recency: days, orders, revenue, score } = people.get(name) ?? expect.fail(name)
      expect([days, orders, revenue / 100, score]).toEqual(row)
    }
    const champions = found.cells.find(({ cell }) => cell === 'champions')
    const { Champions } = wanted('DS-H05') as Record<string, Record<string, number>>
    expect({
      customers: champions?.people,
      orders: champions?.orders,
      revenue: (champions?.revenue ?? 0) / 100,
    }).toEqual(Champions)
  })
})

test('[N65] every score has one name, and the cells are a partition of the scores', () => {
  for (const table of rfmTables) {
    const all = rfmCells.flatMap((cell) => scoresOf(cell, table))
    expect(all.sort((a, b) => a - b)).toEqual([...new Set(all)])
    expect(all).toHaveLength(125)
  }
  expect(cellOf({ r: 5, f: 5, m: 5 }, 'eight')).toBe('value')
  expect(cellOf({ r: 1, f: 1, m: 5 }, 'eight')).toBe('winBack')
  expect(cellOf({ r: 5, f: 5, m: 1 }, 'ten')).toBe('others')
})

test('[N66] fixed bins, the sums of cells and grid, and the people behind them', async () => {
  await log.fill({
    orders: [
      order('1', base, 500),
      order('1', base + day, 500),
      order('2', base, 100),
      order('3', base, 900),
      order('4', base, 1, { net: 0 }),
    ],
    people: [person('3', { excluded: true })],
  })
  const question = {
    ...{ at: '2024-01-31', mode: 'fixed' as const },
    thresholds: { recency: [10, 20, 30, 40], frequency: [2, 3, 4, 5], monetary: [200, 300, 400, 500] },
  }
  const found = await call(house().report, question, { context })
  // Of the third nobody may know, of the fourth nothing is left.
  expect(found).toMatchObject({ people: 2, orders: 3, revenue: 1100 })
  for (const part of [found.cells, found.grid])
    expect(part.reduce((sum, { revenue }) => sum + revenue, 0)).toBe(found.revenue)
  const people = await call(house().people, { ...question, r: 3, f: 2 }, { context })
  expect(people.items).toEqual([{ person: '1', recency: 29, orders: 2, revenue: 1000, score: 325, cell: 'others' }])
  const refused = (more: object) => expect(call(house().report, { ...question, ...more } as never, { context })).rejects
  await refused({ thresholds: undefined }).toMatchObject({ code: 'thresholds-missing' })
  await refused({ thresholds: { ...question.thresholds, recency: [1, 1, 2, 3] } }).toMatchObject({
    code: 'thresholds-not-rising',
  })
  await refused({ since: '2024-02-01' }).toMatchObject({ code: 'since-after-at' })
})

test('[N67] the core fifth, what it carries, and lists as large as the layers say', async () => {
  const spends = fc.array(fc.nat(1000), { minLength: 0, maxLength: 25 })
  await fc.assert(
    fc.asyncProperty(spends, async (nets) => {
      const people = [...nets.map((_, i) => person(String(i + 1))), person('1000'), person('1001', { excluded: true })]
      await log.fill({ orders: nets.map((net, i) => order(String(i + 1), base + i, net + 1)), people })
      const found = await call(house().pyramid, range, { context })
      const sorted = nets.map((net) => net + 1).sort((a, b) => b - a)
      const [core, half] = [Math.ceil(nets.length * 0.2), Math.ceil(nets.length * 0.5)]
      const sum = (some: readonly number[]) => some.reduce((a, b) => a + b, 0)
      expect(found.layers.map(({ people: count, revenue }) => [count, revenue])).toEqual([
        [core, sum(sorted.slice(0, core))],
        [half - core, sum(sorted.slice(core, half))],
        [nets.length - half, sum(sorted.slice(half))],
        [1, 0],
      ])
      expect(found.people).toBe(nets.length + 1)
      for (const { layer, people: count, revenue } of found.layers) {
        const list = await call(house().pyramidPeople, { ...range, layer, limit: 200 }, { context })
        expect([list.items.length, sum(list.items.map((row) => row.revenue))]).toEqual([count, revenue])
      }
    }),
    { numRuns: 4 },
  )
}, 60_000)

test('[N68] the loop: each stage, who was at the one before, and where a person stands', async () => {
  const at = base + 5 * day
  const event = (who: string, name: string, type = 'track'): EventRow => ({ person: who, at, event: name, type })
  await log.fill({
    events: [
      event('1', '$pageview', 'page'),
      event('1', 'add_to_cart'),
      event('2', '$pageview', 'page'),
      event('3', 'consult'),
      event('9', 'add_to_cart'),
      event('3', 'told', 'identify'),
    ],
    orders: [
      order('1', at, 5),
      order('1', at + 3 * day, 5),
      order('3', at, 5),
      order('4', at, 5),
      order('4', at + 60_000, 5),
    ],
    people: [person('9', { excluded: true }), person('5', { inviter: '1' })],
  })
  const found = await call(house().loop, range, { context })
  expect(found.people).toBe(4)
  expect(found.whole).toBe(1)
  expect(found.stages).toEqual([
    { stage: 'need', people: 3, passed: null },
    { stage: 'decision', people: 2, passed: 2 },
    { stage: 'purchase', people: 3, passed: 2 },
    { stage: 'share', people: 1, passed: 1 },
    // Twice within a day is one need, not a new one.
    { stage: 'repurchase', people: 1, passed: 1 },
  ])
  const list = (more: object) => call(house().loopPeople, { ...range, ...more } as never, { context })
  expect((await list({ stage: 'decision', side: 'stopped' })).items.map((row) => row.person)).toEqual(['2'])
  expect(await list({ person: '1' })).toEqual({
    items: [{ person: '1', stages: ['need', 'decision', 'purchase', 'share', 'repurchase'] }],
  })
  const first = await list({ stage: 'purchase', limit: 2 })
  expect([first.items.map((row) => row.person), first.next]).toEqual([['4', '3'], '3'])
  expect((await list({ stage: 'purchase', limit: 2, cursor: first.next })).items.map((row) => row.person)).toEqual([
    '1',
  ])
  const own = await call(house().loop, { ...range, decisions: ['told'] }, { context })
  expect(own.stages[1]).toMatchObject({ stage: 'decision', people: 1 })
})
