import { describe, expect, test } from 'vitest'
import { firstVisit, itemSet, mini, miniBind, pageview, sentAt, signup, unbind, visitor } from './fixture.ts'
import { checksum, readForm } from './form.ts'
import { parseSensors } from './record.ts'

const envelope = { receivedAt: sentAt + 50, userAgent: 'Mozilla/5.0' }
const parse = (raw: unknown, more: object = {}) => parseSensors(raw, { ...envelope, ...more }, () => 'made-id')

function parsed(raw: unknown, more: object = {}) {
  const result = parse(raw, more)
  if (!result.ok) throw new Error(result.reason)
  return result.event
}
const claims = (raw: unknown) => parsed(raw).claims.map(({ type, value }) => `${type}=${value}`)

describe('[T31] a request', () => {
  const base64 = (value: unknown) => btoa(JSON.stringify(value))

  test('is a form in the query, in the body, or both; the key stands in either', () => {
    const data = base64({ a: 1 })
    expect(readForm(`token=k&project=shop&data=${encodeURIComponent(data)}&ext=crc%3D-1930075513`, '')).toEqual({
      data,
      isList: false,
      crc: -1930075513,
      token: 'k',
      project: 'shop',
    })
    expect(readForm('token=k', `data_list=${encodeURIComponent(data)}&gzip=1&crc=7`)).toMatchObject({
      data,
      isList: true,
      crc: 7,
      token: 'k',
    })
    expect(readForm('', '')).toEqual({ data: null, isList: false, crc: null, token: null, project: null })
  })

  test('keeps its plus signs, also where a form parser has made blanks of them', () => {
    expect(readForm('data=a+b/c==', '').data).toBe('a+b/c==')
    expect(readForm('data=a%2Bb', '').data).toBe('a+b')
    expect(readForm('data=a%20b', '').data).toBe('a+b')
    expect(readForm('data=%E0%A4%A', '').data).toBe('%E0%A4%A')
  })

  test("has Java's hash of the base64 text as checksum", () => {
    expect(checksum('eyJhIjoxfQ==')).toBe(-1930075513)
  })
})

describe('what a record becomes', () => {
  test('a page view of the web SDK, with its preset properties', () => {
    expect(parsed(pageview)).toEqual({
      messageId: JSON.stringify([visitor, pageview.time, '381231200', '$pageview']),
      type: 'track',
      event: '$pageview',
      at: pageview.time,
      claims: [
        { type: 'cookie_id', value: visitor },
        { type: 'anonymous_id', value: visitor },
      ],
      properties: pageview.properties,
      context: { library: { name: 'js', version: '1.27.11' }, userAgent: 'Mozilla/5.0' },
      profile: null,
      share: null,
      unbind: null,
    })
  })

  test('[T33] ids: login, anonymous, device, mobile, mail, unionid, openid of its app, and the visitor of a sign-up', () => {
    expect(claims(signup)).toEqual([`cookie_id=${visitor}`, `anonymous_id=${visitor}`, 'login_id=member1'])
    expect(claims(miniBind)).toEqual([
      `device_id=${mini.distinct_id}`,
      `anonymous_id=${mini.distinct_id}`,
      'openid:wx0123456789abcdef=oABC',
      'unionid=uXYZ',
    ])
    const identities = { $identity_mp_openid: 'oDEF', $identity_email: 'a@b.cn', $identity_mobile: '138', other: 'x' }
    expect(claims({ ...miniBind, anonymous_id: undefined, identities })).toEqual([
      'openid:wx0123456789abcdef=oDEF',
      'email=a@b.cn',
      'phone=138',
    ])
    expect(claims({ ...pageview, identities: { $identity_android_id: 'd', member_id: 7 } })).toContain('member_id=7')
  })

  test('[T33] a login by another key is that id; a key that is no type of ours stays a login', () => {
    const byKey = (key: string, id: string) => ({
      ...pageview,
      login_id: `${key}+${id}`,
      identities: { $identity_cookie_id: visitor, [key]: id },
    })
    expect(claims(byKey('$identity_mobile', '13800138000'))).toEqual([
      `cookie_id=${visitor}`,
      'phone=13800138000',
      `anonymous_id=${visitor}`,
    ])
    expect(claims(byKey('card_no', '9'))).toContain('login_id=card_no+9')
  })

  test('[T43] an id that is taken away is not claimed; whoever sent it may be a login or a device', () => {
    const taken = parsed(unbind)
    expect(taken).toMatchObject({ type: 'track_id_unbind', event: '$UnbindID', claims: [], profile: null, share: null })
    const { ids, by } = taken.unbind ?? { ids: [], by: [] }
    expect(ids).toEqual([{ type: 'phone', value: '13800138000' }])
    expect(by.map(({ type, value }) => [type, value])).toEqual(
      ['login_id', 'anonymous_id', 'cookie_id', 'device_id'].map((type) => [type, mini.distinct_id]),
    )
    expect(parsed({ ...unbind, login_id: 'm1' }).unbind?.by).toEqual([{ type: 'login_id', value: 'm1' }])
  })

  test('[T33] records of older SDKs have their distinct_id alone', () => {
    const old = { type: 'track', event: 'buy', distinct_id: 'x', time: sentAt }
    expect(claims({ ...old, properties: {} })).toEqual(['anonymous_id=x'])
    expect(claims({ ...old, properties: { $is_login_id: true } })).toEqual(['login_id=x'])
    expect(claims({ ...old, type: 'track_signup', original_id: 'a' })).toEqual(['anonymous_id=a', 'login_id=x'])
  })

  test('a profile change and an item, which belongs to nobody', () => {
    expect(parsed(firstVisit)).toMatchObject({ type: 'profile_set_once', event: '$profile_set_once' })
    expect(parsed(itemSet)).toMatchObject({
      type: 'item_set',
      event: '$item_set',
      claims: [],
      properties: { item_type: 'lens', item_id: 'A-01', name: '日抛', price: 99 },
    })
  })
})

