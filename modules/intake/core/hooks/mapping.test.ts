import fc from 'fast-check'
import { expect, test } from 'vitest'
import { thingKind } from '../imports/fixture.ts'
import { fieldsProblem, type HookField, type HookMapping, isWanted, itemsOf, modifiedAt } from './mapping.ts'
import { meaningOf } from './meaning.ts'
import { pathsOf, readMessage } from './message.ts'

const zone = 'Asia/Shanghai'
const field = (path: string, target: string): HookField => ({ path, target })
const one: HookMapping = { money: 'yuan', fields: [field('no', 'no'), field('name', 'name'), field('price', 'price')] }
const items = (message: unknown, mapping: HookMapping = one) => itemsOf(message, thingKind, mapping, zone)
const rowsOf = (message: unknown, mapping: HookMapping = one) => {
  const got = items(message, mapping)
  return got.ok
    ? got.value.flatMap(({ key, rows }) => rows.map(({ values }) => ({ key, ...values })))
    : got.refusal.code
}

test('[T92] long numbers, forms, and JSON within a text, also URL-encoded, are read as they are written', () => {
  expect(readMessage('{"no":6920123456789012345,"price":12.50,"ok":true}')).toEqual({
    no: '6920123456789012345',
    price: '12.50',
    ok: true,
  })
  const inner = JSON.stringify({ order: { no: 'A1', name: '茶 & 50%' } })
  expect(readMessage(JSON.stringify({ msg: encodeURIComponent(inner) }))).toEqual({ msg: JSON.parse(inner) })
  expect(readMessage(JSON.stringify([{ data: inner }]))).toEqual([{ data: JSON.parse(inner) }])
  expect(readMessage(`method=push&data=${encodeURIComponent('{"no":"A1"}')}`)).toEqual({
    method: 'push',
    data: { no: 'A1' },
  })
  expect(readMessage('{"note":"{not json"}')).toEqual({ note: '{not json' })
  for (const text of ['', '12', '"text"', 'null', '{"a":', '<xml/>', '['.repeat(200_000)])
    expect(readMessage(text)).toBeUndefined()
})

test('[T92] a message is one row, or one for each item of its list; several paths of one target mean the first that is there', () => {
  expect(rowsOf({ no: 'A1', name: ' 茶 ', price: '12.50', more: 1 })).toEqual([
    { key: 'A1', no: 'A1', name: '茶', price: '12.50' },
  ])
  const listed: HookMapping = {
    money: 'yuan',
    fields: [field('data.*.no', 'no'), field('data.*.price', 'price'), field('data.*.cost', 'price')],
  }
  expect(
    rowsOf(
      {
        data: [
          { no: 'A1', cost: 3 },
          { no: 'A2', price: 4, cost: 9 },
        ],
      },
      listed,
    ),
  ).toEqual([
    { key: 'A1', no: 'A1', price: '3' },
    { key: 'A2', no: 'A2', price: '4' },
  ])
  const whole: HookMapping = { money: 'yuan', fields: [field('*.no', 'no'), field('*.price', 'price')] }
  expect(rowsOf([{ no: 'A1', price: 1 }], whole)).toEqual([{ key: 'A1', no: 'A1', price: '1' }])
})

test('[T92] what a message lacks is said with its path, and never read as nothing', () => {
  const lines: HookMapping = { money: 'yuan', fields: [field('no', 'no'), field('lines.*.price', 'price')] }
  expect(rowsOf({ no: 'A1' }, lines)).toBe('no-list')
  expect(rowsOf({ no: 'A1', lines: [] }, lines)).toBe('no-list')
  expect(rowsOf({ no: 'A1', lines: Array.from({ length: 1001 }, () => ({ price: 1 })) }, lines)).toBe('too-many-rows')
  expect(rowsOf({ price: 1 })).toBe('no-key')
  expect(rowsOf({ no: 'A1', price: { yuan: 1 } })).toBe('not-a-value')
  expect(rowsOf({ no: '6.92E+18', price: 1 })).toBe('ruined-number')
  expect(rowsOf({ no: 'x'.repeat(300), price: 1 })).toBe('id-too-long')
  const timed: HookMapping = { ...one, fields: [...one.fields, field('at', modifiedAt)] }
  expect(rowsOf({ no: 'A1', price: 1 }, timed)).toBe('no-modified-at')
  expect(items({ no: 'A1', price: 1, at: '2026-06-01 12:00:00' }, timed)).toMatchObject({
    value: [{ modifiedAt: Date.parse('2026-06-01T04:00:00Z') }],
  })
})

test('[T92] money is written in fen or yuan, exact; what stands outside of the lines counts once', () => {
  const fields = [field('no', 'no'), field('total', 'price'), field('lines.*.name', 'name')]
  const order = { no: 'A1', total: '23805', lines: [{ name: 'a' }, { name: 'b' }, { name: 'c' }] }
  const rows = rowsOf(order, { money: 'fen', fields })
  expect(rows).toMatchObject([{ price: '238.05' }, { price: '0' }, { price: '0' }])
  fc.assert(
    fc.property(fc.bigInt({ min: -(10n ** 17n), max: 10n ** 17n }), (fen) => {
      const got = items({ no: 'A1', price: String(fen) }, { ...one, money: 'fen' })
      const price = (got.ok && got.value[0]?.rows[0]?.values['price']) || ''
      expect(BigInt(price.replace('.', ''))).toBe(fen)
      expect(price).toMatch(/^-?\d+\.\d\d$/)
    }),
  )
  expect(rowsOf({ no: 'A1', price: '1.5' }, { ...one, money: 'fen' })).toMatchObject([{ price: '1.5' }])
})

