import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { TraitUpdate } from '../index.ts'
import { openPeople, type People } from './fixture.ts'

let people: People
beforeAll(async () => {
  people = await openPeople()
})
afterAll(() => people.close())

const login = async (name: string) => (await people.see('server', 1000, ['login_id', name])).person
const shown = async (id: string) => {
  const { attributes, private: personal } = await people.api.get(id)
  return { attributes, personal }
}
type Op = NonNullable<TraitUpdate['op']>
const change = (person: string, op: Op, traits: Record<string, unknown>, more: Partial<TraitUpdate> = {}) => ({
  person,
  at: 1000,
  traits,
  verified: true,
  op,
  ...more,
})

test('[P29] changes count in the order they come, in one call with what is set', async () => {
  const id = await login('order')
  await people.profiles.apply([
    change(id, 'set', { times: 1, city: '杭州' }),
    change(id, 'increment', { times: 2 }),
    change(id, 'set', { city: '宁波' }),
    change(id, 'setOnce', { city: '苏州', first: 'a' }),
    change(id, 'append', { liked: ['x', 'y'] }),
    change(id, 'append', { liked: ['y', 'z'] }),
  ])
  const attributes = { times: 3, city: '宁波', first: 'a', liked: ['x', 'y', 'z'] }
  expect((await shown(id)).attributes).toEqual(attributes)
  const other = await login('other')
  await people.profiles.apply([change(id, 'unset', { liked: true }), change(other, 'increment', { times: 1 })])
  expect((await shown(id)).attributes).toEqual({ ...attributes, liked: undefined })
  expect((await shown(other)).attributes).toEqual({ times: 1 })
})

test('[P29] a change with a key counts once, in one call and in later ones, for two days', async () => {
  const id = await login('once')
  const more = change(id, 'increment', { times: 1 }, { key: 'k1' })
  await people.profiles.apply([more, more])
  await people.profiles.apply([more, change(id, 'increment', { times: 10 }, { key: 'k2' })])
  expect((await shown(id)).attributes).toEqual({ times: 11 })
  const db = people.platform.postgres.tables<object>()
  await sql`update people_change set at = at - interval '50 hours'`.execute(db)
  await people.profiles.apply([change(id, 'increment', { times: 100 }, { key: 'k3' })])
  const { rows } = await sql<{ key: string }>`select key from people_change`.execute(db)
  expect(rows).toEqual([{ key: 'k3' }])
  await people.profiles.apply([change(id, 'delete', {}, { key: 'k4' }), change(id, 'set', { a: 1 }, { key: 'k5' })])
  await people.profiles.apply([change(id, 'delete', {}, { key: 'k4' })])
  expect((await shown(id)).attributes).toEqual({ a: 1 })
})

test('[P29] personal values are set once, and taken away only by who may', async () => {
  const id = await login('personal')
  const phone = { phone: '13800138000' }
  await people.profiles.apply([change(id, 'setOnce', phone), change(id, 'setOnce', { phone: '13900139000' })])
  expect((await shown(id)).personal).toEqual({ phone: '138****8000' })
  const said = { verified: false }
  await people.profiles.apply([
    change(id, 'set', { nickname: '小明' }, said),
    change(id, 'append', { nickname: ['x'] }, said),
    change(id, 'unset', { phone: true }, said),
    change(id, 'delete', {}, said),
  ])
  expect((await shown(id)).personal).toEqual({ phone: '138****8000' })
  await people.profiles.apply([change(id, 'set', { email: 'a@b.cn' }), change(id, 'unset', { phone: true })])
  expect((await shown(id)).personal).toEqual({ email: 'a***@b.cn' })
  await people.profiles.apply([change(id, 'delete', {})])
  expect((await shown(id)).personal).toEqual({})
})

test('[P2] what an SDK says of everybody by itself makes nobody known', async () => {
  const { person } = await people.see('client', 1, ['anonymous_id', 'a1'])
  const first = { $first_visit_time: '2026-06-01 08:00:00.000' }
  await people.profiles.apply([
    change(person, 'setOnce', first, { automatic: true }),
    change(person, 'set', { $latest_scene: 'x' }, { automatic: true }),
  ])
  expect(await people.api.get(person)).toMatchObject({
    known: false,
    attributes: { ...first, $latest_scene: 'x' },
  })
  await people.profiles.apply([change(person, 'setOnce', { level: 1 }, { verified: false })])
  expect((await people.api.get(person)).known).toBe(true)
})

test('[P35] after a split each side has the sums and lists of what it said itself, and who is known', async () => {
  const id = await login('adds')
  const visitor = await people.see('client', 1, ['anonymous_id', 'a2'])
  const first = { $first_visit_time: '2026-06-01 08:00:00.000' }
  await people.profiles.apply([
    change(id, 'set', { times: 1, city: '杭州' }),
    change(visitor.person, 'setOnce', first, { automatic: true }),
  ])
  await people.see('client', 2000, ['login_id', 'adds'], ['anonymous_id', 'a2'])
  const more = change(visitor.person, 'increment', { times: 5 }, { key: 's1', automatic: true })
  await people.profiles.apply([more, change(id, 'append', { liked: ['x'] }), change(id, 'unset', { city: true })])
  await people.profiles.apply([more, change(id, 'increment', { times: 2 }), change(id, 'setOnce', { first: 1 })])
  expect((await shown(id)).attributes).toEqual({ ...first, times: 8, liked: ['x'], first: 1 })
  const [merge] = await people.identities.merges(id)
  await people.identities.undoMerge(id, merge?.id ?? '', { by: 'test', reason: 'somebody else' })
  expect((await shown(id)).attributes).toEqual({ times: 3, liked: ['x'], first: 1 })
  const other = await people.api.get(visitor.person)
  expect(other).toMatchObject({ known: false, attributes: { ...first, times: 5 } })
})
