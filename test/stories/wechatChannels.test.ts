import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { day } from '#kit/time'
import { type Lab, startLab } from '../../lab/index.ts'
import { bring } from '../support/bring.ts'
import { type SiyuHere, siyuHere } from '../support/inProcess.ts'
import { type Api, apiOf, prepare, socketOf } from '../support/siyu.ts'

const soon = <T>(read: () => T) => expect.poll(read, { timeout: 20_000, interval: 30 })

const folder = mkdtempSync(join(tmpdir(), 'siyu-shop-'))
let lab: Lab
let siyu: SiyuHere
let api: Api
let account = ''

type Json = Record<string, string>
const post = async (path: string, body: unknown = {}): Promise<Json> =>
  (await fetch(lab.url + path, { method: 'POST', body: JSON.stringify(body) })).json() as Promise<Json>

const things = [
  { title: '护理液', price: 6900, count: 2, sku: 'H-1' },
  { title: '镜片布', price: 990, count: 1 },
]
const buys = async (person: string, more: object = {}) =>
  (await post(`/lab/people/${person}/shop-order`, { items: things, freight: 800, discount: 1000, ...more }))['id'] ?? ''
const orderOf = async (no: string) => (await api.shop.list({ q: no, limit: 5 })).items.find((one) => one.orderNo === no)
const standing = async (no: string) => {
  const order = await orderOf(no)
  return order && [order.gross, order.refunded, order.net, order.state]
}

beforeAll(async () => {
  lab = await startLab()
  await post('/lab/settings', { callbackPauseMs: 1 })
  siyu = await siyuHere(prepare(folder), { outgoingHosts: ['127.0.0.1'] })
  api = siyu.api
  const { appid, secret, token, encodingAESKey } = lab.world.credentials.channels
  const settings = { appid, secret, token, encodingAESKey, base: lab.url }
  const made = await api.carrierAccounts.create({ kind: 'wechatChannels', name: '明眸小店', settings })
  account = made.id
  expect(await post('/lab/callbacks', { channels: siyu.url + made.callback })).toMatchObject({ channels: { ok: true } })
})
afterAll(async () => {
  await siyu?.stop()
  await lab?.stop()
  rmSync(folder, { recursive: true, force: true })
})

test('[C89] the credentials are tried, and what the platform does not offer is said plainly', async () => {
  const { checked } = await api.carrierAccounts.check({ id: account })
  expect(checked.map(({ ok, found }) => [ok, found])).toEqual([
    [true, lab.world.credentials.channels.name],
    [true, ''],
  ])
  const kinds = await api.carrierAccounts.kinds({})
  const offers = kinds.items.find(({ kind }) => kind === 'wechatChannels')?.offers ?? []
  const none = offers.flatMap(({ way, what }) => (way === 'none' ? what.zh : []))
  expect(none).toEqual(expect.arrayContaining(['粉丝名单', '私信和评论', '给粉丝发消息', '谁预约了直播']))
  expect(kinds.items.find(({ kind }) => kind === 'wecom')?.offers).toEqual([])
})

test('[C86] an order that is paid stands in the ledger with its buyer, its lines and its channel; asked for money is none', async () => {
  const { id = '', unionid = '' } = await post('/lab/people', { name: '小林' })
  await post('/lab/failures', { path: 'callback:channels', forged: true, times: 1 })
  await post('/lab/failures', { path: '/channels/ec/order/get', errcode: -1, times: 1 })
  const no = await buys(id, { pay: false })
  await lab.idle()
  await soon(async () => (await api.carrierAccounts.get({ id: account })).waiting).toBe(0)
  expect(await orderOf(no)).toBeUndefined()
  await post('/lab/failures', { path: 'callback:channels', duplicate: true, times: 1 })
  await post(`/lab/shop-orders/${no}/pay`)
  // 2 × 69.00 + 9.90 − 10.00; freight stands apart.
  await soon(() => standing(no)).toEqual([13_790, 0, 13_790, 'counted'])
  expect(await orderOf(no)).toMatchObject({ channel: '视频号', shop: '明眸小店', sourceKind: 'private', freight: 800 })
  const { lines } = await api.shop.get({ id: (await orderOf(no))?.id ?? '' })
  expect(lines.map(({ product, sku, quantity, amount }) => [product, sku, quantity, amount])).toEqual([
    ['护理液', 'H-1', '2', 12_867],
    ['镜片布', expect.any(String), '1', 923],
  ])
  const person = await api.people.lookup({ type: 'unionid', value: unionid })
  expect((await orderOf(no))?.person).toBe(person.id)
  expect(person.identities.map(({ type }) => type).sort()).toEqual([
    `openid:${lab.world.credentials.channels.appid}`,
    'unionid',
  ])
  await post(`/lab/shop-orders/${no}/refund`, { amount: 3000, settle: false })
  await lab.idle()
  expect((await standing(no))?.[1]).toBe(0)
})

