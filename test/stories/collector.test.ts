import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type SiyuHere, siyuHere } from '../support/inProcess.ts'
import { countEvents, prepare, segment } from '../support/siyu.ts'

let folder: string
let siyu: SiyuHere
let writeKey: string
beforeAll(async () => {
  folder = prepare(mkdtempSync(join(tmpdir(), 'siyu-collector-')))
  siyu = await siyuHere(folder)
  writeKey = (await siyu.api.sources.create({ name: 'Mini Program', kind: 'server' })).writeKey
})
afterAll(async () => {
  await siyu.stop()
  rmSync(folder, { recursive: true, force: true })
})

const minute = 60_000
const day = 86_400_000
const iso = (at: number) => new Date(at).toISOString()
const track = (event: string, more: object = {}) => ({ type: 'track', event, userId: 'u-1', ...more })
const post = (body: unknown, options: Parameters<typeof segment>[3] = {}) => segment(siyu.url, writeKey, body, options)
const stored = (...names: string[]) => countEvents(siyu.api, names)

/** The reasons under which events with this message id lie parked. */
async function parkedAs(messageId: string): Promise<string[]> {
  const { items } = await siyu.api.parked.list({ limit: 200 })
  return items.filter((item) => item.messageId === messageId).map((item) => item.reason)
}

test('the key may come as Basic user with or without colon, or in the body', async () => {
  const body = { batch: [track('auth')] }
  const basic = (text: string) => ({ headers: { authorization: `Basic ${Buffer.from(text).toString('base64')}` } })
  expect((await segment(siyu.url, null, body, basic(`${writeKey}:`))).status).toBe(200)
  expect((await segment(siyu.url, null, body, basic(writeKey))).status).toBe(200)
  expect((await segment(siyu.url, null, body, basic(`${writeKey}:anything`))).status).toBe(200)
  expect((await segment(siyu.url, null, { ...body, writeKey })).status).toBe(200)
  expect((await segment(siyu.url, null, { ...body, writeKey }, basic('wrong:'))).status).toBe(200)
  expect(await stored('auth')).toBe(5)
})

test('an unknown, missing, malformed or disabled key is 401', async () => {
  const body = { batch: [track('refused')] }
  for (const key of ['', 'no-such-key', writeKey.toUpperCase(), `${writeKey}x`]) {
    expect(await segment(siyu.url, key, body)).toMatchObject({ status: 401, body: { code: 'unknown-write-key' } })
  }
  expect((await segment(siyu.url, null, body)).status).toBe(401)
  expect((await segment(siyu.url, null, { ...body, writeKey: { key: writeKey } })).status).toBe(401)
  for (const authorization of ['Basic', 'Basic ####', `Bearer ${writeKey}`, `Basic ${'a'.repeat(8000)}`]) {
    expect((await segment(siyu.url, null, body, { headers: { authorization } })).status).toBe(401)
  }
  const gone = await siyu.api.sources.create({ name: 'Gone' })
  await siyu.api.sources.disable({ id: gone.id })
  expect((await segment(siyu.url, gone.writeKey, body)).status).toBe(401)
  expect(await stored('refused')).toBe(0)
})

test('the body is JSON whatever type the header says', async () => {
  const send = (type: string) => post(track('typed'), { path: 'track', headers: { 'content-type': type } })
  for (const type of ['text/plain', 'text/plain;charset=UTF-8', 'application/json', 'application/octet-stream']) {
    expect((await send(type)).status).toBe(200)
  }
  expect(await stored('typed')).toBe(4)
})

test('a browser of another origin may ask and send', async () => {
  const origin = 'https://shop.example.com'
  const headers = { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'authorization' }
  const asked = await fetch(`${siyu.url}/v1/t`, { method: 'OPTIONS', headers })
  expect(asked.status).toBe(204)
  expect(asked.headers.get('access-control-allow-origin')).toBe(origin)
  expect(asked.headers.get('access-control-allow-headers')).toContain('authorization')
  expect(Number(asked.headers.get('access-control-max-age'))).toBeGreaterThan(3600)
  const sent = await fetch(`${siyu.url}/v1/t`, {
    method: 'POST',
    headers: { origin, 'content-type': 'text/plain' },
    body: JSON.stringify({ writeKey, event: 'cors', anonymousId: 'a-cors' }),
  })
  expect(sent.status).toBe(200)
  expect(sent.headers.get('access-control-allow-origin')).toBe(origin)
  expect(sent.headers.get('access-control-expose-headers')).toContain('retry-after')
})

