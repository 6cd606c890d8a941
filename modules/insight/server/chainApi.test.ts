import { call } from '@orpc/server'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { day } from '#kit/time'
import type { RequestContext } from '#platform/http/context'
import { type ChainPorts, chainHandlers } from './chainApi.ts'
import { noTroubles, openTestLog, type TestLog } from './fixture.ts'

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
const now = Date.UTC(2024, 1, 1)
const house = (ports: Partial<ChainPorts> = {}) =>
  chainHandlers({
    olap: log.olap,
    ports: { ...noTroubles, ...ports },
    settings: async () => ({ zone: 'Asia/Shanghai' }),
    now: () => now,
  })
const range = { from: '2024-01-11', to: '2024-01-21' }
const at = Date.UTC(2024, 0, 15)
const visits = (count: number, when: number) =>
  Array.from({ length: count }, (_, i) => ({ person: String(i + 1), at: when, event: '$pageview', type: 'page' }))

test('[N28] [N29] the report says when it was made, stands beside the range compared with, and has a fix in both languages', async () => {
  await log.fill({
    events: [...visits(3, at), ...visits(5, at - 10 * day)],
    ids: [{ person: '1', types: ['openid:wx1'] }],
    people: [{ id: '1', enteredAt: at, entry: 'self', excluded: false, deleted: false, source: 'feed' }],
  })
  const compare = { compareFrom: '2024-01-01', compareTo: '2024-01-11' }
  const report = await call(house().report, { ...range, ...compare }, { context })
  expect(report).toMatchObject({ people: 3, at: new Date(now).toISOString(), compare: { people: 5 }, findings: [] })
  expect(report.sources).toEqual([{ source: 'feed', people: 1 }])
  expect(report.hops[0]).toMatchObject({ from: 'visited', to: 'openid', people: 3, passed: 1, broken: 2, faulty: 2 })
  const causes = [...report.hops, ...(report.compare?.hops ?? [])].flatMap((hop) => hop.causes)
  expect(causes.length).toBeGreaterThan(2)
  for (const { title, fix } of causes)
    expect(Math.min(...[title, fix].flatMap(({ zh, en }) => [zh.length, en.length]))).toBeGreaterThan(5)
})

test('[N30] the people of a number come in pages, each with its stages and why', async () => {
  await log.fill({ events: visits(5, at), ids: [{ person: '2', types: ['openid:wx1', 'phone'] }] })
  const ask = { ...range, hop: 'openid', limit: 3 } as const
  const first = await call(house().people, ask, { context })
  expect(first.items.map(({ person }) => person)).toEqual(['5', '4', '3'])
  expect(first.items[0]).toEqual({ person: '5', stages: ['visited'], cause: 'clientUnknown', place: null })
  const rest = await call(house().people, { ...ask, cursor: first.next }, { context })
  expect([rest.items.map(({ person }) => person), rest.next]).toEqual([['1'], undefined])
  const passed = await call(house().people, { ...ask, side: 'passed' }, { context })
  expect(passed.items).toEqual([{ person: '2', stages: ['visited', 'openid', 'member'], cause: null, place: null }])
})

test('[N31] what the other houses know stands beside the chain, with where it is mended', async () => {
  await log.fill({})
  const text = { zh: '没有事件名', en: 'No event name' }
  const ports: Partial<ChainPorts> = {
    parked: async () => [{ reason: 'no-event-name', text, events: 7 }],
    silent: async () => [{ name: '官网' }],
    shared: async () => [{ type: 'phone', values: 2 }],
    doubts: async () => 4,
  }
  const { findings } = await call(house(ports).report, range, { context })
  expect(findings.map(({ kind, name, label, count, mend }) => [kind, name, label, count, mend])).toEqual([
    ['parked', 'no-event-name', text, 7, 'parked'],
    ['silent', '官网', null, 1, 'sources'],
    ['shared', 'phone', null, 2, 'identity'],
    ['doubts', '', null, 4, 'identity'],
  ])
})