test('[C86] told in the wrong order, twice and again after silence it ends as the platform has it', async () => {
  const { id = '' } = await post('/lab/people', { name: '小周' })
  const no = await buys(id)
  await soon(() => standing(no)).toEqual([13_790, 0, 13_790, 'counted'])
  await post('/lab/failures', { path: 'callback:channels', swapped: true, times: 1 })
  await post('/lab/failures', { path: '/channels/ec/aftersale/getaftersaleorder', timeout: 5, times: 1 })
  await post(`/lab/shop-orders/${no}/refund`, { amount: 3000 })
  await post(`/lab/shop-orders/${no}/ship`)
  await lab.idle()
  await soon(async () => {
    siyu.clock.advance(2000)
    return standing(no)
  }).toEqual([13_790, 3000, 10_790, 'counted'])
  await post(`/lab/shop-orders/${no}/refund`)
  // Freight that went back too is more than the things cost: the order is never below nothing.
  await soon(async () => (await standing(no))?.[3]).toBe('refunded')
  await soon(async () => (await api.shop.reconcile({})).equal).toBe(true)
})

test('[C87] a sync reads what was told to nobody, with what went back; whoever was erased stays gone', async () => {
  const [stays, goes] = [await post('/lab/people', { name: '留下' }), await post('/lab/people', { name: '走了' })]
  const kept = await buys(goes['id'] ?? '')
  await soon(async () => (await orderOf(kept))?.state).toBe('counted')
  const { id: person } = await api.people.lookup({ type: 'unionid', value: goes['unionid'] ?? '' })
  siyu.clock.advance(day)
  const asked = await api.privacy.erase({ id: person, reason: '本人要求' })
  await soon(async () => (await api.privacy.get({ id: asked.id })).state).toBe('done')
  await post('/lab/failures', { path: 'callback:channels', lost: true, times: 9 })
  const no = await buys(stays['id'] ?? '')
  await post(`/lab/shop-orders/${no}/refund`, { amount: 1000 })
  await post(`/lab/shop-orders/${kept}/ship`)
  await lab.idle()
  expect(await orderOf(no)).toBeUndefined()
  const { task } = await api.carrierAccounts.sync({ id: account })
  await soon(async () => (await api.tasks.get({ id: task })).state).toBe('done')
  expect(await standing(no)).toEqual([13_790, 1000, 12_790, 'counted'])
  const counts = (await api.tasks.get({ id: task })).counts.flatMap(({ name, count }) => (count ? [[name, count]] : []))
  expect(counts).toEqual([['orders', 4]])
  await expect(api.people.lookup({ type: 'unionid', value: goes['unionid'] ?? '' })).rejects.toMatchObject({
    status: 404,
  })
  await fetch(`${lab.url}/lab/failures`, { method: 'DELETE' })
})