test('[T92] fields are checked before a hook is made', () => {
  const wrong = (...fields: HookField[]) => fieldsProblem(thingKind, fields)?.code ?? null
  const [no, price] = [field('no', 'no'), field('price', 'price')]
  expect(wrong(no, price)).toBeNull()
  expect(wrong(no, price, field('at', modifiedAt))).toBeNull()
  expect(wrong(no, price, field('x', 'colour'))).toBe('unknown-target')
  expect(wrong(no, field('a.*.b.*.c', 'price'))).toBe('two-lists')
  expect(wrong(field('a.*.no', 'no'), field('b.*.price', 'price'))).toBe('two-lists')
  expect(wrong(no)).toBe('lacking-targets')
  expect(wrong(price)).toBe('no-key')
})

test('[T92] types are chosen by name or by how they begin', () => {
  expect(isWanted('order.paid', [])).toBe(true)
  expect(isWanted('trade_TradePaid', ['order.paid', 'trade_*'])).toBe(true)
  expect(isWanted('item_Update', ['order.paid', 'trade_*'])).toBe(false)
  expect(isWanted('', ['trade_*'])).toBe(false)
})

test('[T92] every value that can be mapped is offered with the path that finds it', () => {
  const message = { no: 'A1', deep: { price: 3 }, lines: [{ name: 'a' }, { name: 'b', tags: ['x'] }], none: null }
  const paths = pathsOf(message)
  expect(paths).toEqual([
    { path: 'no', sample: 'A1' },
    { path: 'deep.price', sample: '3' },
    { path: 'lines.*.name', sample: 'a' },
    { path: 'lines.*.tags.0', sample: 'x' },
  ])
})

test('[T101] the first other meaning whose condition holds is taken; else the own one, of the types it reads', () => {
  const other = (path: string, ...values: string[]) => ({ ...one, kind: 'other', options: {}, when: { path, values } })
  const hook = {
    ...{ ...one, kind: 'things', options: {}, typePath: 'type', types: ['trade_*'] },
    mappings: [other('type', 'trade_refund_Done'), other('data.state', 'x', 'gone*')],
  }
  const placeOf = (message: unknown) => meaningOf(message, hook)?.place ?? null
  expect(placeOf({ type: 'trade_refund_Done' })).toBe(1)
  expect(placeOf({ type: 'trade_refund_Asked' })).toBe(0)
  expect(placeOf({ type: 'item', data: { state: 'gone-2' } })).toBe(2)
  expect(placeOf({ type: 'trade_refund_Done', data: { state: 'x' } })).toBe(1)
  expect(placeOf({ type: 'item', data: { state: ['x'] } })).toBe(null)
  expect(meaningOf({ type: 'trade_x' }, { ...hook, mappings: [] })).toMatchObject({ place: 0, kind: 'things' })
})

test('[T101] money that went back is negative, exactly; nothing and what is negative already stay', () => {
  const back: HookMapping = { money: 'fen', fields: [field('no', 'no'), { ...field('price', 'price'), minus: true }] }
  const price = (value: unknown) => rowsOf({ no: 'A', price: value }, back)
  expect(price(1250)).toEqual([{ key: 'A', no: 'A', price: '-12.50' }])
  expect(price('-1250')).toEqual([{ key: 'A', no: 'A', price: '-12.50' }])
  expect(price('0')).toEqual([{ key: 'A', no: 'A', price: '0.00' }])
  expect(rowsOf({ no: 'A', price: '30.00' }, { ...back, money: 'yuan' })).toEqual([
    { key: 'A', no: 'A', price: '-30.00' },
  ])
  expect(fieldsProblem(thingKind, [field('no', 'no'), { ...field('name', 'name'), minus: true }])?.code).toBe(
    'minus-of-no-money',
  )
})

test('[T92] whatever is sent, it is read or refused, never an exception', () => {
  const mapping: HookMapping = {
    money: 'fen',
    fields: [field('a.*.b', 'no'), field('a.*.c', 'price'), field('d', 'name'), field('e', modifiedAt)],
  }
  const value = fc.jsonValue({ maxDepth: 4 })
  const shaped = fc.record({ a: fc.array(fc.record({ b: value, c: value })), d: value, e: value }, { requiredKeys: [] })
  fc.assert(
    fc.property(fc.oneof(value, shaped), (message) => {
      const read = readMessage(JSON.stringify(message))
      pathsOf(read)
      const got = items(read, mapping)
      if (got.ok) for (const { rows } of got.value) expect(rows.length).toBeGreaterThan(0)
      else expect(got.refusal.reason.zh).not.toBe('')
    }),
  )
})
