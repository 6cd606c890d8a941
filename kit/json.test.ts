import fc from 'fast-check'
import { expect, test } from 'vitest'
import { withLongNumbers } from './json.ts'

test('long whole numbers keep their digits, everything else is as it was', () => {
  const text =
    '{"a":3737550999277696001,"b":[12,-9007199254740993123,1.12345678901234567,12345678901234567e3],"c":" 1234567890123456789 \\" 22222222222222222"}'
  expect(JSON.parse(withLongNumbers(text))).toEqual({
    a: '3737550999277696001',
    b: [12, '-9007199254740993123', 1.1234567890123457, 12345678901234567e3],
    c: ' 1234567890123456789 " 22222222222222222',
  })
})

test('what holds no such number means the same', () => {
  fc.assert(
    fc.property(fc.json(), (json) => {
      const plain = JSON.stringify(JSON.parse(json), (_, value) => (typeof value === 'number' ? 1 : value))
      expect(withLongNumbers(plain)).toBe(plain)
    }),
  )
})
