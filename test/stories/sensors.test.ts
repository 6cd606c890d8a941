import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type SiyuHere, siyuHere } from '../support/inProcess.ts'
import { dataOf, listOf, post, record } from '../support/sensors.ts'
import { countEvents, prepare } from '../support/siyu.ts'

let folder: string
let siyu: SiyuHere
let key: string
let sa: string
beforeAll(async () => {
  folder = prepare(mkdtempSync(join(tmpdir(), 'siyu-sensors-')))
  siyu = await siyuHere(folder)
  key = (await siyu.api.sources.create({ name: 'Shop', kind: 'client' })).writeKey
  sa = `${siyu.url}/sa?token=${key}`
})
afterAll(async () => {
  await siyu.stop()
  rmSync(folder, { recursive: true, force: true })
})

const stored = (...names: string[]) => countEvents(siyu.api, names)
const parkedAs = async (reason: string) => (await siyu.api.parked.list({ limit: 200, reason })).items

test('[T31] an image request stores one event and answers with a pixel', async () => {
  const answer = await fetch(`${siyu.url}/sa.gif?token=${key}&${dataOf(record('by image'))}`)
  expect(answer.status).toBe(200)
  expect(answer.headers.get('content-type')).toBe('image/gif')
  expect(answer.headers.get('cache-control')).toBe('no-store')
  expect(
    Buffer.from(await answer.arrayBuffer())
      .subarray(0, 6)
      .toString(),
  ).toBe('GIF89a')
  expect((await fetch(`${siyu.url}/sa?token=${key}&${dataOf(record('by image'))}`)).status).toBe(200)
  expect(await stored('by image')).toBe(2)
})

test('[T31] form, plain text, list, gzip, checksum: every encoding of the SDKs is read', async () => {
  const bodies: [string, string?][] = [
    [dataOf(record('sent'))],
    [dataOf(record('sent')), 'text/plain;charset=UTF-8'],
    [listOf([record('sent'), record('sent')])],
    [listOf([record('sent'), record('sent')]), 'text/plain'],
    [listOf([record('sent'), record('sent')], true), 'text/plain'],
    [listOf([record('sent')]).replace('data_list', 'data')],
    [dataOf(record('sent')).replace('data', 'data_list'), 'application/octet-stream'],
    [listOf([record('sent')], true).replace('&gzip=1', '&gzip=0')],
    [`${listOf([record('sent')])}&gzip=1`],
  ]
  for (const [body, type] of bodies)
    expect((await post(`${siyu.url}/sa.gif?token=${key}`, body, type)).status).toBe(200)
  const packed = await fetch(sa, {
    method: 'POST',
    headers: { 'content-encoding': 'gzip', 'content-type': 'text/plain' },
    body: gzipSync(listOf([record('sent')])),
  })
  expect(packed.status).toBe(200)
  expect(await stored('sent')).toBe(13)
})

test('[T32] the token is the write key, wherever it stands; a project alone names a client source', async () => {
  const body = (more: object = {}) => dataOf(record('keyed', more))
  const post_ = async (query: string, text: string) => (await post(`${siyu.url}/sa${query}`, text)).status
  expect(await post_(`?project=default&token=${key}`, body())).toBe(200)
  expect(await post_('', `${body()}&token=${key}`)).toBe(200)
  expect(await post_('', body({ token: key }))).toBe(200)
  expect(await post_('?project=shop', body())).toBe(200)
  expect(await post_('', body({ project: 'shop' }))).toBe(200)
  expect(await stored('keyed')).toBe(5)
  const secret = await siyu.api.sources.create({ name: 'Back office', kind: 'server' })
  for (const query of ['', '?token=', '?token=nobody&project=shop', `?project=${secret.slug}`, '?project=none'])
    expect(await post_(query, body())).toBe(401)
  expect(await stored('keyed')).toBe(5)
})

