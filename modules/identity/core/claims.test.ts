import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { kindOf, normalise } from './claims.ts'

const phone = (value: string) => normalise({ type: 'phone', value })
const refusals = ['unknown-type', 'blocked-value']

describe('[I8] types', () => {
  test.each(['login_id', 'phone', 'openid:wx123', 'external_userid:ww1', 'platform:taobao', 'platform:小红书'])(
    '%s exists',
    (type) => expect(kindOf(type)).not.toBeNull(),
  )
  test.each([
    ...['', 'foo', 'openid', 'openid:', 'phone:', 'phone:cn', 'platform', ':wx', 'LOGIN_ID'],
    ...['constructor', 'toString', '__proto__', 'openid:a\u0000b', 'openid:a b', `openid:${'x'.repeat(65)}`],
  ])('%j does not', (type) => {
    expect(kindOf(type)).toBeNull()
    expect(normalise({ type, value: 'x1' })).toBe('unknown-type')
  })
})

describe('[I8] values nobody can be found by', () => {
  test.each([
    ...['', '   ', 'null', 'NULL', 'undefined', 'none', 'NaN', 'guest', 'anonymous', '[object Object]', '0', '-'],
    ...['00000000-0000-0000-0000-000000000000', 'aaaaaa', '取值异常', 'x'.repeat(256)],
    ...['nul\u0000inside', 'half\ud800pair', '\udc00'],
  ])('%j', (value) => expect(normalise({ type: 'login_id', value })).toBe('blocked-value'))
  test('but short repetitions and long ids are ids', () => {
    expect(normalise({ type: 'login_id', value: ' 88888 ' })).toEqual({ type: 'login_id', value: '88888' })
    expect(normalise({ type: 'login_id', value: `y${'x'.repeat(254)}` })).toMatchObject({ type: 'login_id' })
  })
  test('an address without @ is no mail', () => {
    expect(normalise({ type: 'email', value: 'zhang' })).toBe('blocked-value')
    expect(normalise({ type: 'email', value: ' Zhang@Example.CN ' })).toEqual({
      type: 'email',
      value: 'zhang@example.cn',
    })
  })
})

describe('[I10] phone numbers', () => {
  test.each([
    ...['13800138000', '+8613800138000', '8613800138000', '008613800138000', '138 0013 8000', '138-0013-8000'],
    ...['+86 138-0013-8000', '+86-138-0013-8000', '(+86)13800138000', '１３８００１３８０００'],
  ])('%s is one Chinese mobile number', (value) =>
    expect(phone(value)).toEqual({ type: 'phone', value: '+8613800138000' }),
  )
  test.each([
    ['0571-87654321', '057187654321'],
    ['+1 (415) 555-2671', '+14155552671'],
    ['0044 20 7946 0958', '+442079460958'],
  ])('%s keeps its digits', (value, digits) => expect(phone(value)).toEqual({ type: 'phone', value: digits }))
  test.each([
    '13800138000-1234',
    '138 0013 8000 转 12',
    '13800138000#99',
    '13800138000*12',
    '18412345678,01',
    '02112345 ext 12',
  ])('%s is a virtual number or a switchboard: no one', (value) => expect(phone(value)).toBe('blocked-value'))
  test.each(['abc', '123', '1234567890123456', '+', '138+0013+8000'])('%s is no number', (value) =>
    expect(phone(value)).toBe('blocked-value'),
  )
})

test('[I10] bringing a value to its form twice changes nothing, whatever the value', () => {
  const types = fc.constantFrom('login_id', 'phone', 'email', 'openid:wx1', 'anonymous_id')
  fc.assert(
    fc.property(types, fc.string({ unit: 'binary', maxLength: 300 }), (type, value) => {
      const once = normalise({ type, value })
      if (typeof once === 'string') expect(refusals).toContain(once)
      else expect(normalise(once)).toEqual(once)
    }),
  )
  const digits = fc.string({ unit: fc.constantFrom(...'0123456789+-() 转#'), maxLength: 20 })
  fc.assert(
    fc.property(digits, (value) => {
      const once = phone(value)
      if (typeof once !== 'string') expect(normalise(once)).toEqual(once)
    }),
  )
})
