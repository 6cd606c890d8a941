import { gunzipSync, gzipSync } from 'node:zlib'
import fc from 'fast-check'
import type { Attack } from './attack.ts'
import { hurt, next, oneByteOff, rawJson } from './nasty.ts'

const begun = Date.now() - 3_600_000

/** A record with a number and a time that no other has, the number written twice: one changed byte makes no repeat. */
function good(event: string) {
  const n = next()
  const id = `v-${n % 50}`
  const ids = { distinct_id: id, anonymous_id: id, identities: { $identity_cookie_id: id } }
  return { type: 'track', event, ...ids, properties: { n: 1 }, time: begun + n, _track_id: Number(`${n}0${n}`) }
}

const field = fc.constantFrom(
  ...['type', 'event', 'distinct_id', 'identities', 'login_id', 'anonymous_id', 'properties', 'time', '_flush_time'],
  ...['lib', 'original_id', 'item_type', 'item_id', 'project', 'ekey', '__proto__'],
)
const type = fc.constantFrom(
  ...['track', 'track_signup', 'track_id_bind', 'track_id_unbind', 'item_set', 'item_delete'],
  ...['profile_set', 'profile_set_once', 'profile_increment', 'profile_append', 'profile_unset', 'profile_delete'],
)
const key = fc.constantFrom(
  ...['$identity_login_id', '$identity_cookie_id', '$identity_mobile', '$identity_email', '$identity_mp_unionid'],
  ...['$identity_mp_wx1_openid', '$identity_mp_openid', '$identity_mp_id', '$identity_android_id', '$identity_', 'own'],
)
/** Ids of known and unknown kinds, each of any shape. */
const identities = fc
  .array(fc.tuple(key, rawJson), { maxLength: 4 })
  .map((pairs) => `{${pairs.map(([name, json]) => `${JSON.stringify(name)}:${json}`).join(',')}}`)
const change = fc.oneof(
  { weight: 5, arbitrary: fc.tuple(field, rawJson) },
  { weight: 2, arbitrary: fc.tuple(fc.constant('identities'), identities) },
)
const record = fc
  .tuple(type, fc.array(change, { minLength: 1, maxLength: 3 }))
  .map(([type, changes]) =>
    hurt({ ...good('hurt'), type, ...(type.startsWith('item') ? { item_type: 'sku', item_id: 'A-1' } : {}) }, changes),
  )
const item = fc.oneof({ weight: 9, arbitrary: record }, { weight: 1, arbitrary: rawJson })

const listOf = (items: readonly string[]) => `[${[...items, JSON.stringify(good('canary'))].join(',')}]`
const plain = (json: string | Buffer) => Buffer.from(json).toString('base64')
const packed = (json: string | Buffer) => gzipSync(json).toString('base64')
const form = (fields: Record<string, string>) =>
  Object.entries(fields)
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join('&')

/** Java's String.hashCode, the SDKs' checksum. */
function sumOf(text: string): string {
  let sum = 0
  for (const letter of text) sum = (Math.imul(sum, 31) + letter.charCodeAt(0)) | 0
  return `crc=${sum}`
}

/** Events behind a field as the SDKs write it: those of a list, else one, which is parked when it cannot be read. */
function eventsIn(data: string): number {
  try {
    const bytes = Buffer.from(data, 'base64')
    const json: unknown = JSON.parse((bytes[0] === 0x1f ? gunzipSync(bytes) : bytes).toString('utf8'))
    return Array.isArray(json) ? json.length : 1
  } catch {
    return 1
  }
}

const headers = fc
  .constantFrom('text/plain', 'application/x-www-form-urlencoded', 'application/json', 'multipart/form-data', 'a/b')
  .map((type) => ({ 'content-type': type }))
const change1 = { at: fc.nat(), byte: fc.nat({ max: 255 }) }

