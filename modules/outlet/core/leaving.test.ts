import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { leavingProperties, looksPersonal, veiled } from './leaving.ts'

const digit = fc.constantFrom(...'0123456789')
const mobile = fc
  .tuple(fc.constantFrom(...'3456789'), fc.array(digit, { minLength: 9, maxLength: 9 }))
  .map(([second, rest]) => `1${second}${rest.join('')}`)
const wide = (text: string) => text.replaceAll(/\d/g, (one) => String.fromCharCode(0xff10 + Number(one)))
/** However people and machines write a phone number. */
const written = fc
  .tuple(mobile, fc.constantFrom('', '86', '+86 ', '0086-', '+86-', '(+86)'))
  .chain(([phone, before]) =>
    fc.constantFrom(
      `${before}${phone}`,
      `${before}${phone.slice(0, 3)}-${phone.slice(3, 7)}-${phone.slice(7)}`,
      `${before}${phone.slice(0, 3)} ${phone.slice(3, 7)} ${phone.slice(7)}`,
      wide(`${before}${phone}`),
      encodeURIComponent(` ${before}${phone} `),
    ),
  )
/** Text without digits, which would make another number of it, and without what a number may begin with. */
const around = fc.string({ unit: fc.constantFrom(...'abc手机号：，？&=#电 x'), maxLength: 12 })
const open = () => true

describe('[W17] what looks personal stays behind', () => {
  test('a phone number is found however it is written, and whatever stands around it', () => {
    fc.assert(
      fc.property(around, written, around, (before, phone, after) => {
        expect(looksPersonal(before + phone + after)).toBe(true)
      }),
      { numRuns: 2000 },
    )
  })

  test('so are mails, id cards, ids of WeChat and addresses of the network', () => {
    const name = fc.string({ unit: fc.constantFrom(...'abcXYZ019._-'), minLength: 1, maxLength: 12 })
    fc.assert(
      fc.property(around, name, name, (before, local, host) => {
        expect(looksPersonal(`${before}${local}@${host}.cn`)).toBe(true)
      }),
    )
    for (const text of [
      '11010519491231002X',
      'oABCDEFGHIJKLMNOPQRSTUVWXYZ1',
      '192.168.1.20',
      '+1 415 555 2671',
      '0571-87654321',
    ])
      expect(looksPersonal(`来自 ${text}`), text).toBe(true)
  })

  test('prices, dates, sizes and order numbers are nobody', () => {
    for (const text of [
      '19.90',
      '2026-05-13',
      '2026-05-13T08:30:00Z',
      '3840x2160',
      '900012',
      'SKU-1380',
      '1.12.3',
      '杭州',
    ])
      expect(looksPersonal(text), text).toBe(false)
  })

  test('no generated phone number leaves in any property, as text, number or item of a list', () => {
    const value = fc.oneof(
      written,
      mobile.map(Number),
      fc.array(fc.oneof(written, fc.integer({ max: 999 })), { maxLength: 3 }),
      fc.constant('fine'),
      fc.record({ phone: mobile }),
    )
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd'), value), mobile, (properties, phone) => {
        const given = { ...properties, d: phone }
        const { properties: gone, left } = leavingProperties(given, ['a', 'b', 'c', 'd'], open)
        expect(left).toContain('d')
        for (const one of Object.values(gone).flat())
          expect(String(one).normalize('NFKC').replaceAll(/\D/g, '')).not.toMatch(/1[3-9]\d{9}/)
      }),
      { numRuns: 1000 },
    )
  })
})

test('[W17] only what is on the list leaves, and no long text, object or personal name', () => {
  const given = {
    sku: 'A1',
    price: 19.9,
    tags: ['x', 'y'],
    note: 'x'.repeat(501),
    deep: { a: 1 },
    phone: 'none',
    extra: 1,
    empty: null,
  }
  const list = ['sku', 'price', 'tags', 'note', 'deep', 'phone', 'empty']
  expect(leavingProperties(given, list, (name) => name !== 'phone')).toEqual({
    properties: { sku: 'A1', price: 19.9, tags: ['x', 'y'] },
    left: ['note', 'deep', 'phone', 'extra'],
  })
  expect(veiled({ sku: 'A1', price: 19.9, tags: ['x', ''], paid: true })).toEqual({
    sku: 'A***',
    price: 0,
    tags: ['x***', ''],
    paid: true,
  })
})
