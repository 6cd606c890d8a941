import type { FastifyInstance } from 'fastify'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Actor } from '#platform/http/context'
import { createHttp } from '#platform/http/server'
import { freshPlatform, type TestPlatform } from '#platform/testing'
import { liveStreamRoutes, streamPath } from './liveStream.ts'
import { type ParkedTables, park } from './parked.ts'

let platform: TestPlatform
let app: FastifyInstance
let url: string
let actor: Actor
const devices = new Map<string, string>()

beforeAll(async () => {
  platform = await freshPlatform()
})
afterAll(() => platform.close())

beforeEach(async () => {
  actor = { kind: 'staff', id: '1', name: 'one', rights: ['sources:read'] }
  devices.clear()
  await platform.olap.command('truncate table events')
  await platform.postgres.tables<ParkedTables>().deleteFrom('intake_parked').execute()
  app = await createHttp(platform.log)
  const identities = { lookup: async (type: string, value: string) => devices.get(`${type} ${value}`) ?? null }
  const { postgres, olap, log } = platform
  liveStreamRoutes(app, { postgres, olap, log, identities, now: Date.now, beatMs: 40, lookMs: 20 }, async () => actor)
  url = await app.listen({ port: 0, host: '127.0.0.1' })
})
afterEach(() => app.close())

let key = 0
async function happen(
  event: string,
  more: { person?: string; source?: number; properties?: object; context?: object } = {},
) {
  key += 1
  const { person = '7', source = 1, properties = {}, context = {} } = more
  const at = Date.now()
  await platform.olap.insert('events', [
    { received: at, at, source, key, type: 'track', event, identity: person, person, properties, context },
  ])
  return String(key)
}

/** Reads until the names of the events that came, and the raw text, satisfy. */
async function follow(query = '', lastId = '') {
  const stop = new AbortController()
  const headers = { 'last-event-id': lastId }
  const answer = await fetch(`${url}${streamPath}${query}`, { headers, signal: stop.signal })
  const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  const events = () => [...text.matchAll(/^data: (.*)$/gm)].map(([, json]) => JSON.parse(json ?? '') as Item)
  return {
    status: answer.status,
    type: answer.headers.get('content-type'),
    events,
    names: () => events().map(({ event }) => event),
    async until(enough: () => boolean) {
      while (!enough()) {
        const next = await reader?.read()
        if (!next || next.done) return 'closed'
        text += next.value
      }
      return 'enough'
    },
    text: () => text,
    close: () => stop.abort(),
  }
}
interface Item {
  id: string
  event: string | null
  parked: string | null
}

test('[T80] what is recent comes first, then what comes in, each once and the oldest first, parked ones too', async () => {
  await happen('before')
  const live = await follow()
  expect(live.type).toBe('text/event-stream; charset=utf-8')
  await live.until(() => live.names().length === 1)
  await happen('one')
  await live.until(() => live.names().includes('one'))
  await happen('two')
  const raw = { a: 1 }
  await park(platform.postgres, [
    { source: 1, receivedAt: Date.now(), reason: 'no-id', messageId: null, raw, origin: null },
  ])
  await live.until(() => live.names().length >= 4)
  const names = live.names()
  expect([names.slice(0, 2), new Set(names)]).toEqual([['before', 'one'], new Set(['before', 'one', 'two', null])])
  expect(live.events().find(({ event }) => event === null)?.parked).toBe('no-id')
  live.close()
})

test('[T80] a reader that was cut off goes on behind the last it saw; one that was away too long is shown what is recent', async () => {
  const first = await follow()
  await happen('a')
  const b = await happen('b')
  await first.until(() => first.names().includes('b'))
  await happen('c')
  await first.until(() => first.names().includes('c'))
  const again = await follow('', b)
  await again.until(() => again.names().includes('c'))
  expect(again.names()).toEqual(['c'])
  const lost = await follow('', 'nobody knows this one')
  await lost.until(() => lost.names().length === 3)
  expect(new Set(lost.names())).toEqual(new Set(['a', 'b', 'c']))
  for (const one of [first, again, lost]) one.close()
})

test('[T80] a line goes out although nothing comes in; it ends when the rights end, and is refused without them', async () => {
  const live = await follow()
  expect(await live.until(() => live.text().includes(': still here'))).toBe('enough')
  actor = { kind: 'staff', id: '1', name: 'one', rights: ['people:read'] }
  expect(await live.until(() => false)).toBe('closed')
  expect((await follow()).status).toBe(403)
  actor = { kind: 'nobody', rights: [] }
  expect((await follow()).status).toBe(401)
})

test('[T81] only one source, or only one device, also when the device becomes known or somebody else later', async () => {
  const [mine, other] = [await follow('?device=phone-1'), await follow('?source=2')]
  await happen('unknown yet', { person: '5' })
  devices.set('anonymous_id phone-1', '5')
  await happen('of another', { person: '6', source: 2 })
  await happen('of mine', { person: '5' })
  await Promise.all([mine.until(() => mine.names().includes('of mine')), other.until(() => other.names().length === 1)])
  devices.set('anonymous_id phone-1', '9')
  await happen('after the login', { person: '9' })
  await mine.until(() => mine.names().includes('after the login'))
  expect(mine.names()).not.toContain('of another')
  expect(other.names()).toEqual(['of another'])
  devices.set('openid:wx1 o-1', '6')
  const fan = await follow('?device=openid:wx1%20o-1')
  await fan.until(() => fan.names().length === 1)
  expect(fan.names()).toEqual(['of another'])
  for (const one of [mine, other, fan]) one.close()
})

test('[T81] by scanning: whoever opened the marked address, by each way an SDK tells of it, and nobody else', async () => {
  const told = [
    { context: { page: { search: '?a=1&siyu_device=markone1' } } },
    { context: { page: { url: 'https://shop.cn/?siyu_device=marktwo2' } } },
    { properties: { $url: 'https://shop.cn/?siyu_device=markthree3' } },
    { properties: { $url_query: 'siyu_device=markfour4' } },
  ]
  const marks = ['markone1', 'marktwo2', 'markthree3', 'markfour4']
  const live = await follow('?device=scan:markone1')
  await happen('somebody else', { person: '1' })
  for (const [i, more] of told.entries()) await happen(`opened ${i}`, { person: String(20 + i), ...more })
  await happen('and clicked', { person: '20' })
  await live.until(() => live.names().includes('and clicked'))
  expect(live.names()).toEqual(['opened 0', 'and clicked'])
  for (const [i, mark] of marks.entries()) {
    const one = await follow(`?device=scan:${mark}`)
    await one.until(() => one.names().length >= 1)
    expect(one.names()).toContain(`opened ${i}`)
    one.close()
  }
  live.close()
})
