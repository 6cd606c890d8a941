import { call, ORPCError } from '@orpc/server'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { day } from '#kit/time'
import { describeApi } from '#platform/http/api'
import type { RequestContext } from '#platform/http/context'
import { insight, insightProblems } from '../contract.ts'
import { type OrderRow, openTestLog, type PersonRow, type TestLog } from './fixture.ts'
import { insightServer } from './index.ts'

let log: TestLog
beforeAll(async () => {
  log = await openTestLog()
})
afterAll(() => log.close())

const context: RequestContext = {
  actor: { kind: 'apiKey', id: '1', name: 'test', rights: ['*'] },
  requestId: 'r',
  ip: '::1',
  userAgent: '',
  language: 'zh',
  cookie: () => undefined,
  setCookie: () => undefined,
}
const server = () =>
  insightServer({
    olap: log.olap,
    settings: async () => ({ zone: 'Asia/Shanghai', assistedDays: 7 }),
    goal: async () => ({ year: null, people: null, gmv: null }),
    now: () => Date.UTC(2024, 2, 1),
  })

const gmv = (input: {
  from: string
  to: string
  compareFrom?: string
  compareTo?: string
  view?: 'cohort' | 'period'
  scope?: 'direct' | 'private' | 'all'
  horizonDays?: number
}) => call(server().gmv, input, { context })
const refusal = async (asked: Promise<unknown>) => {
  const error = await asked.then(
    () => null,
    (thrown: unknown) => thrown,
  )
  return error instanceof ORPCError ? [error.code, error.status] : error
}

const jan = Date.UTC(2023, 11, 31, 16)
const person = (id: string, enteredDay: number | null, more: Partial<PersonRow> = {}): PersonRow => ({
  id,
  enteredAt: enteredDay === null ? null : jan + enteredDay * day,
  entry: 'self',
  excluded: false,
  deleted: false,
  ...more,
})
let orderId = 0
const order = (who: string, paidDay: number, gross: number, more: Partial<OrderRow> = {}): OrderRow => {
  orderId += 1
  const money = { gross, refunded: 0, net: gross, sourceKind: 'private' } as const
  return { id: String(orderId), person: who, paidAt: jan + paidDay * day, ...money, ...more }
}

describe('GET /insight/gmv', () => {
  beforeEach(() =>
    log.fill({
      people: [
        person('1', 0),
        person('2', 1, { entry: 'invited' }),
        person('3', -100, { entry: 'baseline' }),
        person('4', 2, { excluded: true }),
        person('5', null, { entry: '' }),
        person('6', 40),
      ],
      carriers: [
        { id: '1', person: '1', started: jan, ended: null },
        { id: '2', person: '3', started: jan - 100 * day, ended: jan + 5 * day },
        { id: '3', person: '5', started: jan - 90 * day, ended: jan - 80 * day },
      ],
      orders: [
        order('1', 0, 10_000),
        order('1', 20, 5_000, { refunded: 1_000, net: 4_000 }),
        order('1', 45, 7_000),
        order('2', 3, 9_900, { refunded: 9_900, net: 0 }),
        order('2', 4, 0, { net: 0 }),
        order('3', 6, 3_000, { sourceKind: 'store' }),
        order('3', 9, 2_000, { sourceKind: 'platform' }),
        order('4', 6, 800),
        order('5', 7, 600, { sourceKind: 'store' }),
        order('0', 8, 500),
        order('0', 9, -450, { net: -450 }),
        order('6', 40, 100),
      ],
      events: [
        { person: '3', at: jan + 5 * day, event: 'coupon_redeemed' },
        { person: '3', at: jan - day, event: 'message_sent' },
      ],
    }),
  )
  const january = { from: '2024-01-01', to: '2024-02-01' }

  test('[N6] [N12] the period view of a month, with direct and assisted shown apart', async () => {
    const reply = await gmv(january)
    expect(reply).toMatchObject({
      view: 'period',
      scope: 'private',
      from: '2023-12-31T16:00:00.000Z',
      to: '2024-01-31T16:00:00.000Z',
      horizonDays: null,
      assistedDays: 7,
      gmv: 19_000,
      people: 3,
      self: 1,
      invited: 1,
      baseline: 1,
      buyers: 2,
      orders: 4,
      spendPerBuyer: 9_500,
      factors: { traffic: 2, fission: 1.5, conversion: 2 / 3, basket: 4_750, lifetime: 2 },
      parts: { direct: 14_000, assisted: 5_000, memberOther: 0, outside: 600 },
      ledger: { orders: 10, amount: 20_450 },
      excluded: {
        zeroYuan: { orders: 1, amount: 0 },
        refunded: { orders: 1, amount: 0 },
        excluded: { orders: 1, amount: 800 },
        outOfScope: { orders: 1, amount: 600 },
        noPerson: { orders: 1, amount: 500 },
        unlinked: { orders: 1, amount: -450 },
      },
      ripe: null,
    })
    expect(reply.compare).toBeUndefined()
  })

  test('[N12] a narrower or wider scope moves orders between counted and out of scope, the ledger stays', async () => {
    const direct = await gmv({ ...january, scope: 'direct' })
    expect(direct).toMatchObject({ gmv: 14_000, parts: { direct: 14_000, assisted: 5_000 } })
    expect(direct.excluded.outOfScope).toEqual({ orders: 3, amount: 5_600 })
    const all = await gmv({ ...january, scope: 'all' })
    expect(all).toMatchObject({ gmv: 19_600, people: 4, excluded: { outOfScope: { orders: 0, amount: 0 } } })
    expect([direct.ledger, all.ledger]).toEqual([all.ledger, direct.ledger])
  })

  test('[N7] [N17] the cohort view: who entered, baseline apart, their orders to date or within a horizon', async () => {
    const toDate = await gmv({ ...january, view: 'cohort' })
    expect(toDate).toMatchObject({ people: 2, self: 1, invited: 1, baseline: 0, buyers: 1, orders: 3, gmv: 21_000 })
    expect(toDate.ledger).toEqual({ orders: 8, amount: 21_000 + 800 + 500 - 450 })
    expect(toDate.ripe).toBeNull()
    const month = await gmv({ ...january, view: 'cohort', horizonDays: 30 })
    expect(month).toMatchObject({ gmv: 14_000, orders: 2, horizonDays: 30, ripe: false })
    expect((await gmv({ ...january, view: 'cohort', horizonDays: 20 })).gmv).toBe(10_000)
    expect((await gmv({ ...january, view: 'cohort', horizonDays: 29 })).ripe).toBe(true)
  })

  test('[N3] a comparison has the same figures of the other range, and parts that sum to the change', async () => {
    const reply = await gmv({ ...january, compareFrom: '2024-02-01', compareTo: '2024-03-01' })
    expect(reply.compare).toMatchObject({ gmv: 7_100, people: 2, buyers: 2, from: '2024-01-31T16:00:00.000Z' })
    const parts = reply.contributions ?? []
    expect(parts.map(({ factor }) => factor)).toEqual(['traffic', 'fission', 'conversion', 'basket', 'lifetime'])
    expect(parts.reduce((sum, { amount }) => sum + amount, 0)).toBe(19_000 - 7_100)
    expect(reply.unlinkedChange).toBe(-450)
  })

  test('[N17] what cannot be asked is refused with a text in both languages', async () => {
    expect(await refusal(gmv({ from: '2024-02-30', to: '2024-03-01' }))).toEqual(['no-such-time', 422])
    expect(await refusal(gmv({ from: '2024-03-01', to: '2024-02-01' }))).toEqual(['range-reversed', 422])
    expect(await refusal(gmv({ ...january, compareFrom: '2024-01-01' }))).toEqual(['compare-incomplete', 422])
    for (const { title } of Object.values(insightProblems)) expect([title.zh, title.en].every(Boolean)).toBe(true)
    expect((await gmv({ from: '2024-01-01', to: '2024-01-01' })).factors.traffic).toBeNull()
  })
})

