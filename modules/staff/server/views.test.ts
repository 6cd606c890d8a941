import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Caller, environmentKey, openSiyu, type Siyu, sessionOf } from './fixture.ts'

let siyu: Siyu
let boss: Caller
let other: Caller
const password = 'a long password 长密码'
beforeAll(async () => {
  siyu = await openSiyu()
  boss = sessionOf(await siyu.call('POST', '/setup', {}, { account: 'boss', name: '老板', password }))
  await siyu.call('POST', '/staff', boss, { account: 'other', name: '同事', role: 'analyst', password })
  other = sessionOf(await siyu.call('POST', '/login', {}, { account: 'other', password }))
})
afterAll(() => siyu.close())

const save = (by: Caller, body: object) => siyu.call('POST', '/views', by, { page: '/orders', ...body })
const names = async (by: Caller, page = '/orders') =>
  ((await siyu.call('GET', `/views?page=${page}`, by)).body['items'] as { name: string }[]).map((one) => one.name)

describe('[F15] saved views', () => {
  test('own ones and shared ones are listed for their page; the same name replaces', async () => {
    expect((await save(boss, { name: '退款', search: { state: 'refunded' } })).body).toMatchObject({
      mine: true,
      shared: false,
    })
    await save(boss, { name: '一号店', search: { store: '湖滨店', page: 2, all: true }, shared: true })
    await save(other, { name: '我的', search: {} })
    expect(await names(boss)).toEqual(['退款', '一号店'])
    expect(await names(other)).toEqual(['一号店', '我的'])
    expect(await names(other, '/people')).toEqual([])
    await save(boss, { name: '退款', search: { state: 'zeroYuan' } })
    const { items } = (await siyu.call('GET', '/views?page=/orders', boss)).body as { items: { search: object }[] }
    expect(items.map((one) => one.search)).toEqual([{ state: 'zeroYuan' }, { store: '湖滨店', page: 2, all: true }])
  })
  test('a stranger does not delete it, its owner and an admin do', async () => {
    const shared = String((await save(boss, { name: '公用', search: {}, shared: true })).body['id'])
    const own = String((await save(other, { name: '临时', search: {} })).body['id'])
    expect((await siyu.call('DELETE', `/views/${shared}`, other)).body['code']).toBe('no-such-view')
    expect((await siyu.call('DELETE', `/views/${own}`, { key: environmentKey })).status).toBe(200)
    expect((await siyu.call('DELETE', `/views/${shared}`, boss)).status).toBe(200)
    expect(await names(other)).toEqual(['一号店', '我的'])
  })
  test.each([
    { name: '', search: {} },
    { name: 'x', search: { deep: { er: 1 } } },
    { name: 'x', page: 'https://elsewhere', search: {} },
    { name: 'x', search: Object.fromEntries(Array.from({ length: 41 }, (_, i) => [`f${i}`, 1])) },
  ])('refuses %j', async (body) => {
    expect((await save(boss, body)).status).toBe(400)
  })
})