test('[C88] live rooms come by file, find the orders that were paid while they were open, and go with their import', async () => {
  const at = (ms: number) => new Date(ms).toISOString()
  const now = siyu.clock()
  await api.staff.changeWorkspace({ goLiveAt: at(now - 9 * day) })
  const file = [
    '直播主题,视频号,开播时间,下播时间,观看人数,最高在线人数,平均观看时长,新增关注,成交金额',
    `周五专场,明眸眼镜,${at(now - 3 * day)},${at(now)},1.2万,860,3分12秒,120,"1,234.50"`,
    `试播,明眸眼镜,${at(now - 8 * day)},,90,,,,很多`,
    '坏的,明眸眼镜,昨晚,,1,1,1,1,1',
  ]
  const brings = async (rows: string[]) => {
    await bring(siyu, { kind: 'liveRooms', preset: 'wechat-channels' }, rows)
    const [last] = (await api.imports.list({ limit: 1 })).items
    return last ?? expect.fail('no import')
  }
  const done = await brings(file)
  expect(done).toMatchObject({ created: 2, rejected: 1 })
  const { items } = await api.liveRooms.list({ limit: 10 })
  expect(items.map(({ title, figures }) => [title, figures])).toEqual([
    ['周五专场', { viewers: 12_000, peak: 860, averageSeconds: 192, newFollowers: 120, gmv: 123_450 }],
    ['试播', { viewers: 90 }],
  ])
  expect(items.map(({ sold }) => sold)).toEqual([expect.objectContaining({ orders: 4, people: 3 }), null])
  // What the ledger has of a room is for those who may read orders.
  const { key } = await api.staff.createKey({ name: '直播', rights: ['carriers:read'] })
  const seen = (await apiOf(siyu.url, key).liveRooms.list({ limit: 10 })).items
  expect(seen.map(({ sold }) => sold)).toEqual([null, null])
  expect((await api.liveRooms.sums({})).items).toEqual([
    {
      ...{ platform: '视频号', rooms: 2, sums: { viewers: 12_090, newFollowers: 120, gmv: 123_450 } },
      known: { viewers: 2, newFollowers: 1, gmv: 1 },
    },
  ])
  expect(await brings(file)).toMatchObject({ skipped: 2 })
  const again = file.with(1, file[1]?.replace('120,', '150,') ?? '').slice(0, 2)
  const changed = await brings(again)
  expect(changed).toMatchObject({ updated: 1 })
  const first = async () => (await api.liveRooms.list({ limit: 1 })).items[0]?.figures.newFollowers
  expect(await first()).toBe(150)
  await api.imports.undo({ id: changed.id })
  await soon(first).toBe(120)
  await api.imports.undo({ id: done.id })
  await soon(async () => (await api.liveRooms.list({ limit: 10 })).items).toEqual([])
})

const goes = async (unionid = '') => {
  const { id: person } = await api.people.lookup({ type: 'unionid', value: unionid })
  siyu.clock.advance(day)
  const asked = await api.privacy.erase({ id: person, reason: '本人要求' })
  await soon(async () => (await api.privacy.get({ id: asked.id })).state).toBe('done')
}
const isKnown = (unionid = '') =>
  api.people.lookup({ type: 'unionid', value: unionid }).then(
    () => true,
    () => false,
  )

test('[C98] whoever was erased is not brought back by what happens to their order, but by buying again', async () => {
  const { id = '', unionid } = await post('/lab/people', { name: '回来的' })
  const no = await buys(id)
  await soon(async () => (await orderOf(no))?.state).toBe('counted')
  await goes(unionid)
  await post(`/lab/shop-orders/${no}/ship`)
  await post(`/lab/shop-orders/${no}/confirm`)
  await post(`/lab/shop-orders/${no}/refund`, { amount: 500 })
  await soon(() => standing(no)).toEqual([13_790, 500, 13_290, 'noPerson'])
  await soon(async () => (await api.carrierAccounts.get({ id: account })).waiting).toBe(0)
  expect(await isKnown(unionid)).toBe(false)
  const again = await buys(id)
  await soon(async () => (await orderOf(again))?.state).toBe('counted')
  expect(await isKnown(unionid)).toBe(true)
})