test('[T32] a record counts once: in a batch, in the next one, at the same moment, by another encoding', async () => {
  const once = record('once')
  const flushed = () => ({ ...once, _flush_time: Date.now() })
  expect((await post(sa, listOf([once, flushed()]))).status).toBe(200)
  await Promise.all(Array.from({ length: 10 }, () => post(sa, listOf([flushed(), flushed()]), 'text/plain')))
  await fetch(`${siyu.url}/sa.gif?token=${key}&${dataOf(once)}`)
  expect(await stored('once')).toBe(1)
})

test('[T31] what cannot be read is parked and answered with 200, since a queue would send it for ever', async () => {
  const bomb = gzipSync(Buffer.alloc(20_000_000, ' ')).toString('base64')
  const good = dataOf(record('damaged'))
  const bad = ['data=%%%', `data=${btoa('{"a":')}`, `data_list=${encodeURIComponent(bomb)}`, 'data_list=H4sIAAAA']
  for (const body of bad) expect((await post(sa, body)).status).toBe(200)
  expect(await parkedAs('unreadable')).toHaveLength(bad.length)
  expect((await post(sa, good.replace(/crc%3D.*/, 'crc%3D1'))).status).toBe(200)
  expect(await parkedAs('bad-checksum')).toHaveLength(1)
  expect((await post(sa, listOf([{ pkv: 1, ekey: 'k', payload: 'p' }, record('beside')]))).status).toBe(200)
  expect(await parkedAs('encrypted')).toHaveLength(1)
  expect([await stored('damaged'), await stored('beside')]).toEqual([0, 1])
  expect((await post(sa, 'nothing=1')).status).toBe(400)
  expect((await post(sa, listOf(Array.from({ length: 2501 }, () => 1)))).status).toBe(400)
})

test('a page of another origin may send and read the answer', async () => {
  const origin = 'https://shop.example.com'
  const asked = await fetch(sa, { method: 'OPTIONS', headers: { origin, 'access-control-request-method': 'POST' } })
  expect([asked.status, asked.headers.get('access-control-allow-origin')]).toEqual([204, origin])
  const sent = await fetch(sa, { method: 'POST', headers: { origin }, body: dataOf(record('cors')) })
  expect([sent.status, sent.headers.get('access-control-allow-origin')]).toEqual([200, origin])
})

test('[T9] a used-up quota is 429 for these senders too', async () => {
  const { writeKey } = await siyu.api.sources.create({ name: 'Small', kind: 'client', dailyQuota: 2 })
  const small = (n: number) =>
    post(`${siyu.url}/sa?token=${writeKey}`, listOf(Array.from({ length: n }, () => record('few'))))
  expect((await small(2)).status).toBe(200)
  expect(await small(1)).toMatchObject({ status: 429, retryAfter: expect.stringMatching(/^\d+$/) })
  expect(await stored('few')).toBe(2)
})

test('[T35] /debug names what is wrong record by record, and stores nothing in a dry run', async () => {
  const list = [record('tried'), { ...record('tried'), time: 'never' }]
  const ask = (body: string, headers = {}) =>
    fetch(`${siyu.url}/debug?token=${key}`, { method: 'POST', headers, body }).then(async (answer) => [
      answer.status,
      await answer.json(),
    ])
  const dry = { 'dry-run': 'true' }
  const errors = [{ index: 1, reason: 'bad-time' }]
  expect(await ask(listOf(list), dry)).toEqual([400, { errors }])
  expect(await ask(listOf([record('tried')]), dry)).toEqual([200, {}])
  expect(await stored('tried')).toBe(0)
  expect(await ask(listOf(list))).toEqual([400, { errors }])
  expect(await stored('tried')).toBe(1)
  const page = await fetch(`${siyu.url}/debug?token=${key}&${dataOf(list[1])}`, { headers: dry })
  expect([page.status, await page.json()]).toEqual([200, { errors: [{ index: 0, reason: 'bad-time' }] }])
})

test('[T35] /mp_login says that no mini program is connected, and the SDK goes on without openid', async () => {
  const ask = async (query: string) => (await fetch(`${siyu.url}/mp_login?${query}`)).status
  expect(await ask(`token=${key}&code=c&appid=wx1`)).toBe(404)
  expect(await ask(`token=${key}&code=c`)).toBe(400)
  expect(await ask('token=nobody&code=c&appid=wx1')).toBe(401)
})
