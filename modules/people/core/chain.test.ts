import { expect, test } from 'vitest'
import { chainOf } from './chain.ts'

const hour = 3_600_000
const day = 24 * hour
const touch = (at: number, name: string) => ({ at, name, campaign: {}, referrer: null, place: null })
const order = (at: number, id: string, state = 'counted') => ({ at, id, orderNo: id, source: 'shop', state, net: 100 })

test('[P41] the way from the first touch to each order, with the time between', () => {
  const steps = chainOf({
    touches: [touch(0, '$pageview'), touch(2 * day, 'coupon_redeemed')],
    carriers: [{ carrier: 'wecom', account: '', startedAt: hour, endedAt: null }],
    entered: { at: hour, entry: 'self', source: null, inviter: null },
    orders: [order(2 * day + hour, 'a'), order(9 * day, 'b')],
  })
  expect(steps.map(({ step, sinceFirst, sincePrevious }) => [step, sinceFirst / hour, sincePrevious])).toEqual([
    ['touch', 0, null],
    ['entered', 1, hour],
    ['carrier', 1, 0],
    ['touch', 48, 47 * hour],
    ['order', 49, hour],
    ['order', 9 * 24, 9 * day - 2 * day - hour],
  ])
})

test('[P41] only orders that count are numbered, and a carrier that ended says so', () => {
  const steps = chainOf({
    touches: [],
    entered: null,
    carriers: [{ carrier: 'chatGroup', account: 'g1', startedAt: 5, endedAt: 20 }],
    orders: [order(1, 'free', 'zeroYuan'), order(10, 'first'), order(30, 'second')],
  })
  expect(steps.map(({ step, detail }) => [step, detail['nth'] ?? null])).toEqual([
    ['order', null],
    ['carrier', null],
    ['order', 1],
    ['carrierEnd', null],
    ['order', 2],
  ])
})

test('[P41] nobody without a fact has a way', () => {
  expect(chainOf({ touches: [], carriers: [], entered: null, orders: [] })).toEqual([])
})
