import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { bring } from '../support/bring.ts'
import { type SiyuHere, siyuHere } from '../support/inProcess.ts'
import { planSees } from '../support/planSees.ts'
import { type Api, prepare } from '../support/siyu.ts'

const folder = mkdtempSync(join(tmpdir(), 'siyu-fans-'))
let siyu: SiyuHere
let api: Api
beforeAll(async () => {
  siyu = await siyuHere(prepare(folder))
  api = siyu.api
  await api.staff.changeWorkspace({ goLiveAt: '2026-01-01T00:00:00Z' })
})
afterAll(async () => {
  await siyu?.stop()
  rmSync(folder, { recursive: true, force: true })
})

const people = {
  kind: 'people',
  carrier: 'wecom',
  mapping: JSON.stringify({ id: 'identity:phone', no: 'identity:member_id', at: 'enteredAt' }),
}
const orders = {
  kind: 'orders',
  mapping: JSON.stringify({ no: 'orderNo', id: 'identity:phone', at: 'paidAt', yuan: 'amount' }),
}
const newest = async () => (await api.imports.list({ limit: 1 })).items[0]?.id ?? ''
const bringAs = async (fields: Record<string, string>, rows: string[]) => {
  await bring(siyu, fields, rows)
  return newest()
}
const dayLater = (days: number) => new Date(siyu.clock() + days * 86_400_000).toISOString()
const undo = async (id: string) => {
  await api.imports.undo({ id })
  await expect.poll(async () => (await api.imports.get({ id })).undo.state, { timeout: 20_000 }).toBe('done')
}

let weibo = ''
test('[A100] [A102] fans are matched over all their ids; whoever is only a nickname is kept and is nobody', async () => {
  await bring(siyu, people, ['id,no,at', '13800000001,M1,2026-05-01', '13800000002,,2026-05-02'])
  await bring(siyu, orders, ['no,id,at,yuan', '1,13800000001,2026-05-03,100'])
  const before = (await api.people.list({ limit: 200 })).items.length
  weibo = await bringAs({ kind: 'followers', preset: 'weibo-followers' }, [
    'UID,昵称,关注时间,手机号',
    '7001,云朵,2026-05-01 10:00:00,13800000001',
    '7002,小熊,2026-05-02 10:00:00,13800000003',
    '7003,小鹿,2026-05-02 10:00:00,',
    ',无名,2026-05-03 10:00:00,',
    '7***4,半名,2026-05-03 10:00:00,',
    ',无名,2026-05-03 10:00:00,',
    ',,2026-05-03 10:00:00,',
  ])
  expect(await api.imports.get({ id: weibo })).toMatchObject({ total: 7, created: 4, updated: 1, rejected: 1 })
  expect((await api.people.list({ limit: 200 })).items).toHaveLength(before + 2)
  const batch = await api.fans.batch({ id: weibo })
  expect(batch).toMatchObject({
    ...{ platform: '微博', kind: 'followers' },
    progress: {
      ...{ fans: 5, matched: 3, known: 1, contactable: 2, added: 1, addedBefore: 1, members: 1, ordered: 1 },
      ...{ orderedBefore: 1, gmv: 0, unmatched: { nickname: 1, hidden: 1, unusable: 0, erased: 0 } },
    },
  })
  const nobody = (await api.fans.fans({ batch: weibo, part: 'unmatched' })).items
  expect(nobody.map(({ name, why, person }) => [name, why, person])).toEqual([
    ['无*', 'nickname', null],
    ['半*', 'hidden', null],
    ['无*', 'nickname', null],
  ])
  await expect(api.fans.batch({ id: '99999' })).rejects.toMatchObject({ status: 404 })
})

test('[A101] [A110] a number opens its people; who is added, a member and buys later is followed to the yuan', async () => {
  await bring(siyu, people, ['id,no,at', `13800000003,M3,${dayLater(0)}`])
  await bring(siyu, orders, ['no,id,at,yuan', `2,13800000003,${dayLater(0)},88.50`, `3,13800000001,${dayLater(0)},10`])
  const { progress } = await api.fans.batch({ id: weibo })
  expect(progress).toMatchObject({ added: 2, addedBefore: 1, members: 2, ordered: 2, orderedBefore: 1, gmv: 9850 })
  const one = await api.people.lookup({ type: 'phone', value: '13800000003' })
  const steps = [
    ['reachable', 'fans', '微博'],
    ['add', 'fans', '微博'],
    ['order', 'fans', '微博'],
    ['add', 'fans', '知乎'],
  ] as const
  expect((await planSees(siyu, steps)).counts).toEqual([2, 1, 1, 'gone'])
  const [page, rest] = [
    await api.fans.fans({ batch: weibo, part: 'ordered', limit: 1 }),
    await api.fans.fans({ batch: weibo, part: 'ordered', cursor: '2' }),
  ]
  expect([page.items.length, page.next, rest.items[0]?.person]).toEqual([1, '2', one.id])
  const again = await bringAs({ kind: 'followers', preset: 'weibo-followers' }, [
    'UID,昵称,关注时间',
    '7002,小熊,2026-05-02 10:00:00',
    ',无名,2026-05-03 10:00:00',
  ])
  expect(await api.imports.get({ id: again })).toMatchObject({ created: 0 })
  const { items } = await api.fans.platforms()
  expect(items).toMatchObject([{ platform: '微博', batches: 2, progress: { fans: 5, gmv: 9850 } }])
  expect((await api.fans.batches({ platform: '微博' })).items.map(({ id }) => id)).toEqual([again, weibo])
})

