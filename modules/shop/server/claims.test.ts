import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Claim } from '#modules/identity'
import { openShop, type Shop } from './fixture.ts'
import { proveCopy } from './reconcile.ts'

let shop: Shop
beforeAll(async () => {
  shop = await openShop()
})
afterAll(() => shop.close())

interface Order {
  id: string
  person: string | null
  state: string
  claimed: boolean
  version: number
}

const mapping = JSON.stringify({ no: 'orderNo', who: 'identity:phone', at: 'paidAt', yuan: 'amount' })
async function bring(source: string, ...rows: string[]) {
  const body = { mapping, source, sourceKind: 'platform' }
  const done = await shop.orders(body, ['no,who,at,yuan', ...rows].join('\n'))
  expect(done.state).toBe('done')
  return done
}
const order = async (no: string) => {
  const { items } = await shop.get<{ items: Order[] }>(`/orders?q=${no}`)
  const [one] = items
  if (!one) throw new Error(`no order ${no}`)
  return one
}
/** Asks the API as the console does. */
async function send(method: 'PUT' | 'DELETE', id: string, payload: object) {
  const answer = await shop.app.inject({ method, url: `/api/v1/orders/${id}/person`, payload })
  return { status: answer.statusCode, body: answer.json<Order>() }
}
let at = Date.parse('2026-03-01T00:00:00Z')
const see = async (trust: 'server' | 'client', ...claims: Claim[]) => {
  at += 1000
  const [one] = await shop.identities.resolve([{ at, trust, claims }])
  await shop.platform.outbox.settled()
  return one?.person ?? null
}
const phone = (value: string) => ({ type: 'phone', value })
const copyIsEqual = async () => {
  const { equal } = await shop.get<{ equal: boolean }>('/orders/reconcile')
  return equal
}

test('[S31] who names a masked order gets it, whether the order or the naming comes first', async () => {
  await bring('taobao', '39840001,t**1,2026-02-03 10:00,199.00')
  expect(await order('39840001')).toMatchObject({ person: null, state: 'noPerson', claimed: false })
  const person = await see('server', phone('13800001001'), { type: 'order:taobao', value: '39840001' })
  expect(await order('39840001')).toMatchObject({ person, state: 'counted', claimed: true })
  const early = await see('server', phone('13800001002'), { type: 'order:taobao', value: '39840002' })
  await bring('taobao', '39840002,t**2,2026-02-03 10:00,9.90')
  expect(await order('39840002')).toMatchObject({ person: early, state: 'counted', claimed: true })
  expect(await copyIsEqual()).toBe(true)
})

test('[S31] the same file again changes nothing, and one that names the customer wins', async () => {
  const row = '39850001,t**1,2026-02-03 10:00,50.00'
  await bring('taobao', row)
  const person = await see('server', phone('13800001011'), { type: 'order:taobao', value: '39850001' })
  const before = await order('39850001')
  expect(await bring('taobao', row)).toMatchObject({ created: 0, updated: 0, skipped: 1 })
  expect(await order('39850001')).toEqual(before)
  // Another amount replaces the order, whose person stays.
  await bring('taobao', '39850001,t**1,2026-02-03 10:00,60.00')
  expect(await order('39850001')).toMatchObject({ person, claimed: true, state: 'counted' })
  await bring('taobao', '39850001,13800001012,2026-02-03 10:00,60.00')
  const named = await order('39850001')
  expect(named).toMatchObject({ claimed: false, state: 'counted' })
  expect(named.person).not.toBe(person)
})

test('[S31] a number without its source counts where one source alone has it', async () => {
  await bring('jd', '5500100001,j***,2026-02-03 10:00,10.00', '5500100002,j***,2026-02-03 10:00,10.00')
  await bring('pdd', '5500100002,p***,2026-02-03 10:00,10.00')
  const person = await see('client', { type: 'anonymous_id', value: 'form-1' }, { type: 'order', value: '5500100001' })
  expect(await order('5500100001')).toMatchObject({ person, claimed: true })
  await see('client', { type: 'anonymous_id', value: 'form-1' }, { type: 'order', value: '5500100002' })
  expect(await order('5500100002')).toMatchObject({ person: null, claimed: false })
})

test('[I31] [S31] staff say whose an order is and take it back; both are in the audit log', async () => {
  await bring('jd', '660001,j***,2026-02-03 10:00,10.00')
  const person = (await see('server', phone('13800001021'))) ?? ''
  const other = (await see('server', phone('13800001022'))) ?? ''
  const { id } = await order('660001')
  const reason = '客户报了订单号'
  const put = (body: object) => send('PUT', id, body)
  expect(await put({ person, reason })).toMatchObject({
    status: 200,
    body: { person, claimed: true, state: 'counted' },
  })
  expect((await put({ person: other, reason })).status).toBe(409)
  expect((await put({ person: '999999999', reason })).status).toBe(404)
  const back = await send('DELETE', id, { reason: '报错了' })
  expect(back).toMatchObject({ status: 200, body: { person: null, claimed: false, state: 'noPerson' } })
  expect((await send('DELETE', id, { reason: '报错了' })).status).toBe(409)
  const log = await shop.platform.postgres.pool.query(
    `select action, subject, detail->>'order' as no from platform_audit where action like 'order.%' order by id`,
  )
  expect(log.rows).toEqual([
    { action: 'order.claimed', subject: person, no: '660001' },
    { action: 'order.released', subject: person, no: '660001' },
  ])
  expect(await copyIsEqual()).toBe(true)
})

test('[S32] an order with its own customer stays, and two known people are a question', async () => {
  await bring('jd', '770001,13800001031,2026-02-03 10:00,10.00')
  const { person, id } = await order('770001')
  await see('server', phone('13800001032'), { type: 'order:jd', value: '770001' })
  expect(await order('770001')).toMatchObject({ person, claimed: false })
  const asked = await shop.platform.postgres.pool.query(
    `select why, over from identity_doubt where why = 'order-claimed' and decided is null`,
  )
  expect(asked.rows).toEqual([{ why: 'order-claimed', over: null }])
  expect((await send('PUT', id, { person, reason: '试试' })).status).toBe(409)
  const proof = await proveCopy(shop.platform.postgres, shop.platform.olap, shop.platform.log)
  expect(proof).toEqual({ repaired: [], wrong: [] })
})

test('[S31] what an import changed and is undone keeps who has named the order', async () => {
  await bring('jd', '880001,j***,2026-02-03 10:00,10.00')
  const person = await see('server', phone('13800001041'), { type: 'order:jd', value: '880001' })
  const { id } = await bring('jd', '880001,13800001042,2026-02-03 10:00,10.00')
  expect((await shop.post(`/imports/${id}/undo`)).status).toBe(202)
  await expect.poll(async () => (await shop.get<{ undo: { state: string } }>(`/imports/${id}`)).undo.state).toBe('done')
  expect(await order('880001')).toMatchObject({ person, claimed: true, state: 'counted' })
})
