import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { mask, personalField, splitTraits } from './personal.ts'

describe('[I17] personal traits', () => {
  test.each([
    ['phone', 'phone'],
    ['Phone_Number', 'phone'],
    ['手机号', 'phone'],
    ['$email', 'email'],
    ['真实姓名', 'name'],
    ['first_name', 'firstName'],
    ['收货地址', 'address'],
    ['id-card', 'idCard'],
  ])('%s is %s', (key, field) => expect(personalField(key)).toBe(field))
  test.each(['city', '城市', 'lens_type', 'constructor', '__proto__', 'toString', '', '123'])('%s is not', (key) =>
    expect(personalField(key)).toBeNull(),
  )

  test('each name keeps its own field: a nickname does not replace the real name', () => {
    const { attributes, personal } = splitTraits({
      ...{ name: '张三', nickname: '小张', username: 'zs', firstName: 'San', lastName: 'Zhang', city: '杭州' },
    })
    expect(personal).toEqual({ name: '张三', nickname: '小张', username: 'zs', firstName: 'San', lastName: 'Zhang' })
    expect(attributes).toEqual({ city: '杭州' })
  })
  test('empty ones say nothing, structured ones become text, odd names stay traits', () => {
    const traits = JSON.parse('{"phone":"","email":null,"address":{"city":"上海"},"constructor":1,"__proto__":{"a":1}}')
    const split = splitTraits(traits)
    expect(split.personal).toEqual({ address: '{"city":"上海"}' })
    expect(Object.entries(split.attributes)).toEqual([
      ['constructor', 1],
      ['__proto__', { a: 1 }],
    ])
  })
})

describe('[I17] masking', () => {
  test.each([
    ['phone', '13800138000', '138****8000'],
    ['phone', '+8613800138000', '138****8000'],
    ['phone', '138 0013-8000', '138****8000'],
    ['phone', '+1 415 555 2671', '141****2671'],
    ['phone', '1234567', '****67'],
    ['phone', 'none', '****'],
    ['tel', '0571-87654321', '057****4321'],
    ['email', 'zhang@example.cn', 'z***@example.cn'],
    ['email', 'not a mail', 'n****'],
    ['name', '王', '*'],
    ['name', '王小明', '王**'],
    ['unionid', 'oX1234567890', 'o****'],
    ['openid:wx1', '', '*'],
  ])('%s %j → %j', (field, value, shown) => expect(mask(field, value)).toBe(shown))

  test('never shows the value, nor more than seven digits of a number', () => {
    const fields = fc.constantFrom('phone', 'tel', 'email', 'name', 'address')
    fc.assert(
      fc.property(fields, fc.string({ minLength: 1, maxLength: 40 }), (field, value) => {
        if (/^\*+$/.test(value)) return
        expect(mask(field, value)).not.toBe(value)
      }),
    )
    const number = fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: 1, maxLength: 20 })
    fc.assert(
      fc.property(number, (value) => {
        const shown = mask('phone', value).replaceAll(/\D/g, '').length
        expect(shown).toBeLessThanOrEqual(value.length < 11 ? 2 : 7)
      }),
    )
  })
})