test('every path names its type', async () => {
  const ids = { anonymousId: 'a-paths', userId: null }
  for (const path of ['track', 't']) expect((await post({ ...ids, event: 'by path' }, { path })).status).toBe(200)
  for (const path of ['page', 'p', 'screen', 's', 'group', 'g', 'identify', 'i'])
    expect((await post({ ...ids, name: 'x' }, { path })).status).toBe(200)
  for (const path of ['alias', 'a'])
    expect((await post({ userId: 'u-paths', previousId: 'a-paths' }, { path })).status).toBe(200)
  for (const path of ['batch', 'b', 'import'])
    expect((await post({ batch: [{ ...ids, type: 'track', event: 'by path' }] }, { path })).status).toBe(200)
  expect(await stored('by path')).toBe(5)
  expect(await stored('$pageview', '$screen', '$group', '$identify', '$alias')).toBe(10)
  const person = await siyu.api.people.lookup({ type: 'login_id', value: 'u-paths' })
  expect((await siyu.api.people.lookup({ type: 'anonymous_id', value: 'a-paths' })).id).toBe(person.id)
})

test('[T38] a gzipped body is read, an image sends one call, and what the SDK measures of itself is taken and dropped', async () => {
  const packed = await fetch(`${siyu.url}/v1/batch`, {
    method: 'POST',
    headers: { 'content-encoding': 'gzip' },
    body: gzipSync(JSON.stringify({ writeKey, batch: [track('packed')] })),
  })
  expect(packed.status).toBe(200)
  const image = (call: object) =>
    fetch(`${siyu.url}/v1/pixel/track?data=${encodeURIComponent(btoa(JSON.stringify(call)))}`)
  const seen = await image({ writeKey, userId: 'u-1', event: 'by image' })
  expect([seen.status, seen.headers.get('content-type')]).toEqual([200, 'image/gif'])
  expect((await image({ writeKey: 'nobody', userId: 'u-1', event: 'by image' })).status).toBe(401)
  expect((await fetch(`${siyu.url}/v1/pixel/track?data=%25`)).status).toBe(400)
  const measured = await fetch(`${siyu.url}/v1/m`, { method: 'POST', body: '{"series":[]}' })
  expect([measured.status, await measured.json()]).toEqual([200, { success: true }])
  expect(await stored('packed', 'by image')).toBe(2)
})

test('a null or blank userId beside an anonymousId is no login', async () => {
  const all = [null, '', '  '].map((userId, i) => ({ ...track('no login'), userId, anonymousId: `null-${i}` }))
  expect((await post({ batch: all })).status).toBe(200)
  expect(await stored('no login')).toBe(3)
  for (const [i] of all.entries()) {
    const person = await siyu.api.people.lookup({ type: 'anonymous_id', value: `null-${i}` })
    expect(person.identities.map((one) => one.type)).toEqual(['anonymous_id'])
  }
})

test('a body that is no JSON object, or without a batch, is 400', async () => {
  for (const body of ['', '{', '[]', '"text"', 'null', '{"batch":[}', '\u0000', '{"batch":[]} trailing']) {
    expect(await post(body)).toMatchObject({ status: 400, body: { code: 'invalid-json' } })
  }
  for (const batch of [undefined, null, {}, 'x', 7]) {
    expect(await post({ batch })).toMatchObject({ status: 400, body: { code: 'no-batch' } })
  }
  expect((await post({ batch: [] })).status).toBe(200)
})

test('at most 2,500 events a batch and 4 MB a body', async () => {
  const batch = (size: number) => ({ batch: Array.from({ length: size }, () => track('many')) })
  expect(await post(batch(2501))).toMatchObject({ status: 400, body: { code: 'too-many-events' } })
  expect((await post(batch(2500))).status).toBe(200)
  expect(await stored('many')).toBe(2500)
  expect((await post(JSON.stringify({ batch: [track('x'.repeat(5_000_000))] }))).status).toBe(413)
})

