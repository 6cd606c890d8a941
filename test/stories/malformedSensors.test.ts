import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Attack, attackAll, expectFlat, expectNothingLost, outcome } from '../support/attack.ts'
import { hurt, next, oneByteOff, rawJson } from '../support/nasty.ts'
import { apiOf, siyuProcess, tempFolder } from '../support/siyu.ts'

const inputs = 10_000

const good = (event: string) => {
  const id = `v-${next() % 50}`
  const ids = { distinct_id: id, anonymous_id: id, identities: { $identity_cookie_id: id } }
  return { type: 'track', event, ...ids, properties: { n: 1 }, time: Date.now(), _track_id: next() }
}
const field = fc.constantFrom(
  ...['type', 'event', 'distinct_id', 'identities', 'login_id', 'anonymous_id', 'properties', 'time', '_flush_time'],
  ...['lib', 'original_id', 'item_type', 'item_id', 'project', 'token', 'ekey', '__proto__'],
)
const type = fc.constantFrom(
  ...['track', 'track_signup', 'track_id_bind', 'track_id_unbind', 'item_set', 'item_delete'],
  ...['profile_set', 'profile_set_once', 'profile_increment', 'profile_append', 'profile_unset', 'profile_delete'],
)
const record = fc
  .tuple(type, fc.array(fc.tuple(field, rawJson), { minLength: 1, maxLength: 3 }))
  .map(([type, changes]) => hurt({ ...good('hurt'), type }, changes))
const item = fc.oneof({ weight: 9, arbitrary: record }, { weight: 1, arbitrary: rawJson })

const base64 = (json: string | Buffer, packed = false) =>
  encodeURIComponent((packed ? gzipSync(json) : Buffer.from(json)).toString('base64'))
const listOf = (items: readonly string[]) => `[${[...items, JSON.stringify(good('canary'))].join(',')}]`
const bomb = `data_list=${base64(Buffer.alloc(20_000_000, ' '), true)}`

const lists = fc.tuple(fc.array(item, { minLength: 1, maxLength: 4 }), fc.boolean()).map(([items, packed]): Attack => {
  const body = `data_list=${base64(listOf(items), packed)}&gzip=${packed ? 1 : 0}`
  return { path: '/sa', body, items: items.length + 1, canaries: 1 }
})
const images = record
  .filter((json) => json.length < 5000)
  .map((json): Attack => ({ path: `/sa.gif?data=${base64(json)}`, items: 1, canaries: 0 }))
/** In the records, where it is one record or nothing that can be read, and in the form, where anything may come of it. */
const damaged = fc.tuple(record, fc.nat(), fc.nat({ max: 255 })).map(([one, at, byte]): Attack => {
  const body = `data=${base64(oneByteOff(one, at, byte))}`
  return { path: '/sa', body, items: 1, canaries: 0 }
})
const damagedForms = fc.tuple(record, fc.nat(), fc.nat({ max: 255 })).map(([one, at, byte]): Attack => {
  return { path: '/sa', body: oneByteOff(`data=${base64(one)}&gzip=0`, at, byte), items: Number.NaN, canaries: 0 }
})
const wrongSum = record.map((one): Attack => {
  return { path: '/sa', body: `data=${base64(one)}&ext=crc%3D1`, items: 1, canaries: 0 }
})
const packedBody = item.map((one): Attack => {
  const body = gzipSync(`data_list=${base64(listOf([one]))}`)
  return { path: '/sa', body, items: 2, canaries: 1, headers: { 'content-encoding': 'gzip' } }
})
const nonsense = fc
  .tuple(fc.constantFrom('/sa', '/sa.gif', '/debug', '/mp_login?x'), fc.string({ unit: 'binary' }))
  .map(([path, body]): Attack => ({ path, body, items: Number.NaN, canaries: 0 }))

const attack = fc.oneof(
  { weight: 24, arbitrary: lists },
  { weight: 8, arbitrary: images },
  { weight: 6, arbitrary: damaged },
  { weight: 2, arbitrary: damagedForms },
  { weight: 2, arbitrary: wrongSum },
  { weight: 2, arbitrary: packedBody },
  { weight: 2, arbitrary: nonsense },
  { weight: 1, arbitrary: fc.constant<Attack>({ path: '/sa', body: bomb, items: 1, canaries: 0 }) },
)

test(`${inputs} malformed requests of the Sensors protocol: a 4xx or parked rows, never a 5xx, nothing lost`, async () => {
  const siyu = await siyuProcess({ folder: tempFolder() })
  const { writeKey } = await apiOf(siyu.url).sources.create({ name: 'Attacked', kind: 'server' })
  const attacks = attack.map((one) => ({
    ...one,
    path: `${one.path}${one.path.includes('?') ? '&' : '?'}token=${writeKey}`,
  }))
  const { accepted, memory } = await attackAll(siyu, attacks, inputs)
  expect(accepted.length).toBeGreaterThan(inputs / 2)
  expectNothingLost(accepted, await outcome(siyu))
  expectFlat(memory)
}, 600_000)
