import { expect, onTestFinished, test } from 'vitest'
import { bring } from '../support/bring.ts'
import { siyuHere } from '../support/inProcess.ts'
import { dataFolder, segment } from '../support/siyu.ts'

const phone = '13800000001'

test('[P41] the way of a person from a campaign by WeCom to two orders, and a timeline by kinds', async () => {
  const siyu = await siyuHere(dataFolder())
  onTestFinished(siyu.stop)
  const { api, url } = siyu
  const { writeKey } = await api.sources.create({ name: 'site', kind: 'server' })
  const at = (day: number, hour: number) => `2026-06-0${day}T0${hour}:00:00.000Z`
  const page = { path: '/frames', referrer: 'https://www.xiaohongshu.com/' }
  const context = { page, campaign: { source: 'xiaohongshu', name: '开学季' } }
  const externalIds = [{ type: 'phone', id: `+86${phone}`, collection: 'users', encoding: 'none' }]
  const who = { anonymousId: 'a1' }
  const batch = [
    { type: 'page', ...who, timestamp: at(1, 1), context, messageId: 'm1' },
    { type: 'track', ...who, event: 'looked', timestamp: at(1, 2), messageId: 'm2' },
    { type: 'identify', ...who, timestamp: at(1, 3), traits: {}, context: { externalIds }, messageId: 'm3' },
    { type: 'track', ...who, event: 'coupon_redeemed', timestamp: at(3, 1), messageId: 'm4' },
  ]
  expect((await segment(url, writeKey, { batch })).status).toBe(200)
  const friends = JSON.stringify({ id: 'identity:phone', at: 'enteredAt' })
  await bring(siyu, { kind: 'people', mapping: friends, carrier: 'wecom' }, ['id,at', `${phone},2026-06-01 12:00`])
  const orders = JSON.stringify({ no: 'orderNo', id: 'identity:phone', at: 'paidAt', yuan: 'amount' })
  await bring(siyu, { kind: 'orders', mapping: orders }, [
    'no,id,at,yuan',
    `A1,${phone},2026-06-03 10:00,1039`,
    `A2,${phone},2026-08-20 10:00,99`,
  ])

  const { id } = await api.people.lookup({ type: 'phone', value: phone })
  const { steps, more } = await api.people.chain({ id })
  const hour = 3_600_000
  expect(more).toBe(false)
  expect(steps.map(({ step, sinceFirst, sincePrevious }) => [step, sinceFirst / hour, sincePrevious])).toEqual([
    ['touch', 0, null],
    ['entered', 3, 3 * hour],
    ['carrier', 3, 0],
    ['touch', 48, 45 * hour],
    ['order', 49, hour],
    // Nothing was done within 30 days before the second one: it says so by saying nothing.
    ['order', 1921, 1872 * hour],
  ])
  expect(steps[0]?.detail).toEqual({
    ...{ name: '$pageview', referrer: page.referrer, place: page.path },
    campaign: { source: 'xiaohongshu', name: '开学季' },
  })
  expect(steps.at(-2)?.detail).toMatchObject({ orderNo: 'A1', nth: 1, net: 103_900 })

  const kinds = async (page: object) => (await api.people.timeline({ id, limit: 50, ...page })).items
  const names = (await kinds({})).map(({ facts, name }) => `${facts} ${name}`)
  expect(new Set(names)).toEqual(
    new Set([
      ...['behaviour $pageview', 'behaviour looked', 'behaviour $identify', 'behaviour coupon_redeemed'],
      ...['order order paid', 'carrier carrier started', 'carrier entered', 'identity id seen'],
    ]),
  )
  expect((await kinds({ facts: 'carrier' })).map(({ name }) => name)).toEqual(['carrier started', 'entered'])
  const june2 = { until: '2026-06-02T00:00:00Z', facts: 'behaviour' }
  expect((await kinds(june2)).map(({ name }) => name)).toEqual(['$identify', 'looked', '$pageview'])
  const [seen] = await kinds({ facts: 'identity' })
  expect(seen?.detail).toMatchObject({ type: 'phone', value: '138****0001' })
})