test('what cannot be stored is parked with its reason, and the rest of the batch is stored', async () => {
  const long = { text: 'x'.repeat(40_000) }
  const deep = JSON.parse(`${'{"a":'.repeat(40)}1${'}'.repeat(40)}`)
  const bad: Record<string, unknown> = {
    'unknown-type': { ...track('parked'), type: 'trakc' },
    'no-event-name': { ...track('parked'), event: '' },
    'no-id': { type: 'track', event: 'parked' },
    'bad-time': { ...track('parked'), timestamp: 'yesterday' },
    'too-deep': { ...track('parked'), properties: deep },
    'too-large': { ...track('parked'), properties: long },
  }
  const batch = Object.entries(bad).map(([messageId, one]) => ({ ...(one as object), messageId }))
  expect((await post({ batch: [track('good'), ...batch, 'text', null, track('good')] })).status).toBe(200)
  expect(await stored('parked')).toBe(0)
  expect(await stored('good')).toBe(2)
  for (const reason of Object.keys(bad)) expect(await parkedAs(reason)).toEqual([reason])
  const { items } = await siyu.api.parked.list({ limit: 1, reason: 'no-id' })
  expect(items[0]?.raw).toMatchObject({ type: 'track', event: 'parked', messageId: 'no-id' })
  const summary = new Map((await siyu.api.parked.summary()).items.map((item) => [item.reason, item.events]))
  expect(summary.get('not-an-object')).toBe(2)
})

test('a value that only the store refuses is parked alone out of its block', async () => {
  const clash = { a: { b: 1 }, 'a.b': 2 }
  const batch = Array.from({ length: 40 }, (_, i) => ({
    ...track('block'),
    messageId: `block-${i}`,
    properties: i % 13 === 5 ? clash : { i },
  }))
  expect((await post({ batch })).status).toBe(200)
  expect(await stored('block')).toBe(37)
  for (const i of [5, 18, 31]) expect(await parkedAs(`block-${i}`)).toEqual(['bad-value'])
  const { items } = await siyu.api.parked.list({ reason: 'bad-value' })
  expect(items[0]).toMatchObject({ source: '1', raw: { event: { event: 'block', properties: clash } } })
})

test('large text outside the properties is measured too', async () => {
  const big = 'x'.repeat(1_000_000)
  const batch = [
    { ...track('big'), messageId: 'big-context', context: { page: { title: big } } },
    { ...track('big'), type: 'identify', messageId: 'big-trait', traits: { name: big } },
    { ...track('big'), messageId: 'big-integrations', integrations: { All: big } },
  ]
  expect((await post({ batch })).status).toBe(200)
  for (const { messageId } of batch) expect(await parkedAs(messageId)).toEqual(['too-large'])
})

test('an hour of clock error is taken out by sentAt', async () => {
  const hour = 60 * minute
  siyu.clock.set(Date.now())
  const now = siyu.clock()
  const wrong = now - hour
  const event = (n: number, more: object) => track('clocked', { userId: `clock-${n}`, ...more })
  await post({ batch: [event(1, { timestamp: iso(wrong - 5 * minute) })], sentAt: iso(wrong) })
  await post({ batch: [event(2, { timestamp: iso(wrong - 5 * minute), sentAt: iso(wrong) })] })
  // 20 s may be the network: the sender's own time stands.
  await post({ batch: [event(3, { timestamp: iso(now - 5 * minute) })], sentAt: iso(now - 20_000) })
  await post({ batch: [event(4, { timestamp: iso(now - 5 * minute) })] })
  for (const n of [1, 2, 3, 4]) {
    const { id } = await siyu.api.people.lookup({ type: 'login_id', value: `clock-${n}` })
    const { items } = await siyu.api.people.timeline({ id, facts: 'behaviour' })
    expect(items.map((item) => item.at)).toEqual([iso(now - 5 * minute)])
  }
})

test('times of broken clocks are parked: 50 years ago, in two days', async () => {
  const now = siyu.clock()
  const times = { ago: now - 50 * 365 * day, ahead: now + 2 * day, old: now - 30 * 365 * day, soon: now + day / 2 }
  const batch = Object.entries(times).map(([messageId, at]) => track('dated', { messageId, timestamp: iso(at) }))
  expect((await post({ batch })).status).toBe(200)
  expect(await parkedAs('ago')).toEqual(['time-out-of-range'])
  expect(await parkedAs('ahead')).toEqual(['time-out-of-range'])
  expect(await parkedAs('old')).toEqual([])
  expect(await stored('dated')).toBe(1)
})