describe('[T32] the key of a record', () => {
  const key = (raw: object) => parsed(raw).messageId

  test('is the same for every repeat and differs with who, when, number and what', () => {
    expect(key({ ...pageview, _flush_time: sentAt + 9 })).toBe(key(pageview))
    const others = [{ time: sentAt - 1 }, { _track_id: 5 }, { event: 'x' }, { distinct_id: 'y' }]
    const keys = new Set([pageview, ...others.map((other) => ({ ...pageview, ...other }))].map(key))
    expect(keys.size).toBe(5)
    expect(key({ ...itemSet, item_id: 'A-02' })).not.toBe(key(itemSet))
  })

  test('takes the content in where the SDK gives no number, as for profiles', () => {
    const plain = { ...firstVisit, _track_id: undefined }
    expect(key({ ...plain, _flush_time: sentAt + 9 })).toBe(key(plain))
    expect(key({ ...plain, properties: { a: 1 } })).not.toBe(key(plain))
  })

  test('is made up where there is neither time nor number', () => {
    expect(key({ ...pageview, time: undefined, _track_id: undefined })).toBe('made-id')
  })
})

test('[T5] a client clock that is off is corrected by _flush_time', () => {
  const off = 3 * 3_600_000
  const event = parsed({ ...pageview, time: pageview.time - off, _flush_time: sentAt - off })
  expect(event.at).toBe(envelope.receivedAt - 1200)
  expect(event.context['originalTimestamp']).toBe(pageview.time - off)
  expect(parsed({ ...pageview, _flush_time: sentAt - 29_000 }).at).toBe(pageview.time)
  expect(parsed({ ...pageview, time: undefined }).at).toBe(envelope.receivedAt)
})

test('[T6] nothing personal of a record reaches the event log', () => {
  const properties = {
    $url: 'https://a.cn/p?a=1&_sasdk=fMTIz&sampshare={"i":"oABC","p":"x?y=1&z=2","d":1,"m":"转发"}&b=2#top',
    $url_query: 'sensors_share_i=oABC&sensors_share_d=1&b=2',
    $share_distinct_id: `o${'A'.repeat(27)}`,
    $latest_share_distinct_id: '$identity_mobile+13800138000',
    mobile: '13800138000',
    $ip: '1.2.3.4',
    'openid:wx1': 'o',
    price: 1,
  }
  expect(parsed({ ...pageview, properties }).properties).toEqual({
    $url: 'https://a.cn/p?a=1&b=2#top',
    $url_query: 'b=2',
    price: 1,
  })
  const kept = { $share_distinct_id: 'member1', $latest_share_distinct_id: mini.distinct_id }
  expect(parsed({ ...pageview, properties: kept }).properties).toEqual(kept)
  const profile = { ...firstVisit, properties: { name: '小明', city: '杭州' } }
  expect(parsed(profile).properties).toEqual({ city: '杭州' })
  expect(JSON.stringify({ ...parsed(signup), claims: null, messageId: null })).not.toContain('member1')
})

test('[T8] what cannot be used is refused with its reason', () => {
  const deep = JSON.parse(`${'{"a":'.repeat(30)}1${'}'.repeat(30)}`)
  const bad: [string, unknown][] = [
    ['not-an-object', [pageview]],
    ['encrypted', { pkv: 1, ekey: 'x', payload: 'y' }],
    ['too-deep', { ...pageview, properties: deep }],
    ['too-large', { ...pageview, properties: { text: 'x'.repeat(33 * 1024) } }],
    ['unknown-type', { ...pageview, type: 'constructor' }],
    ['no-event-name', { ...pageview, event: ' ' }],
    ['bad-time', { ...pageview, time: 'yesterday' }],
    ['time-out-of-range', { ...pageview, time: sentAt / 1000 }],
    ['no-id', { type: 'track', event: 'x', time: sentAt }],
    ['no-id', { ...itemSet, item_id: '' }],
    ['no-id', { ...unbind, identities: { card_no: '9' } }],
  ]
  expect(bad.map(([, raw]) => parse(raw))).toMatchObject(bad.map(([reason]) => ({ ok: false, reason })))
})
