import { expect, onTestFinished, test } from 'vitest'
import { bring } from '../support/bring.ts'
import { type SiyuHere, siyuHere } from '../support/inProcess.ts'
import { dataFolder, segment } from '../support/siyu.ts'

/** The export of a marketplace that hides its buyers, with numbers 398400010001, 398400010002 … */
const masked = (siyu: SiyuHere, amounts: number[]) => {
  const mapping = JSON.stringify({ no: 'orderNo', who: 'identity:platform:taobao', at: 'paidAt', yuan: 'amount' })
  const rows = amounts.map((yuan, i) => `39840001000${i + 1},t**${i},2026-05-0${i + 1} 10:00,${yuan}`)
  return bring(siyu, { kind: 'orders', mapping, source: 'taobao', sourceKind: 'platform' }, ['no,who,at,yuan', ...rows])
}

test('[S31] [I30] orders of a masked export leave the line without a person when their numbers are named', async () => {
  const siyu = await siyuHere(dataFolder())
  onTestFinished(siyu.stop)
  const { api, url } = siyu
  await api.staff.changeWorkspace({ goLiveAt: '2026-01-01T00:00:00Z' })
  const lines = async () => {
    const { excluded, ledger } = await api.insight.gmv({ from: '2026-05-01', to: '2026-06-01' })
    return [excluded.noPerson, excluded.outOfScope]
      .map(({ orders, amount }) => [orders, amount])
      .concat([[ledger.orders, ledger.amount]])
  }
  await masked(siyu, [100, 200, 300, 400])
  const all = [4, 100_000]
  expect(await lines()).toEqual([all, [0, 0], all])

  // A list of the service desk: phones beside order numbers.
  const mapping = JSON.stringify({ phone: 'identity:phone', no: 'identity:order:taobao' })
  await bring(siyu, { kind: 'people', mapping }, ['phone,no', '13800000001,398400010001'])
  await expect.poll(lines, { timeout: 10_000 }).toEqual([[3, 90_000], [1, 10_000], all])

  // A form of an own page, where the customer is logged in and types the number.
  const { writeKey } = await api.sources.create({ name: 'h5', kind: 'client' })
  const form = { type: 'track', userId: 'u1', event: 'order_claimed', properties: { order_number: '398400010002' } }
  expect((await segment(url, writeKey, { batch: [{ ...form, messageId: 'f1' }] })).status).toBe(200)
  await expect.poll(lines, { timeout: 10_000 }).toEqual([[2, 70_000], [2, 30_000], all])

  // Staff, by hand.
  const { id: person } = await api.people.lookup({ type: 'login_id', value: 'u1' })
  const [order] = (await api.shop.list({ q: '398400010003', limit: 1 })).items
  await api.shop.claim({ id: order?.id ?? '', person, reason: '客户电话报了订单号' })
  await expect.poll(lines, { timeout: 10_000 }).toEqual([[1, 40_000], [3, 60_000], all])
  const bought = await api.shop.list({ person, limit: 10 })
  expect(bought.items.map(({ orderNo, claimed }) => [orderNo, claimed])).toEqual([
    ['398400010003', true],
    ['398400010002', true],
  ])

  // Another customer names the same order: a human decides, and here it goes over.
  await bring(siyu, { kind: 'people', mapping }, ['phone,no', '13800000002,398400010001'])
  const { items } = await api.identity.doubts({ limit: 10 })
  expect(items.map(({ why, choices }) => [why, choices])).toEqual([['order-claimed', ['transfer', 'merge', 'apart']]])
  await api.identity.decide({ id: items[0]?.id ?? '', decision: 'transfer', reason: '第二位出示了订单截图' })
  const { id: second } = await api.people.lookup({ type: 'phone', value: '13800000002' })
  expect((await api.shop.list({ person: second, limit: 10 })).items.map(({ orderNo }) => orderNo)).toEqual([
    '398400010001',
  ])
  expect((await api.shop.reconcile({})).equal).toBe(true)
})