test('a message id counts once: in the batch, in the next one, and at the same moment', async () => {
  const twice = track('once', { messageId: 'm-once' })
  await post({ batch: [twice, twice] })
  await Promise.all(Array.from({ length: 20 }, () => post({ batch: [twice, track('once', { messageId: 'm-two' })] })))
  expect(await stored('once')).toBe(2)
  const other = await siyu.api.sources.create({ name: 'Other' })
  await segment(siyu.url, other.writeKey, { batch: [twice] })
  expect(await stored('once')).toBe(3)
})

test('a used-up quota is 429 with Retry-After until midnight, and nothing of the batch is stored', async () => {
  siyu.clock.set('2026-12-01T10:00:00Z')
  const small = await siyu.api.sources.create({ name: 'Small', dailyQuota: 10 })
  const send = (size: number) =>
    segment(siyu.url, small.writeKey, { batch: Array.from({ length: size }, () => track('quota')) })
  expect((await send(8)).status).toBe(200)
  expect(await send(3)).toMatchObject({ status: 429, retryAfter: '300', body: { code: 'quota-used-up' } })
  expect((await send(2)).status).toBe(200)
  siyu.clock.set('2026-12-01T23:59:30Z')
  expect(await send(1)).toMatchObject({ status: 429, retryAfter: '30' })
  siyu.clock.set('2026-12-02T00:00:00Z')
  expect((await send(1)).status).toBe(200)
})

test('[T29] what came in just now can be watched: stored with its person, parked with its reason, of one source', async () => {
  const { id, writeKey: key } = await siyu.api.sources.create({ name: 'Watched', kind: 'server' })
  expect((await siyu.api.events.recent({ source: id })).items).toEqual([])
  const batch = [track('seen', { properties: { sku: 'A-01', phone: '13800000001' } }), { type: 'track', event: 'lost' }]
  await segment(siyu.url, key, { batch })
  const { items } = await siyu.api.events.recent({ source: id })
  const person = (await siyu.api.people.lookup({ type: 'login_id', value: 'u-1' })).id
  expect(items).toHaveLength(2)
  expect(items.find((one) => one.parked === null)).toMatchObject({
    source: id,
    event: 'seen',
    person,
    detail: { sku: 'A-01' },
  })
  expect(items.find((one) => one.parked !== null)).toMatchObject({ parked: 'no-id', person: null })
  const all = (await siyu.api.events.recent({})).items
  expect(all.length).toBeGreaterThan(2)
  expect(all.map((one) => one.receivedAt)).toEqual(
    all
      .map((one) => one.receivedAt)
      .sort()
      .reverse(),
  )
})

test('[T100] a browser is where its address is, a server says where its visitor is; no address is stored', async () => {
  const client = await siyu.api.sources.create({ name: 'Located', kind: 'client' })
  const from = (ip: string) => ({ headers: { 'x-forwarded-for': ip } })
  const seen = (messageId: string, more: object = {}) => ({
    ...track('located', more),
    messageId,
    anonymousId: 'where',
  })
  await segment(siyu.url, client.writeKey, { batch: [seen('browser')] }, from('202.96.209.133'))
  await segment(siyu.url, client.writeKey, { batch: [seen('inside')] }, from('192.168.1.9'))
  await post({ batch: [seen('visitor', { context: { ip: '121.8.8.8' } }), seen('server')] }, from('202.96.209.133'))
  const image = Buffer.from(JSON.stringify({ distinct_id: 'w', type: 'track', event: 'located', time: siyu.clock() }))
  await fetch(
    `${siyu.url}/sa.gif?project=located&data=${encodeURIComponent(image.toString('base64'))}`,
    from('8.8.8.8'),
  )
  const ask = () =>
    siyu.api.sql.ask({
      sql: "select country, city, count() as n from events where event = 'located' group by all order by city, country",
    })
  await expect
    .poll(async () => (await ask()).rows, { timeout: 20_000 })
    .toEqual([
      ['', '', '2'],
      ['美国', '', '1'],
      ['中国', '上海市', '1'],
      ['中国', '广州市', '1'],
    ])
  const whole = await siyu.api.sql.ask({ sql: "select * from events where event = 'located'" })
  expect(JSON.stringify(whole.rows)).not.toMatch(/\d+\.\d+\.\d+\.\d+/)
})
