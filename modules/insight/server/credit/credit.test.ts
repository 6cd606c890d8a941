import { call, ORPCError } from '@orpc/server'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { RequestContext } from '#platform/http/context'
import { freshPostgres, testClock } from '#platform/testing'
import { creditRows } from '../../core/credit.ts'
import { openTestLog, type TestLog } from '../fixture.ts'
import { creditHandlers } from './handlers.ts'

const zone = 'Asia/Shanghai'
const clock = testClock('2026-12-05T00:00:00Z')
let log: TestLog
let store: Awaited<ReturnType<typeof freshPostgres>>
let house: ReturnType<typeof creditHandlers>
beforeAll(async () => {
  log = await openTestLog()
  store = await freshPostgres()
  const settings = async () => ({ zone, assistedDays: 7 })
  house = creditHandlers({ olap: log.olap, postgres: store.postgres, settings, now: clock })
  const person = (id: string, more: object = {}) => ({
    ...{ id, enteredAt: at('2026-11-01'), entry: 'self' as const, excluded: false, deleted: false, ...more },
  })
  await log.fill({
    people: [person('1'), person('2'), person('3'), person('9', { excluded: true })],
    orders: [
      order('1', '1', '2026-11-10', 1001, { staff: '甲' }),
      order('2', '1', '2026-11-20', 2000),
      order('3', '2', '2026-11-20', 3000),
      order('4', '3', '2026-11-21', 400, { store: '' }),
      order('5', '9', '2026-11-21', 9999, { staff: '甲' }),
      order('6', '1', '2026-10-15', 700, { staff: '乙' }),
      order('7', '1', '2026-11-28', 50),
    ],
    carriers: [
      // 乙 was the friend until the 25th, then 丙 took over.
      { id: '1', person: '1', started: at('2026-11-01'), ended: at('2026-11-25'), account: '乙' },
      { id: '2', person: '1', started: at('2026-11-25'), ended: null, account: '丙' },
      { id: '3', person: '2', started: at('2026-10-01'), ended: null, account: '丁' },
    ] as never,
  })
})
afterAll(() => Promise.all([log.close(), store.close()]))

const at = (day: string) => Date.parse(`${day}T00:00:00+08:00`)
const order = (id: string, person: string, day: string, net: number, more: object = {}) => ({
  ...{
    id,
    person,
    paidAt: at(day),
    gross: net,
    refunded: 0,
    net,
    sourceKind: 'private' as const,
    store: '一店',
    ...more,
  },
})
const context: RequestContext = {
  actor: { kind: 'staff', id: '1', name: 'a', rights: ['*'] },
  ...{ requestId: 'r', ip: '::1', userAgent: '', language: 'zh' as const },
  cookie: () => undefined,
  setCookie: () => undefined,
}
const november = { from: '2026-11-01', to: '2026-12-01' }
const ranking = (more: object = {}) => call(house.ranking, { ...november, ...more } as never, { context })
const amounts = async (more: object = {}) =>
  Object.fromEntries((await ranking(more)).items.map(({ key, amount }) => [key, amount]))
const refusal = async (asked: Promise<unknown>) => {
  const error = await asked.then(
    () => null,
    (thrown: unknown) => thrown,
  )
  return error instanceof ORPCError ? error.code : error
}

test('[N79] an order is its serving staff’s, else the bound one’s within the term, else the store’s, else public', async () => {
  // 丁 became a friend 50 days before: the term is over.
  expect(await amounts()).toEqual({ 甲: 1001, 乙: 2000, 丙: 50, '': 3400 })
  expect(await amounts({ by: 'store' })).toEqual({ 一店: 6051, '': 400 })
  const { items } = await call(house.orders, { ...november, key: '' } as never, { context })
  expect(items.map(({ id, why }) => [id, why])).toEqual([
    ['4', 'public'],
    ['3', 'store'],
  ])
  const found = await ranking()
  expect([found.total, found.orders]).toEqual([6451, 5])
  expect(found.items.find(({ key }) => key === '乙')).toMatchObject({ rank: 1, rankBefore: 1, amountBefore: 700 })
})

test('[N80] shares of serving and bound staff sum to the order, to the fen', async () => {
  await call(house.changeSetting, { protectionDays: 60, servingPercent: 70 }, { context })
  expect(await call(house.setting, undefined, { context })).toEqual({ protectionDays: 60, servingPercent: 70 })
  expect(await amounts()).toEqual({ 甲: 701, 乙: 2300, 丙: 50, 丁: 3000, '': 400 })
  const name = fc.constantFrom('', '甲', '乙')
  const group = fc
    .record({
      serving: name,
      bound: name,
      store: name,
      orders: fc.nat(9),
      net: fc.nat(99_999),
      part: fc.double({ min: 0, max: 1, noNaN: true }),
    })
    .map(({ part, ...one }) => ({
      ...one,
      servingPart:
        one.serving === '' ? 0 : one.bound === '' || one.bound === one.serving ? one.net : Math.round(one.net * part),
    }))
  fc.assert(
    fc.property(fc.array(group), (groups) => {
      const sum = (rows: readonly { amount?: number; net?: number }[]) =>
        rows.reduce((total, row) => total + (row.amount ?? row.net ?? 0), 0)
      for (const by of ['staff', 'store'] as const) expect(sum(creditRows(groups, by))).toBe(sum(groups))
    }),
  )
})

test('[N81] a correction is a fact with reason and name, the latest counts; a frozen month stays as it was', async () => {
  const correct = (order: string, staff: string) =>
    call(house.correct, { order, staff, store: '二店', reason: '客户指定' }, { context })
  await correct('4', '甲')
  await correct('4', '戊')
  expect(await amounts({ by: 'store' })).toEqual({ 一店: 6051, 二店: 400 })
  expect((await amounts())['戊']).toBe(400)
  const { items } = await call(house.corrections, undefined, { context })
  expect(items.map(({ staff, reason, by }) => [staff, reason, by])).toEqual([
    ['戊', '客户指定', 'staff:1'],
    ['甲', '客户指定', 'staff:1'],
  ])
  expect(await refusal(call(house.freeze, { month: '2026-12' }, { context }))).toBe('month-runs')
  await call(house.freeze, { month: '2026-11' }, { context })
  const kept = await amounts()
  await call(house.changeSetting, { protectionDays: 1, servingPercent: 0 }, { context })
  expect([await amounts(), (await ranking()).frozen?.by]).toEqual([kept, 'staff:1'])
  expect(await refusal(correct('4', '甲'))).toBe('month-frozen')
  expect(await refusal(correct('99', '甲'))).toBe('no-such-order')
})
