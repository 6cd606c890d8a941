import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { correctedTime, inRange } from './event.ts'
import { parseSegment } from './segment.ts'

const receivedAt = Date.parse('2026-06-01T00:00:00Z')
const envelope = { receivedAt, sentAt: undefined, context: {} }
const parse = (raw: unknown, more: object = {}) => parseSegment(raw, { ...envelope, ...more }, () => 'made-id')
const good = { type: 'track', event: 'Product Viewed', anonymousId: 'a1', messageId: 'm1' }

function parsed(raw: unknown, more: object = {}) {
  const result = parse(raw, more)
  if (!result.ok) throw new Error(result.reason)
  return result.event
}

describe('what a call becomes', () => {
  test('a track call', () => {
    expect(parsed({ ...good, userId: null, properties: { price: 12.5 } })).toEqual({
      messageId: 'm1',
      type: 'track',
      event: 'Product Viewed',
      at: receivedAt,
      claims: [{ type: 'anonymous_id', value: 'a1' }],
      properties: { price: 12.5 },
      context: {},
      profile: null,
      share: null,
      unbind: null,
    })
  })

  test('calls without a name get one of their type', () => {
    const names = ['identify', 'page', 'screen', 'group', 'alias'].map(
      (type) => parsed({ ...good, event: undefined, type }).event,
    )
    expect(names).toEqual(['$identify', '$pageview', '$screen', '$group', '$alias'])
  })

  test('ids of traits, context and alias are claims', () => {
    const traits = { phone: '13800000000', memberId: 7, 'openid:wx1': 'o1', age: 3 }
    const context = {
      externalIds: [
        { type: 'unionid', id: 'U1' },
        { type: 'nonsense', id: 'x' },
      ],
    }
    expect(parsed({ type: 'identify', userId: 'u1', anonymousId: 'a1', traits, context }).claims).toEqual([
      { type: 'login_id', value: 'u1' },
      { type: 'anonymous_id', value: 'a1' },
      { type: 'phone', value: '13800000000' },
      { type: 'member_id', value: '7' },
      { type: 'openid:wx1', value: 'o1' },
      { type: 'unionid', value: 'U1' },
    ])
    expect(parsed({ type: 'alias', userId: 'u1', previousId: 'a9' }).claims).toContainEqual({
      type: 'anonymous_id',
      value: 'a9',
    })
  })
})

test('[T6] personal data does not reach the event log', () => {
  const personal = {
    phone: '13800000000',
    Email: 'a@b.cn',
    first_name: '小明',
    unionid: 'U',
    'openid:wx1': 'o',
    ip: '1.2.3.4',
  }
  const { properties, context } = parsed({
    ...good,
    properties: { ...personal, price: 1, name: '日抛隐形眼镜' },
    context: { ip: '1.2.3.4', traits: personal, page: { url: 'https://a.cn/' }, userAgent: 'x' },
  })
  expect(properties).toEqual({ price: 1, name: '日抛隐形眼镜' })
  expect(context).toEqual({ page: { url: 'https://a.cn/' }, userAgent: 'x' })
  expect(
    parsed({ type: 'identify', userId: 'u1', traits: { ...personal, name: '小明', city: '杭州' } }).properties,
  ).toEqual({
    city: '杭州',
  })
})

describe('[T5] time', () => {
  test('a clock that is off is corrected and its own time kept', () => {
    const wrong = '2026-05-31T20:00:00Z'
    const event = parsed({ ...good, timestamp: wrong, sentAt: '2026-05-31T20:00:10Z' })
    expect(event.at).toBe(receivedAt - 10_000)
    expect(event.context).toEqual({ originalTimestamp: Date.parse(wrong) })
  })

  test('a delay of up to 30 s is no clock error, and a history sent on time survives', () => {
    expect(correctedTime(5, receivedAt - 30_000, receivedAt)).toBe(5)
    expect(parsed({ ...good, timestamp: '2020-01-01T00:00:00Z', sentAt: new Date(receivedAt).toISOString() }).at).toBe(
      Date.parse('2020-01-01T00:00:00Z'),
    )
  })

  test('far-off and unreadable times are refused', () => {
    expect(inRange(receivedAt + 86_400_001, receivedAt)).toBe(false)
    expect(parse({ ...good, timestamp: '1970-01-01T00:00:00Z' })).toMatchObject({
      ok: false,
      reason: 'time-out-of-range',
    })
    expect(parse({ ...good, timestamp: 'yesterday' })).toMatchObject({ ok: false, reason: 'bad-time' })
  })
})

test('[T8] what cannot be used is refused with its reason', () => {
  const deep = JSON.parse(`${'{"a":'.repeat(30)}1${'}'.repeat(30)}`)
  const reasons = [
    parse('text'),
    parse({ ...good, type: 'order' }),
    parse({ ...good, event: '  ' }),
    parse({ ...good, anonymousId: '' }),
    parse({ ...good, properties: deep }),
    parse({ ...good, properties: { text: 'x'.repeat(33 * 1024) } }),
  ].map((result) => (result.ok ? 'ok' : result.reason))
  expect(reasons).toEqual(['not-an-object', 'unknown-type', 'no-event-name', 'no-id', 'too-deep', 'too-large'])
})

test('[T8] no input makes the parser throw, and what it accepts is whole', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.anything(),
        fc.record({
          ...Object.fromEntries(Object.keys(good).map((k) => [k, fc.anything()])),
          type: fc.constantFrom('track', 'identify', 'page'),
        }),
      ),
      (raw) => {
        const result = parse(raw)
        if (!result.ok) return
        expect(result.event.claims.length).toBeGreaterThan(0)
        expect(Number.isFinite(result.event.at)).toBe(true)
        expect(result.event.event).not.toBe('')
      },
    ),
    { numRuns: 2000 },
  )
})
