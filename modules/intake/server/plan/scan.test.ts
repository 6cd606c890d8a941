import { call } from '@orpc/server'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshPlatform, type TestPlatform } from '#platform/testing'
import { planHandlers } from './handlers.ts'
import { forgetSeen, scanEvents } from './scan.ts'
import { PlanWatch } from './watch.ts'

let platform: TestPlatform
let watch: PlanWatch
const start = Date.parse('2026-06-01T12:00:00Z')
let now = start
const at = () => now
beforeAll(async () => {
  platform = await freshPlatform()
  watch = await PlanWatch.open({ ...platform, now: at, parkUnplanned: async () => false })
})
afterAll(async () => {
  await watch.close()
  await platform.close()
})

let serial = 0
async function received(when: number, event: string, properties: object) {
  serial += 1
  const head = { received: when, at: when, source: 1, key: serial, type: 'track', event, identity: 1, person: 1 }
  await platform.olap.insertLines('events', JSON.stringify({ ...head, properties, context: {} }))
}
const scan = () => scanEvents(platform.postgres, platform.olap, now)
const handlers = () => planHandlers({ ...platform, watch, now: at, needed: [] })
const as = { context: { actor: { kind: 'apiKey', id: '1', name: 'test', rights: ['*'] } } } as never

test('[T60] every event is counted once, whatever comes while it is counted', async () => {
  await received(start - 3 * 86_400_000, 'paid', { amount: 1 })
  await received(start - 90_000, 'paid', { amount: 2, note: 'x' })
  await received(start - 10_000, 'paid', { amount: 'late' })
  await Promise.all([scan(), scan(), scan()])
  const line = async () => (await call(handlers().list, undefined, as)).items.find(({ event }) => event === 'paid')
  expect(await line()).toMatchObject({ events7: 2, events30: 2, state: 'unplanned', planned: false })
  now = start + 120_000
  await scan()
  await scan()
  expect(await line()).toMatchObject({ events7: 3, events30: 3, lastAt: new Date(start - 10_000).toISOString() })
})

test('[T60] properties are found with their type and how many of the events have them', async () => {
  const { seen, days } = await call(handlers().get, { event: 'paid' }, as)
  const of = (name: string) => seen.filter((one) => one.name === name)
  expect(of('note')).toEqual([{ name: 'note', type: 'text', share: 0.5 }])
  expect(of('amount').map(({ type }) => type)).toEqual(expect.arrayContaining(['number', 'text']))
  expect(days.reduce((sum, { events }) => sum + events, 0)).toBe(3)
})

test('[T60] after an erasure all is counted anew, from what is left', async () => {
  await platform.olap.command(`alter table events delete where key = 1 settings mutations_sync = 2`)
  await Promise.all([scan(), platform.postgres.transaction(forgetSeen)])
  await scan()
  const { items } = await call(handlers().list, undefined, as)
  expect(items.find(({ event }) => event === 'paid')).toMatchObject({ events7: 2, events30: 2 })
})
