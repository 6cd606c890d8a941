import { expect, test } from 'vitest'
import { z } from 'zod'
import { partsOf, type Tellable, tellable, without } from './facts.ts'

const fact = (name: string, topic: string): Tellable =>
  tellable({
    name,
    topic,
    ...{ title: { zh: '甲', en: 'a' }, help: { zh: '甲', en: 'a' }, needs: 'orders:read' },
    item: z.object({ order: z.string(), person: z.string().nullable(), inviter: z.string().nullable() }),
    persons: ['person', 'inviter'],
    items: (payload) => payload as { order: string; person: string | null; inviter: string | null }[],
  })

const orders = (count: number) =>
  Array.from({ length: count }, (_, i) => ({
    ...{ order: String(i), person: String(1000 + (i % 7)), inviter: i % 2 ? '9' : null },
    ...{ phone: '13800138000', staff: '李店长' },
  }))

test('[W1] a fact is cut into deliveries of a hundred items, all of them once and in order', () => {
  const parts = partsOf([fact('orders.changed', 'shop'), fact('other', 'people')], 'shop', orders(250))
  expect(parts.map(({ key, items }) => [key, items.length])).toEqual([
    ['orders.changed.0', 100],
    ['orders.changed.1', 100],
    ['orders.changed.2', 50],
  ])
  expect(parts.flatMap(({ items }) => items.map((item) => item['order']))).toEqual(orders(250).map((one) => one.order))
  expect(partsOf([fact('orders.changed', 'shop')], 'shop', [])).toEqual([])
})

test('[W9] what the schema does not name stays inside; persons are known, each once', () => {
  const [part] = partsOf([fact('orders.changed', 'shop')], 'shop', orders(20))
  expect(part?.items[1]).toEqual({ order: '1', person: '1001', inviter: '9' })
  expect(JSON.stringify(part)).not.toMatch(/13800138000|李店长/)
  expect(part?.persons.toSorted()).toEqual(['1000', '1001', '1002', '1003', '1004', '1005', '1006', '9'])
})

test('[W13] a person goes with every item that names them, the rest stays', () => {
  const told = { type: 'x', timestamp: 't', data: { items: orders(4) } }
  const fields = ['person', 'inviter']
  expect(without(told, fields, ['1000', '1002'])?.data.items.map((item) => item['order'])).toEqual(['1', '3'])
  expect(without(told, fields, ['9'])?.data.items.map((item) => item['order'])).toEqual(['0', '2'])
  expect(without(told, fields, ['1000', '1002', '9'])).toBeNull()
  expect(without(told, fields, ['555'])).toEqual(told)
})