describe('POST /insight/trend and GET /insight/pool', () => {
  const range = { from: '2024-01-01', to: '2024-01-04' }
  const view = { event: 'view', measure: 'events' } as const

  test('[N17] [N18] every unit of the range gives a point, empty ones too', async () => {
    await log.fill({ events: [{ person: '1', at: jan + 2 * day, event: 'view' }] })
    const { series } = await call(server().trend, { series: [view], unit: 'day', range }, { context })
    expect(series).toEqual([
      {
        event: 'view',
        measure: 'events',
        points: [
          { start: '2023-12-31T16:00:00.000Z', value: 0 },
          { start: '2024-01-01T16:00:00.000Z', value: 0 },
          { start: '2024-01-02T16:00:00.000Z', value: 1 },
        ],
      },
    ])
    const weeks = { series: [{ ...view, event: 'none' }], unit: 'week' as const, range }
    const empty = await call(server().trend, weeks, { context })
    expect(empty.series[0]?.points).toEqual([{ start: '2023-12-31T16:00:00.000Z', value: 0 }])
  })

  test('[N18] a trend that cannot be asked is refused', async () => {
    const ask = (more: object) =>
      refusal(call(server().trend, { series: [view], unit: 'day', range, ...more } as never, { context }))
    expect(await ask({ series: [{ ...view, measure: 'sum' }] })).toEqual(['property-needed', 422])
    expect(await ask({ unit: 'hour', range: { from: '2000-01-01', to: '2024-01-01' } })).toEqual([
      'range-too-long',
      422,
    ])
    expect(await ask({ breakdown: { property: 'a`ge', on: 'person' } })).toEqual(['property-name-wrong', 422])
    expect(await ask({ breakdown: { property: 'a`b' } })).toEqual(['property-name-wrong', 422])
    const where = { property: 'a', op: 'between', value: [1, 'x'] }
    expect(await ask({ series: [{ ...view, where }] })).toEqual(['rule-value-wrong', 422])
    expect(await ask({ segment: 'x' })).toEqual(['BAD_REQUEST', 400])
  })

  test('[N14] the pool answers with its identity', async () => {
    await log.fill({ carriers: [{ id: '1', person: '1', started: jan + day, ended: null }] })
    const reply = await call(server().pool, range, { context })
    expect(reply).toMatchObject({ start: 0, entered: 1, returned: 0, lost: 0, net: 1, corrections: 0, end: 1 })
  })

  test('[N19] the contract prints as OpenAPI, the recursive rule tree included', async () => {
    const text = JSON.stringify(await describeApi({ insight }, '1'))
    for (const path of ['/insight/gmv', '/insight/pool', '/insight/trend']) expect(text).toContain(path)
    expect(text).toContain('isNotSet')
  })
})
