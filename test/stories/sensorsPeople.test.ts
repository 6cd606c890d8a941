import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openOlap } from '#platform/clickhouse/olap'
import { type SiyuHere, siyuHere } from '../support/inProcess.ts'
import { listOf, post, record } from '../support/sensors.ts'
import { prepare } from '../support/siyu.ts'

let folder: string
let siyu: SiyuHere
const keys = { client: '', server: '' }
beforeAll(async () => {
  folder = prepare(mkdtempSync(join(tmpdir(), 'siyu-sensors-people-')))
  siyu = await siyuHere(folder)
  for (const kind of ['client', 'server'] as const)
    keys[kind] = (await siyu.api.sources.create({ name: kind, kind })).writeKey
})
afterAll(async () => {
  await siyu.stop()
  rmSync(folder, { recursive: true, force: true })
})

const send = async (kind: 'client' | 'server', ...records: object[]) => {
  expect((await post(`${siyu.url}/sa?token=${keys[kind]}`, listOf(records))).status).toBe(200)
}
const find = (type: string, value: string) => siyu.api.people.lookup({ type, value })
const idOf = (type: string, value: string) =>
  find(type, value).then(
    (person) => person.id,
    () => null,
  )
const typesOf = async (type: string, value: string) =>
  (await find(type, value)).identities.map((one) => one.type).sort()

/** The ids that the SDK sends in a browser before and after login. */
const browser = (id: string, login?: string, more: object = {}) => ({
  distinct_id: login ?? id,
  anonymous_id: id,
  ...(login ? { login_id: login } : {}),
  identities: {
    $identity_cookie_id: id,
    $identity_anonymous_id: id,
    ...(login ? { $identity_login_id: login } : {}),
    ...more,
  },
})
/** The SDK names the id that is to go, and nothing else of the person. */
const taken = (identities: object) => ({
  type: 'track_id_unbind',
  identities,
  anonymous_id: undefined,
  login_id: undefined,
})
const signup = (id: string, login: string) =>
  record('$SignUp', { type: 'track_signup', original_id: id, ...browser(id, login) })

test('[T33] a visitor who signs up is one person with their past, and comes back as that one', async () => {
  await send('client', record('$pageview', browser('b1')), record('$WebClick', browser('b1')))
  const visitor = await idOf('anonymous_id', 'b1')
  await send('client', signup('b1', 'm1'))
  await send('client', record('$pageview', browser('b1', 'm1')), record('$pageview', browser('b2')), signup('b2', 'm1'))
  const { id } = await find('login_id', 'm1')
  expect(id).toBe(visitor)
  expect(await idOf('cookie_id', 'b2')).toBe(id)
  const { items } = await siyu.api.people.timeline({ id, facts: 'behaviour' })
  expect(items.map((item) => item.name).sort()).toEqual(
    ['$SignUp', '$SignUp', '$WebClick', '$pageview', '$pageview', '$pageview'].sort(),
  )
})

test('[T7] ids that a client binds merge nobody; a server binds them for good', async () => {
  const bind = (id: string, more: object) =>
    record('$BindID', { type: 'track_id_bind', ...browser(id, undefined, more) })
  const phone = { $identity_mobile: '13800138001' }
  const union = { $identity_mp_unionid: 'uVictim', $identity_mp_wx1_openid: 'oVictim' }
  await send('server', record('buy', { ...browser('s1', 'victim', { ...phone, ...union }) }))
  await send('client', signup('c1', 'attacker'), bind('c1', phone), bind('c1', union))
  const victim = await idOf('login_id', 'victim')
  expect(await idOf('login_id', 'attacker')).not.toBe(victim)
  expect(await idOf('phone', '13800138001')).toBe(victim)
  expect(await typesOf('login_id', 'victim')).toEqual(
    ['anonymous_id', 'cookie_id', 'login_id', 'openid:wx1', 'phone', 'unionid'].sort(),
  )
  await send('server', bind('s2', { $identity_mobile: '13800138001' }))
  expect(await idOf('cookie_id', 's2')).toBe(victim)
})

test('[T43] a server takes an id away: from then on it is its own, and whoever comes with it next has it', async () => {
  const phone = { $identity_mobile: '13800138002' }
  await send('server', record('buy', browser('u1', 'unbinds', phone)))
  const unbind = record('$UnbindID', { ...taken(phone), distinct_id: 'unbinds' })
  const before = (await siyu.api.people.count()).all
  await send('server', unbind, record('buy', browser('u2', 'binds', phone)))
  await send('server', { ...unbind, _flush_time: Date.now() })
  expect(await idOf('phone', '13800138002')).toBe(await idOf('login_id', 'binds'))
  expect(await typesOf('login_id', 'unbinds')).toEqual(['anonymous_id', 'cookie_id', 'login_id'])
  expect((await siyu.api.people.count()).all).toBe(before + 1)
  const { id } = await find('login_id', 'unbinds')
  const { items } = await siyu.api.people.timeline({ id, facts: 'behaviour' })
  expect(items.map((item) => item.name)).toEqual(['$UnbindID', 'buy'])
})