const lists = fc
  .record({
    items: fc.array(item, { minLength: 1, maxLength: 4 }),
    pack: fc.constantFrom(plain, packed),
    name: fc.constantFrom('data_list', 'data_list', 'data'),
    crc: fc.boolean(),
    headers,
  })
  .map(({ items, pack, name, crc, headers }): Attack => {
    const data = pack(listOf(items))
    const body = form({ [name]: data, gzip: '1', ...(crc ? { ext: sumOf(data) } : {}) })
    return { path: '/sa', body, items: items.length + 1, canaries: 1, headers }
  })
const images = record
  .filter((json) => json.length < 4000)
  .map((json): Attack => ({ path: `/sa.gif?${form({ data: plain(json) })}`, items: 1, canaries: 0 }))
const beacons = fc.record({ one: record, headers }).map(({ one, headers }): Attack => {
  return { path: '/sa.gif', body: form({ data: plain(one), ext: sumOf(plain(one)) }), items: 1, canaries: 0, headers }
})
/** A byte of the JSON, of the gzip below the base64, or of the base64. */
const damaged = fc
  .record({ one: item, layer: fc.constantFrom('json', 'gzip', 'base64'), ...change1 })
  .map(({ one, layer, at, byte }): Attack => {
    const json = layer === 'json' ? oneByteOff(`[${one}]`, at, byte) : `[${one}]`
    const bytes = layer === 'gzip' ? oneByteOff(gzipSync(json), at, byte) : Buffer.from(json)
    const whole = bytes.toString('base64')
    const data = layer === 'base64' ? oneByteOff(whole, at, 33 + (byte % 94)).toString('latin1') : whole
    return { path: '/sa', body: form({ data }), items: eventsIn(data), canaries: 0 }
  })
/** A byte of the form itself: it is refused when no data is left. */
const damagedForms = fc.record({ one: record, ...change1 }).map(
  ({ one, at, byte }): Attack => ({
    path: '/sa',
    body: oneByteOff(`data=${encodeURIComponent(plain(one))}&gzip=0`, at, byte),
    items: 1,
    canaries: 0,
  }),
)
const wrongSums = fc.array(record, { maxLength: 3 }).map((items): Attack => {
  return { path: '/sa', body: form({ data_list: plain(listOf(items)), ext: 'crc=1' }), items: 1, canaries: 0 }
})
const packedBodies = fc
  .record({ one: item, whole: fc.boolean(), ...change1 })
  .map(({ one, whole, at, byte }): Attack => {
    const body = gzipSync(form({ data_list: plain(listOf([one])) }))
    const headers = { 'content-encoding': 'gzip' }
    return { path: '/sa', body: whole ? body : oneByteOff(body, at, byte), items: 2, canaries: 1, headers }
  })
/** A dry run stores nothing, whatever it answers. */
const dryRuns = fc.array(item, { maxLength: 3 }).map((items): Attack => {
  const headers = { 'dry-run': 'true' }
  return { path: '/debug', body: form({ data_list: plain(listOf(items)) }), items: 0, canaries: 0, headers }
})
const nonsense = fc
  .tuple(fc.constantFrom('/sa', '/sa.gif', '/debug', '/mp_login'), fc.string({ unit: 'binary' }))
  .map(([path, body]): Attack => ({ path, body, items: 0, canaries: 0 }))
const bomb: Attack = {
  path: '/sa',
  body: form({ data_list: packed(Buffer.alloc(20_000_000, ' ')) }),
  items: 1,
  canaries: 0,
}

/** Requests of the Sensors protocol that are wrong in one way or another, with the key of a source. */
export function sensorsAttacks(writeKey: string): fc.Arbitrary<Attack> {
  const attack = fc.oneof(
    { weight: 24, arbitrary: lists },
    { weight: 6, arbitrary: images },
    { weight: 4, arbitrary: beacons },
    { weight: 8, arbitrary: damaged },
    { weight: 3, arbitrary: damagedForms },
    { weight: 2, arbitrary: wrongSums },
    { weight: 3, arbitrary: packedBodies },
    { weight: 2, arbitrary: dryRuns },
    { weight: 2, arbitrary: nonsense },
    { weight: 1, arbitrary: fc.constant(bomb) },
  )
  return attack.map((one) => ({ ...one, path: `${one.path}${one.path.includes('?') ? '&' : '?'}token=${writeKey}` }))
}
