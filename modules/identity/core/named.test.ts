import { expect, test } from 'vitest'
import { World } from './fixture.ts'

test('[I30] an order number attaches to whoever names it first, and finds and joins nobody', () => {
  const world = new World()
  world.server('phone 13800000001', 'order:taobao 3984000111222')
  expect(world.whose('order:taobao 3984000111222')).toBe(world.whose('phone +8613800000001'))
  // A visitor who names the same order is still a visitor, and the device is theirs alone.
  world.client('anonymous_id a', 'order:taobao 3984000111222')
  expect(world.whose('anonymous_id a')).not.toBe(world.whose('phone +8613800000001'))
  expect(world.doubts).toEqual([])
  expect(world.refused).toMatchObject([{ why: 'order-claimed' }])
})

test('[I30] a second known person is a question, once asked by each naming, and never a merge', () => {
  const world = new World()
  world.server('phone 13800000001', 'order:jd 77001')
  const { person, doubts } = world.server('phone 13800000002', 'order:jd 77001')
  expect(person).not.toBe(world.whose('phone +8613800000001'))
  expect(world.whose('order:jd 77001')).toBe(world.whose('phone +8613800000001'))
  expect(doubts).toMatchObject([{ why: 'order-claimed', because: { type: 'order:jd', value: '77001' } }])
  expect(world.facts.filter(({ type }) => type === 'merged' || type === 'moved')).toEqual([])
})

test('[I30] alone it is nobody, also where somebody has named it', () => {
  const world = new World()
  const alone = world.server('order:jd 77001')
  expect(alone).toMatchObject({ person: null, identity: null, facts: [], refused: [{ why: 'order-alone' }] })
  world.server('phone 13800000001', 'order:jd 77001')
  expect(world.server('order:jd 77001')).toMatchObject({ person: null, identity: null, facts: [] })
})

test('[I30] a client may not name what anybody could guess', () => {
  const world = new World()
  const short = world.client('anonymous_id a', 'order 100123')
  expect(short.unverified).toEqual([{ type: 'order', value: '100123' }])
  expect(world.whose('order 100123')).toBeUndefined()
  world.client('anonymous_id a', 'order 3984000111222')
  expect(world.whose('order 3984000111222')).toBe(world.whose('anonymous_id a'))
})

test('[I30] a merge takes the named orders along, and their number stops no merge', () => {
  const world = new World({ maxSize: 3 })
  const orders = Array.from({ length: 30 }, (_, i) => `order:jd 77${100 + i}`)
  world.server('phone 13800000001', ...orders)
  world.server('member_id m1', 'order:jd 88001')
  world.server('phone 13800000001', 'member_id m1')
  expect(world.refused).toEqual([])
  expect(new Set([...orders, 'order:jd 88001', 'member_id m1'].map((id) => world.whose(id))).size).toBe(1)
})

test('[I30] types: the source may be any text, and is told from types that begin alike', () => {
  const world = new World()
  world.server('member_id m1', 'order:淘宝旗舰店 1001')
  expect(world.whose('order:淘宝旗舰店 1001')).toBe(world.whose('member_id m1'))
  expect(world.server('member_id m1', 'orders 1002').refused).toMatchObject([{ why: 'unknown-type' }])
})