test('[T43] a client takes away a device and nothing else, and who is unknown is not made', async () => {
  const phone = { $identity_mobile: '13800138004' }
  await send('server', record('buy', browser('u3', 'guarded', phone)))
  const before = await siyu.api.people.count()
  const ids = [phone, { $identity_login_id: 'guarded' }, { $identity_cookie_id: 'u-nobody' }]
  await send('client', ...ids.map((one) => record('$UnbindID', { ...taken(one), distinct_id: 'u-nobody' })))
  expect(await idOf('phone', '13800138004')).toBe(await idOf('login_id', 'guarded'))
  expect(await siyu.api.people.count()).toEqual(before)
  await send('client', record('$UnbindID', { ...taken({ $identity_cookie_id: 'u3' }), distinct_id: 'guarded' }))
  expect(await idOf('cookie_id', 'u3')).not.toBe(await idOf('login_id', 'guarded'))
  expect(await typesOf('login_id', 'guarded')).toEqual(['anonymous_id', 'login_id', 'phone'])
})

test('[T34] profile records change the profile, each once; the first visit makes nobody known', async () => {
  const profile = (type: string, properties: object, more: object = browser('p1')) =>
    record('', { type: `profile_${type}`, event: undefined, _track_id: undefined, properties, ...more })
  await send('client', profile('set_once', { $first_visit_time: '2026-06-01 08:00:00.000' }))
  expect((await find('cookie_id', 'p1')).known).toBe(false)
  const add = profile('increment', { times: 2 })
  await send('client', profile('set', { city: '杭州', 手机: '13800138003' }), add, profile('append', { liked: ['a'] }))
  await send('client', add, profile('append', { liked: ['b', 'a'] }), profile('set_once', { city: '宁波' }))
  await send('client', { ...add, _flush_time: Date.now() }, profile('unset', { $first_visit_time: true }))
  const person = await find('cookie_id', 'p1')
  expect(person).toMatchObject({ known: true, attributes: { city: '杭州', times: 2, liked: ['a', 'b'] } })
  expect(Object.keys(person.attributes)).not.toContain('$first_visit_time')
  expect(await idOf('phone', '13800138003')).toBeNull()
  await send('client', profile('delete', {}))
  expect((await find('cookie_id', 'p1')).attributes).toEqual({})
})

test('[T34] items are stored as events of nobody', async () => {
  const before = (await siyu.api.people.count()).all
  const item = { item_type: 'lens', item_id: 'A-01', properties: { name: '日抛', price: 99 } }
  const bare = { distinct_id: undefined, anonymous_id: undefined, identities: undefined, event: undefined }
  await send('client', record('', { ...bare, ...item, type: 'item_set' }))
  await send('client', record('', { ...bare, ...item, properties: {}, type: 'item_delete' }))
  expect((await siyu.api.people.count()).all).toBe(before)
  const { items } = await siyu.api.events.recent({})
  const seen = items.filter((one) => one.type?.startsWith('item_'))
  expect(seen.sort((a, b) => (a.event ?? '').localeCompare(b.event ?? ''))).toMatchObject([
    { event: '$item_delete', person: null, detail: { item_type: 'lens', item_id: 'A-01' } },
    { event: '$item_set', person: null, detail: { name: '日抛', price: 99 } },
  ])
})

test('[T42] what the platform says and counts by itself is not taken from a public key', async () => {
  const names = ['coupon_redeemed', 'link_clicked']
  for (const kind of ['client', 'server'] as const)
    await send(kind, ...names.map((name) => record(name, browser(`r-${kind}`, kind))))
  const { items } = await siyu.api.parked.list({ reason: 'reserved-name' })
  expect(items).toHaveLength(2)
  const of = async (kind: string) => {
    const id = await idOf('login_id', kind)
    return id === null
      ? []
      : (await siyu.api.people.timeline({ id, facts: 'behaviour' })).items.map((item) => item.name).sort()
  }
  expect([await of('client'), await of('server')]).toEqual([[], names])
})

test('[T6] nothing personal of all this stands in the event log', async () => {
  await siyu.stop()
  const olap = openOlap({ path: join(folder, 'olap') })
  const all = (await olap.bytes('select * from events format JSONEachRow')).toString()
  await olap.close()
  expect(all.length).toBeGreaterThan(1000)
  for (const secret of ['138001380', 'uVictim', 'oVictim', 'victim', 'attacker', 'm1"', 'b1"'])
    expect(all).not.toContain(secret)
})
