import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Caller, openSiyu, type Siyu, sessionOf } from './fixture.ts'

let siyu: Siyu
let boss: Caller
let bossId = ''
const password = 'a long password 长密码'
const login = (account: string, secret = password) => siyu.call('POST', '/login', {}, { account, password: secret })
const add = (account: string, role: string, by: Caller = boss) =>
  siyu.call('POST', '/staff', by, { name: `名字 ${account}`, account, role, password })
const me = async (by: Caller) => (await siyu.call('GET', '/me', by)).status

beforeAll(async () => {
  siyu = await openSiyu()
  const made = await siyu.call('POST', '/setup', {}, { account: 'boss', name: '老板', password })
  boss = sessionOf(made)
  bossId = String(made.body['id'])
})
afterAll(() => siyu.close())

describe('[F14] colleagues', () => {
  test('are added with a role, log in, and are listed', async () => {
    const made = await add('operator1', 'operator')
    expect([made.status, made.body['role'], made.body['lastSeenAt']]).toEqual([201, 'operator', null])
    const session = sessionOf(await login('operator1'))
    expect((await siyu.call('GET', '/staff', session)).status).toBe(403)
    const { items } = (await siyu.call('GET', '/staff', boss)).body as {
      items: { account: string; lastSeenAt: string }[]
    }
    expect(items.map((one) => one.account)).toEqual(['boss', 'operator1'])
    expect(items[1]?.lastSeenAt).not.toBeNull()
    expect(JSON.stringify(items)).not.toContain('argon2')
  })
  test('an account that is taken, a weak password and an unknown role are refused', async () => {
    expect((await add('boss', 'analyst')).body['code']).toBe('account-taken')
    const weak = { name: 'x', account: 'weak', role: 'analyst', password: 'short' }
    expect((await siyu.call('POST', '/staff', boss, weak)).body['code']).toBe('too-short')
    expect((await add('king', 'king')).status).toBe(400)
  })
  test('whoever is disabled or gets a new password is out at once; enabled again they may log in', async () => {
    const id = String((await add('leaver', 'analyst')).body['id'])
    const first = sessionOf(await login('leaver'))
    expect(await me(first)).toBe(200)
    expect((await siyu.call('PATCH', `/staff/${id}`, boss, { disabled: true })).body['disabledAt']).not.toBeNull()
    expect(await me(first)).toBe(401)
    expect((await login('leaver')).status).toBe(401)
    await siyu.call('PATCH', `/staff/${id}`, boss, { disabled: false, role: 'operator' })
    const second = sessionOf(await login('leaver'))
    await siyu.call('PATCH', `/staff/${id}`, boss, { password: 'another long password' })
    expect(await me(second)).toBe(401)
    expect((await login('leaver')).status).toBe(401)
    expect((await login('leaver', 'another long password')).body['rights']).toContain('people:write')
  })
  test('a change of nothing answers with what stands; an unknown one is 404', async () => {
    expect((await siyu.call('PATCH', `/staff/${bossId}`, boss, {})).body).toMatchObject({
      account: 'boss',
      role: 'admin',
    })
    expect((await siyu.call('PATCH', '/staff/99999', boss, { name: 'x' })).status).toBe(404)
  })
})

describe('[F12] there is always an admin', () => {
  test('the last one is neither demoted nor disabled, and nobody disables themselves', async () => {
    expect((await siyu.call('PATCH', `/staff/${bossId}`, boss, { role: 'analyst' })).body['code']).toBe('last-admin')
    expect((await siyu.call('PATCH', `/staff/${bossId}`, boss, { disabled: true })).body['code']).toBe('not-yourself')
    expect(await me(boss)).toBe(200)
  })
  test('two admins who demote each other at the same time: one stays', async () => {
    const id = String((await add('second', 'admin')).body['id'])
    const other = sessionOf(await login('second'))
    const answers = await Promise.all([
      siyu.call('PATCH', `/staff/${id}`, boss, { role: 'analyst' }),
      siyu.call('PATCH', `/staff/${bossId}`, other, { role: 'analyst' }),
    ])
    // Whoever comes second is no admin any more, or would leave none.
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, expect.toBeOneOf([403, 409])])
  })
})

test('[F13] the own password: the current one is asked for, other sessions end, this one goes on', async () => {
  await siyu.call('PATCH', `/staff/${bossId}`, { key: 'environment-key-of-the-tests' }, { role: 'admin' })
  const here = sessionOf(await login('boss'))
  const there = sessionOf(await login('boss'))
  const change = (current: string) =>
    siyu.call('POST', '/me/password', here, { current, password: 'a new long password' })
  expect((await change('not it')).body['code']).toBe('wrong-password')
  expect((await change(password)).status).toBe(200)
  expect([await me(here), await me(there)]).toEqual([200, 401])
  expect((await login('boss', 'a new long password')).status).toBe(200)
  const byKey = await siyu.call(
    'POST',
    '/me/password',
    { key: 'environment-key-of-the-tests' },
    { current: 'x', password },
  )
  expect(byKey.body['code']).toBe('only-staff')
})
