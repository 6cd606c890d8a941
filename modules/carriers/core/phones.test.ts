import fc from 'fast-check'
import { expect, test } from 'vitest'
import { divide, readLines } from './phones.ts'

test('[C51] divided in turn: everything is given once, shares differ by one at most', () => {
  fc.assert(
    fc.property(
      fc.nat(200),
      fc.uniqueArray(fc.string({ minLength: 1 }), { minLength: 1, maxLength: 12 }),
      (n, members) => {
        const phones = Array.from({ length: n }, (_, i) => i)
        const given = divide(phones, members)
        expect(given.map(({ phone }) => phone)).toEqual(phones)
        const shares = members.map((member) => given.filter((one) => one.member === member).length)
        expect(Math.max(...shares) - Math.min(...shares)).toBeLessThanOrEqual(1)
      },
    ),
  )
  expect(divide([1], [])).toEqual([])
})

test('a pasted line is a number, and behind it a name', () => {
  expect(readLines('13800138000\n+86 138-0013-8001，王女士\r\n13800138002\t李 先生\n\nabc\n12')).toEqual([
    { phone: '13800138000', name: '' },
    { phone: '+86 138-0013-8001', name: '王女士' },
    { phone: '13800138002', name: '李 先生' },
  ])
})