test('[C99] an order that a file has brought is the one that is read: it counts once', async () => {
  const { id = '' } = await post('/lab/people', { name: '导入过的' })
  await post('/lab/failures', { path: 'callback:channels', lost: true, times: 9 })
  const no = await buys(id)
  await lab.idle()
  await fetch(`${lab.url}/lab/failures`, { method: 'DELETE' })
  const paid = new Date(siyu.clock()).toISOString()
  await bring(siyu, { kind: 'orders', preset: 'wechat-shop' }, [
    '订单号,支付时间,订单实际支付金额,订单状态,商品名称',
    `${no},${paid},137.90,待发货,护理液`,
  ])
  expect(await standing(no)).toEqual([13_790, 0, 13_790, 'noPerson'])
  await post(`/lab/shop-orders/${no}/refund`, { amount: 100 })
  await soon(() => standing(no)).toEqual([13_790, 100, 13_690, 'counted'])
  const all = await api.shop.list({ q: no, limit: 5 })
  expect(all.items.map(({ source, net }) => [source, net])).toEqual([['wechat-shop', 13_690]])
  expect((await api.carrierAccounts.get({ id: account })).settings).toMatchObject({ orderSource: 'wechat-shop' })
})

test('[C100] one order that cannot be read, or is refused, keeps no other back, and is counted', async () => {
  const { id = '' } = await post('/lab/people', { name: '同步里的' })
  await post('/lab/failures', { path: 'callback:channels', lost: true, times: 9 })
  const refused = await buys(id, { items: [{ title: '太贵了', price: 200_000_000_000 }] })
  const no = await buys(id)
  await lab.idle()
  // The first that the sync asks for: nothing of it is heard, however often it is asked for.
  await post('/lab/failures', { path: '/channels/ec/order/get', timeout: 1, times: 4 })
  const { task } = await api.carrierAccounts.sync({ id: account })
  await soon(async () => (await api.tasks.get({ id: task })).state).toBe('done')
  await fetch(`${lab.url}/lab/failures`, { method: 'DELETE' })
  expect(await standing(no)).toEqual([13_790, 0, 13_790, 'counted'])
  expect(await orderOf(refused)).toBeUndefined()
  const { counts } = await api.tasks.get({ id: task })
  expect(counts.flatMap(({ name, count }) => (count && name !== 'orders' ? [[name, count]] : []))).toEqual([
    ['unread', 2],
  ])
})

test('[C101] an older answer does not undo a newer one, and nothing is held while the platform is asked', async () => {
  const { id = '' } = await post('/lab/people', { name: '慢的' })
  const no = await buys(id)
  await soon(() => standing(no)).toEqual([13_790, 0, 13_790, 'counted'])
  const waiting = async () => (await api.carrierAccounts.get({ id: account })).waiting
  await soon(waiting).toBe(0)
  // What is told of the parcel is answered as things stand now, and heard after what comes later.
  await post('/lab/failures', { path: '/channels/ec/order/get', held: true, times: 1 })
  await post(`/lab/shop-orders/${no}/ship`)
  await soon(async () => (await (await fetch(`${lab.url}/lab/failures`)).json()) as unknown).toEqual({ items: [] })
  const client = new pg.Client({ host: socketOf(folder) ?? '', user: 'siyu', database: 'siyu' })
  await client.connect()
  const open = "select query from pg_stat_activity where state = 'idle in transaction' and datname = 'siyu'"
  await expect.poll(async () => (await client.query(open)).rows, { timeout: 4000, interval: 30 }).toEqual([])
  await client.end()
  await api.carrierAccounts.change({ id: account, settings: { sourceKind: 'platform' } })
  await post('/lab/failures', { path: 'callback:channels', lost: true, times: 9 })
  await post(`/lab/shop-orders/${no}/refund`, { amount: 3000 })
  siyu.clock.advance(60_000)
  const { task } = await api.carrierAccounts.sync({ id: account })
  await soon(async () => (await api.tasks.get({ id: task })).state).toBe('done')
  expect(await standing(no)).toEqual([13_790, 3000, 10_790, 'counted'])
  expect((await orderOf(no))?.sourceKind).toBe('platform')
  expect(await waiting()).toBe(1)
  await fetch(`${lab.url}/lab/failures`, { method: 'DELETE' })
  await soon(waiting).toBe(0)
  expect(await standing(no)).toEqual([13_790, 3000, 10_790, 'counted'])
  expect((await orderOf(no))?.sourceKind).toBe('platform')
  await soon(async () => (await api.shop.reconcile({})).equal).toBe(true)
})
