import { Webhook } from 'standardwebhooks'
import { describe, expect, test } from 'vitest'
import { forwarderKinds, kindNamed } from '../core/forwarders.ts'
import type { LeavingEvent } from '../core/leaving.ts'
import { letterOf } from '../server/forwarding/send.ts'
import { httpForwarder } from './http/kind.ts'
import { segmentForwarder } from './segment/kind.ts'
import { sensorsForwarder } from './sensors/kind.ts'

const at = Date.parse('2026-06-01T08:00:00Z')
const event = (more: Partial<LeavingEvent> = {}): LeavingEvent => ({
  ...{ id: '00ff00ff11223344', person: 'pseudonym', type: 'track', event: 'Bought', at },
  properties: { sku: 'A1', 价格: 5 },
  ...more,
})
const tools = { base64: (text: string) => Buffer.from(text).toString('base64') }

test('[W14] every kind has its own name and form, seals its secrets, and checks its settings before it uses them', () => {
  expect(new Set(forwarderKinds.map(({ kind }) => kind)).size).toBe(forwarderKinds.length)
  for (const kind of forwarderKinds) {
    expect(kindNamed(kind.kind)).toBe(kind)
    expect(Object.keys(kind.settings.shape)).toEqual(expect.arrayContaining(['url', ...kind.secrets]))
    expect(() => kind.draft('[]', { url: 'https://a.cn', writeKey: 7, token: 7, secret: 7 }, tools)).toThrow()
    expect([200, 204, 301, 410, 413, 429, 500].map((status) => kind.meaning(status))).toEqual([
      'taken',
      'taken',
      'retry',
      'gone',
      'drop',
      'retry',
      'retry',
    ])
  }
})

describe('[W14] segment', () => {
  test('is a batch with the key as its user; pages are named by their title', () => {
    const page = segmentForwarder.record(event({ type: 'page', event: '$pageview', properties: { title: '首页' } }))
    expect(page).toMatchObject({ type: 'page', name: '首页', properties: { title: '首页' } })
    expect(page).not.toHaveProperty('event')
    expect(segmentForwarder.record(event({ type: 'screen', properties: {} }))).not.toHaveProperty('name')
    const whole = segmentForwarder.whole([segmentForwarder.record(event()) ?? {}], at)
    const sent = segmentForwarder.draft(JSON.stringify(whole), { url: 'https://in.cn/', writeKey: 'wk' }, tools)
    expect(sent.url).toBe('https://in.cn/v1/batch')
    expect(sent.headers['authorization']).toBe(`Basic ${tools.base64('wk:')}`)
    expect(JSON.parse(sent.body)).toEqual({
      sentAt: '2026-06-01T08:00:00.000Z',
      batch: [
        {
          ...{ type: 'track', messageId: '00ff00ff11223344', userId: 'pseudonym', event: 'Bought' },
          ...{ timestamp: '2026-06-01T08:00:00.000Z', properties: { sku: 'A1', 价格: 5 } },
          context: { library: { name: 'siyu', version: '1' } },
        },
      ],
    })
    expect(segmentForwarder.meaning(400)).toBe('drop')
  })
})

describe('[W14] sensors', () => {
  const draft = (url: string, token: string) => sensorsForwarder.draft('[1]', { url, token }, tools)
  test('is a form with the list in base64, the token behind the address', () => {
    expect(draft('https://s.cn/sa?project=p', 'to/ken').url).toBe('https://s.cn/sa?project=p&token=to%2Fken')
    expect(draft('https://s.cn/sa', 't').url).toBe('https://s.cn/sa?token=t')
    expect(draft('https://s.cn/sa', '').url).toBe('https://s.cn/sa')
    const { body } = draft('https://s.cn/sa', '')
    expect(Buffer.from(new URLSearchParams(body).get('data_list') ?? '', 'base64').toString()).toBe('[1]')
  })
  test('has only names that its receivers keep', () => {
    expect(sensorsForwarder.record(event())).toEqual({
      ...{ type: 'track', event: 'Bought', time: at, distinct_id: 'pseudonym', login_id: 'pseudonym' },
      ...{ _track_id: 0x00ff00ff, lib: { $lib: 'siyu', $lib_version: '1', $lib_method: 'code' } },
      properties: { sku: 'A1', $lib: 'siyu', $lib_version: '1' },
    })
    expect(sensorsForwarder.record(event({ event: '购买' }))).toBeNull()
    expect(sensorsForwarder.record(event({ properties: { time: 1, ok: 2 } }))).toMatchObject({ properties: { ok: 2 } })
  })
})

test('[W14] http is signed as a webhook is: the reference library verifies it', () => {
  const secret = `whsec_${Buffer.alloc(32, 5).toString('base64')}`
  const settings = { url: 'https://a.cn/in', secret }
  const forwarder = { kind: httpForwarder, settings, pseudonym: () => '' }
  const records = [httpForwarder.record(event()) ?? {}]
  const now = Date.now()
  const letter = letterOf(forwarder, [event()], records, now)
  expect(new Webhook(secret).verify(letter.body, letter.headers)).toEqual({
    ...{ type: 'events', timestamp: new Date(now).toISOString() },
    data: { items: [{ ...event(), at: '2026-06-01T08:00:00.000Z' }] },
  })
  expect(letterOf(forwarder, [event()], records, now + 1).headers).toMatchObject({
    'webhook-id': (letter.headers as Record<string, string>)['webhook-id'],
  })
  expect(httpForwarder.settings.safeParse({ ...settings, secret: 'plain' }).success).toBe(false)
  expect(httpForwarder.meaning(400)).toBe('retry')
})
