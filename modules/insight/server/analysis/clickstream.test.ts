import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { call } from '@orpc/server'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { RequestContext } from '#platform/http/context'
import { openTestLog, type TestLog } from '../fixture.ts'
import { insightServer } from '../index.ts'
import { analysisHandlers } from './handlers.ts'

const shared = join(process.cwd(), '../shared')
const file = join(shared, 'data/ecom-clickstream-synthetic/ecom.csv.gz')
const cases = join(shared, 'cases/datasets.json')

/** `user_0000,sess_000001,home,2024-03-13 10:21:14,…` */
function readEvents(): object[] {
  const lines = gunzipSync(readFileSync(file)).toString('utf8').trim().split(/\r?\n/).slice(1)
  // All arrived on one day: a block has not more days of arrival than the store takes.
  const received = Date.UTC(2025, 11, 1)
  return lines.map((line, i) => {
    const [user = '', session = '', event = '', time = ''] = line.split(',')
    const person = String(Number(user.slice('user_'.length)) + 1)
    const at = Date.parse(`${time.replace(' ', 'T')}Z`)
    const who = { source: 1, key: i + 1, type: 'track', identity: person, person }
    return { received, at, event, ...who, properties: { session }, context: {} }
  })
}

const otto = join(shared, 'data/otto-sample/sessions.jsonl')

/** `{"session":0,"events":[{"aid":1517085,"ts":1659304800025,"type":"clicks"}, …]}` a line; a session is a person. */
function readOtto(): object[] {
  const received = Date.UTC(2025, 11, 1)
  let key = 1_000_000
  return readFileSync(otto, 'utf8')
    .trim()
    .split('\n')
    .flatMap((line) => {
      const { session, events } = JSON.parse(line) as {
        session: number
        events: { aid: number; ts: number; type: string }[]
      }
      return events.map(({ aid, ts, type }) => {
        const person = String(1_000_000 + session)
        key += 1
        const who = { source: 2, key, type: 'track', identity: person, person }
        return { received, at: ts, event: type, ...who, properties: { aid: String(aid) }, context: {} }
      })
    })
}

interface Expected {
  sessions: number
  clicks: number
  carts: number
  orders: number
  items: number
  events: number
  users: number
  product_view: number
  add_to_cart: number
  purchase: number
  users_with_add_to_cart: number
  of_them_later_purchase: number
}
/** What the file of cases expects of these ids, together. */
function expected(...ids: string[]): Expected {
  const found = readFileSync(cases, 'utf8').matchAll(/^\s*(\{"id": "DS-H\d+".*\}),?\s*$/gm)
  const all = [...found].map(([, text = '']) => JSON.parse(text) as { id: string; expect: object })
  return Object.assign({}, ...all.filter(({ id }) => ids.includes(id)).map((one) => one.expect))
}

const context: RequestContext = {
  actor: { kind: 'apiKey', id: '1', name: 'test', rights: ['*'] },
  ...{ requestId: 'r', ip: '::1', userAgent: '', language: 'zh' as const },
  cookie: () => undefined,
  setCookie: () => undefined,
}
const range = { from: '2023-01-01', to: '2025-12-31' }

describe.skipIf(!existsSync(file) || !existsSync(cases))('the clickstream of a shop, the whole file', () => {
  let log: TestLog
  beforeAll(async () => {
    log = await openTestLog()
    await log.fill({})
    await log.olap.insert('events', readEvents())
    if (existsSync(otto)) await log.olap.insert('events', readOtto())
  })
  afterAll(() => log?.close())
  const deps = () => ({
    olap: log.olap,
    settings: async () => ({ zone: 'UTC', assistedDays: 7 }),
    goal: async () => ({ year: null, people: null, gmv: null }),
    now: () => Date.UTC(2026, 0, 1),
  })

  test('[N18] DS-H08 its events and people', async () => {
    const names = ['*', 'product_view', 'add_to_cart', 'purchase']
    const series = [...names.map((event) => ({ event, measure: 'events' })), { event: '*', measure: 'people' }]
    const found = await call(insightServer(deps()).trend, { series, unit: 'month', range } as never, { context })
    const sums = found.series.map(({ points }) => points.reduce((sum, { value }) => sum + value, 0))
    const want = expected('DS-H08')
    expect(sums.slice(0, 4)).toEqual([want.events, want.product_view, want.add_to_cart, want.purchase])
    const all = await call(analysisHandlers(deps()).stickiness, { event: '*', unit: 'month', range } as never, {
      context,
    })
    expect(all.people).toBe(want.users)
  })

  test('[N36] DS-H09 who put something into the cart, and who of them bought later', async () => {
    const steps = [{ event: 'add_to_cart' }, { event: 'purchase' }]
    const asked = { steps, window: { value: 1000, unit: 'day' }, range }
    const found = await call(analysisHandlers(deps()).funnel, asked as never, { context })
    const want = expected('DS-H09')
    expect(found.steps.map(({ people }) => people)).toEqual([want.users_with_add_to_cart, want.of_them_later_purchase])
  })

  test.skipIf(!existsSync(otto))('[N18] DS-H10 what 20 sessions clicked, put into the cart and ordered', async () => {
    const summer = { from: '2022-07-01', to: '2022-10-01' }
    const series = ['*', 'clicks', 'carts', 'orders'].map((event) => ({ event, measure: 'events' }))
    const found = await call(insightServer(deps()).trend, { series, unit: 'month', range: summer } as never, {
      context,
    })
    const want = expected('DS-H10')
    const sums = found.series.map(({ points }) => points.reduce((sum, { value }) => sum + value, 0))
    expect(sums).toEqual([want.events, want.clicks, want.carts, want.orders])
    const asked = { event: '*', unit: 'month', range: summer } as never
    expect((await call(analysisHandlers(deps()).stickiness, asked, { context })).people).toBe(want.sessions)
    expect(new Set(readOtto().map((one) => (one as { properties: { aid: string } }).properties.aid)).size).toBe(
      want.items,
    )
  })
})
