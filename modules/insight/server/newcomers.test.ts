import { afterAll, beforeAll, expect, test } from 'vitest'
import { day } from '#kit/time'
import { type OrderRow, openTestLog, type PersonRow, type TestLog } from './fixture.ts'
import { newcomersOf } from './newcomers.ts'

let log: TestLog
beforeAll(async () => {
  log = await openTestLog()
})
afterAll(() => log.close())

const t0 = Date.UTC(2024, 0, 10)
const now = t0 + 20 * day
const person = (id: string, more: Partial<PersonRow> = {}): PersonRow => ({
  ...{ id, enteredAt: t0 + 3_600_000, entry: 'self', excluded: false, deleted: false, source: '门店' },
  ...more,
})
const order = (id: string, who: string, paidAt: number, net: number, more: Partial<OrderRow> = {}): OrderRow => ({
  ...{ id, person: who, paidAt, gross: net, refunded: 0, net, sourceKind: 'private' },
  ...more,
})
const tie = (id: string, who: string, from: number, ended: number | null) => ({
  ...{ id, person: who, started: t0 + from * day, ended: ended === null ? null : t0 + ended * day },
})

test('[A92] people count once with all their ids, by how they came; a deletion within seven days counts when they were not back by then', async () => {
  await log.fill({
    people: [
      person('1'),
      person('2', { source: '' }),
      person('3', { entry: 'invited' }),
      person('4', { entry: 'baseline' }),
      person('5', { excluded: true }),
      person('6', { enteredAt: t0 + 8 * day, source: '短信' }),
      person('7', { source: '短信' }),
      person('8', { enteredAt: t0 - day }),
    ],
    overrides: [{ person: '9', kept: '1' }],
    carriers: [
      tie('1', '9', 0, 3),
      tie('2', '2', 0, 3),
      tie('3', '2', 5, null),
      tie('4', '3', 0, 9),
      tie('5', '6', 8, 10),
      tie('6', '7', 9, 10),
    ],
    orders: [
      order('1', '9', t0 + 2 * day + 3_600_000, 1000),
      order('2', '1', t0 + 2 * day + 7_200_000, 500),
      order('3', '1', t0 + 12 * day, 700, { refunded: 700, net: 0 }),
      order('4', '3', t0 + 9 * day, 300, { sourceKind: 'platform' }),
      order('5', '5', t0 + 2 * day, 999),
    ],
  })
  const read = newcomersOf({ olap: log.olap, settings: async () => ({ assistedDays: 7 }), now: () => now })
  const marked = [
    { person: '7', at: t0 + 3_601_000, name: '#4' },
    { person: '2', at: t0 + 2 * day, name: '#4' },
  ]
  const question = { from: t0, to: t0 + 10 * day, starts: [t0, t0 + 7 * day], marked }
  expect(await read.cohorts(question)).toEqual([
    { name: '#4', start: t0, people: 1, left: 0, buyers: 0, bought: [] },
    { name: '@invited', start: t0, people: 1, left: 0, buyers: 0, bought: [] },
    { name: '@none', start: t0, people: 1, left: 0, buyers: 0, bought: [] },
    { name: '门店', start: t0, people: 1, left: 1, buyers: 1, bought: [[2, 1500]] },
    { name: '短信', start: t0 + 7 * day, people: 1, left: 1, buyers: 0, bought: [] },
  ])
  const page = { ...question, names: ['门店', '#4'], offset: 0, limit: 10 }
  expect((await read.people({ ...page, set: 'people' })).map(({ person: id }) => id)).toEqual(['7', '1'])
  expect(await read.people({ ...page, set: 'buyers' })).toEqual([
    { person: '1', at: t0 + 3_600_000, name: '门店', left: true, orders: 2, net: 1500 },
  ])
  expect(await read.people({ ...page, set: 'net' })).toHaveLength(1)
  expect(await read.nameOf(['9', '3', '2', '99'])).toEqual(
    new Map([
      ['9', '门店'],
      ['3', '@invited'],
      ['2', '@none'],
    ]),
  )
  expect(await read.names()).toContainEqual({ name: '门店', people: 2, orders: 0, last: t0 + 3_600_000 })
})
