import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type SiyuHere, siyuHere } from '../support/inProcess.ts'
import { countEvents, prepare, segment } from '../support/siyu.ts'

let folder: string
let siyu: SiyuHere
let writeKey: string
beforeAll(async () => {
  folder = prepare(mkdtempSync(join(tmpdir(), 'siyu-plan-')))
  siyu = await siyuHere(folder)
  writeKey = (await siyu.api.sources.create({ name: 'Shop', kind: 'server' })).writeKey
})
afterAll(async () => {
  await siyu.stop()
  rmSync(folder, { recursive: true, force: true })
})

let serial = 0
const send = (...events: [name: string, properties: object][]) =>
  segment(siyu.url, writeKey, {
    batch: events.map(([event, properties]) => {
      serial += 1
      return { type: 'track', event, properties, userId: 'u-1', messageId: `plan-${serial}` }
    }),
  })
const reasons = async () => (await siyu.api.parked.list({ limit: 200 })).items.map(({ reason }) => reason)

const paid = {
  ...{ zh: '支付成功', help: '付款回调到达时', owner: '小王' },
  properties: [
    { name: 'amount', type: 'number' as const, required: true, zh: '金额', values: [] },
    { name: 'channel', type: 'text' as const, required: false, zh: '渠道', values: ['wechat', 'alipay'] },
  ],
}

test('[T61] [T62] a planned event that breaks its plan is counted, parked when the plan says so, and named', async () => {
  await siyu.api.plan.set({ event: 'paid', ...paid, onBreach: 'keep' })
  await send(['paid', { amount: 1 }], ['paid', { amount: 'one' }], ['other', {}])
  expect(await countEvents(siyu.api, ['paid'])).toBe(2)
  expect(await reasons()).toEqual([])

  await siyu.api.plan.set({ event: 'paid', ...paid, onBreach: 'park' })
  await send(['paid', { amount: 2, channel: 'cash' }], ['paid', {}], ['paid', { amount: 3, channel: 'wechat' }])
  expect(await countEvents(siyu.api, ['paid'])).toBe(3)
  expect((await reasons()).sort()).toEqual(['off-plan:missing:paid.amount', 'off-plan:value:paid.channel'])
  await expect
    .poll(() => siyu.api.plan.get({ event: 'paid' }), { timeout: 30_000 })
    .toMatchObject({
      ...{ version: 2, plan: { owner: '小王' }, breaches7: 3 },
      breaches: expect.arrayContaining([expect.objectContaining({ kind: 'type', property: 'amount', events: 1 })]),
    })

  await siyu.api.eventSettings.change({ unplanned: 'park' })
  await expect
    .poll(
      async () => {
        await send(['unheard', {}], ['$WebClick', {}])
        return (await reasons()).includes('off-plan:unplanned')
      },
      { timeout: 20_000, interval: 1000 },
    )
    .toBe(true)
  const { items } = await siyu.api.parked.list({ reason: 'off-plan:unplanned', limit: 200 })
  expect(items.every(({ raw }) => JSON.stringify(raw).includes('unheard'))).toBe(true)
  await siyu.api.eventSettings.change({ unplanned: 'keep' })
})

test('[T63] what a number of the board needs and nobody sends stands in the list; so does a plan without events', async () => {
  await siyu.api.plan.set({ event: 'checked_in', ...paid, properties: [], onBreach: 'keep' })
  const { items } = await siyu.api.plan.list()
  const of = (event: string) => items.find((one) => one.event === event)
  expect(of('link_clicked')).toMatchObject({ state: 'silent', planned: false, neededBy: [{ zh: '私域影响 GMV' }] })
  expect(of('checked_in')).toMatchObject({ state: 'silent', planned: true, neededBy: [] })
  await siyu.api.plan.remove({ event: 'checked_in' })
  await expect(siyu.api.plan.get({ event: 'checked_in' })).rejects.toMatchObject({ status: 404 })
  const audited = await siyu.api.trail.list({ limit: 50 })
  expect(audited.items.map(({ action }) => action)).toEqual(expect.arrayContaining(['plan.changed', 'plan.removed']))
})

test('a plan that names a property twice, or an event without a name, is refused', async () => {
  const twice = [...paid.properties, ...paid.properties]
  await expect(siyu.api.plan.set({ event: 'paid', ...paid, properties: twice })).rejects.toMatchObject({ status: 400 })
  await expect(siyu.api.plan.set({ event: ' ', ...paid })).rejects.toMatchObject({ status: 400 })
})
