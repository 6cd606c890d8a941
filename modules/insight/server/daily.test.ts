import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { day } from '#kit/time'
import { daily, flows } from './daily.ts'
import { type CarrierRow, openTestLog, type TestLog } from './fixture.ts'
import { stock } from './pool.ts'

let log: TestLog
beforeAll(async () => {
  log = await openTestLog()
})
afterAll(() => log.close())

const t0 = Date.UTC(2024, 0, 1)
const carrier = (person: string, start: number, end: number | null, i: number): CarrierRow => ({
  id: String(i + 1),
  person,
  started: t0 + start * day,
  ended: end === null ? null : t0 + end * day,
})

test('[N15] every day of the daily pool equals the stock of that day, for any carriers', {
  timeout: 60_000,
}, async () => {
  const time = fc.integer({ min: 0, max: 8 * 4 }).map((quarter) => quarter / 4)
  const rows = fc
    .array(fc.tuple(fc.constantFrom('0', '1', '2', '3', '4'), time, fc.option(time)), { maxLength: 14 })
    .map((list) => list.map(([who, start, end], i) => carrier(who, start, end, i)))
  const starts = Array.from({ length: 4 }, (_, i) => t0 + (2 + i) * day)
  const to = t0 + 6 * day
  await fc.assert(
    fc.asyncProperty(rows, fc.boolean(), async (carriers, merged) => {
      const excluded = { id: '3', enteredAt: t0, entry: 'self', excluded: true, deleted: false } as const
      await log.fill({ carriers, people: [excluded], overrides: merged ? [{ person: '1', kept: '2' }] : [] })
      const found = new Map((await flows(log.olap, starts, to)).map((flow) => [flow.start, flow]))
      const before = found.get(0)
      let live = (before?.rises ?? 0) - (before?.exits ?? 0)
      for (const start of starts) {
        const one = await stock(log.olap, { from: start, to: start + day })
        const flow = found.get(start)
        expect(live).toBe(one.start)
        live += (flow?.rises ?? 0) - (flow?.exits ?? 0)
        expect([flow?.entered ?? 0, flow?.lost ?? 0, live]).toEqual([one.entered, one.lost, one.end])
      }
    }),
    { numRuns: 20 },
  )
})

test('[N26] days are those of the zone, today is the last, the month stands beside the same time of the one before', async () => {
  const zone = 'Asia/Shanghai'
  const at = (text: string) => Date.parse(`${text}+08:00`)
  const order = (id: string, time: string, net: number) =>
    ({ id, person: '1', paidAt: at(time), gross: net, refunded: 0, net, sourceKind: 'private' }) as const
  await log.fill({
    people: [{ id: '1', enteredAt: at('2024-01-01T00:00:00'), entry: 'self', excluded: false, deleted: false }],
    carriers: [{ id: '1', person: '1', started: at('2024-02-29T00:00:00'), ended: at('2024-03-01T23:59:59') }],
    orders: [
      order('1', '2024-02-01T00:00:00', 100),
      order('2', '2024-02-03T09:59:59', 20),
      order('3', '2024-02-03T10:00:00', 1000),
      order('4', '2024-03-01T23:59:59', 5),
      order('5', '2024-03-03T00:00:00', 7),
    ],
  })
  const { days, month } = await daily({ olap: log.olap, zone, assistedDays: 7, now: at('2024-03-03T10:00:00') }, 5)
  expect(days).toEqual([
    { start: at('2024-02-28T00:00:00'), live: 0, entered: 0, lost: 0, orders: 0, gmv: 0 },
    { start: at('2024-02-29T00:00:00'), live: 1, entered: 1, lost: 0, orders: 0, gmv: 0 },
    { start: at('2024-03-01T00:00:00'), live: 0, entered: 0, lost: 1, orders: 1, gmv: 5 },
    { start: at('2024-03-02T00:00:00'), live: 0, entered: 0, lost: 0, orders: 0, gmv: 0 },
    { start: at('2024-03-03T00:00:00'), live: 0, entered: 0, lost: 0, orders: 1, gmv: 7 },
  ])
  expect(month).toEqual({
    from: at('2024-03-01T00:00:00'),
    to: at('2024-03-04T00:00:00'),
    gmv: 12,
    before: { from: at('2024-02-01T00:00:00'), to: at('2024-02-03T10:00:00'), gmv: 120 },
  })
})