test('[A103] the people of a part become a segment for a message or a list of numbers', async () => {
  const made = await api.fans.segment({ batch: weibo, part: 'matched', name: '微博粉丝 5 月' })
  expect(made.people).toBe(3)
  const members = await api.segments.people({ id: made.segment })
  expect(members.items).toHaveLength(3)
  await expect(api.fans.segment({ batch: weibo, part: 'notAdded', name: '没人' })).rejects.toMatchObject({
    status: 409,
  })
})

test('[A104] [A114] a redeemed voucher stands in the history and, with its amount, in the ledger of the platform; the ledger is not told twice', async () => {
  const meituan = { kind: 'orders', preset: 'meituan' }
  await bring(siyu, meituan, ['订单号,支付时间,实付金额,手机号', 'O9,2026-05-01 10:00:00,66,13800000002'])
  const rows = [
    '券号,订单号,团购名称,验证时间,验证门店,手机号,用户昵称,实付金额,状态',
    'V1,O1,双人餐,2026-05-06 12:00:00,西湖店,13800000002,吃货,98,已验证',
    'V2,O9,下午茶,2026-05-07 12:00:00,西湖店,13800000002,吃货,66,已验证',
    'V3,,体验券,2026-05-08 12:00:00,西湖店,,路人,,已验证',
    'V4,,体验券,2026-05-08 12:00:00,西湖店,13800000002,吃货,20,已撤销',
  ]
  const id = await bringAs({ kind: 'redemptions', preset: 'meituan-redemptions' }, rows)
  expect(await api.imports.get({ id })).toMatchObject({ total: 4, created: 3, ignored: 1, rejected: 0 })
  expect(await api.fans.batch({ id })).toMatchObject({
    ...{ platform: '美团点评', redeemed: 3, redeemedAmount: 16_400 },
    progress: { fans: 2, matched: 1, known: 1, unmatched: { nickname: 1 } },
  })
  const { id: person } = await api.people.lookup({ type: 'phone', value: '13800000002' })
  const told = (await api.people.timeline({ id: person, facts: 'behaviour' })).items
  expect(told.map(({ name, detail }) => [name, detail['product']])).toEqual([
    ['voucher_redeemed', '下午茶'],
    ['voucher_redeemed', '双人餐'],
  ])
  // It is an event for funnels and segments, and stands in the dictionary.
  const redeemed = async (of: { property: string; op: 'eq' | 'gte'; value: string | number }) =>
    (await api.segments.estimate({ definition: { did: { event: 'voucher_redeemed', where: of } }, exact: true })).people
  const at = (op: 'eq' | 'gte', property: string, value: string | number) => ({ property, op, value })
  expect(await redeemed(at('eq', 'shop', '西湖店'))).toBe(1)
  expect(await redeemed(at('gte', 'amount', 98))).toBe(1)
  expect(await redeemed(at('gte', 'amount', 99))).toBe(0)
  expect((await api.plan.get({ event: 'voucher_redeemed' })).plan?.properties.map(({ name }) => name)).toEqual([
    ...['platform', 'shop', 'product', 'voucher', 'amount'],
  ])
  const ledger = async () =>
    (await api.shop.list({ source: 'meituan' })).items.map(({ orderNo, net }) => [orderNo, net])
  expect(await ledger()).toEqual([
    ['V1', 9800],
    ['O9', 6600],
  ])
  const again = await bringAs({ kind: 'redemptions', preset: 'meituan-redemptions' }, rows)
  expect([(await ledger()).length, (await api.imports.get({ id: again })).created]).toEqual([2, 0])
  await undo(again)
  expect(await ledger()).toHaveLength(2)
  const { items: twice } = await api.people.timeline({ id: person, facts: 'behaviour' })
  expect(twice).toHaveLength(2)
  await undo(id)
  expect(await ledger()).toEqual([['O9', 6600]])
  expect(await redeemed(at('eq', 'platform', '美团点评'))).toBe(0)
  // Brought anew it is told anew.
  await undo(await bringAs({ kind: 'redemptions', preset: 'meituan-redemptions' }, rows.slice(0, 2)))
  await expect(api.fans.batch({ id })).rejects.toMatchObject({ status: 404 })
})

test('[A105] an import taken back takes its list along; an erased fan is a line of nobody', async () => {
  const id = await bringAs({ kind: 'followers', preset: 'jd-followers' }, [
    '用户PIN,昵称,关注时间',
    'jd1,阿京,2026-05-01',
    ',无名,2026-05-02',
  ])
  await undo(id)
  await expect(api.fans.batch({ id })).rejects.toMatchObject({ status: 404 })
  await expect(api.people.lookup({ type: 'platform:jd', value: 'jd1' })).rejects.toMatchObject({ status: 404 })
  const { id: person } = await api.people.lookup({ type: 'platform:weibo', value: '7003' })
  const { id: erasure } = await api.privacy.erase({ id: person, reason: 'asked by mail' })
  await expect.poll(async () => (await api.privacy.get({ id: erasure })).state, { timeout: 20_000 }).toBe('done')
  expect((await api.fans.batch({ id: weibo })).progress).toMatchObject({
    fans: 5,
    matched: 2,
    unmatched: { erased: 1 },
  })
})
