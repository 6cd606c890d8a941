import { expect, test } from 'vitest'
import { isMasked } from './masked.ts'

test('[T51] what a platform has hidden is known as such, what only looks odd is not', () => {
  const hidden = [
    '138****0000',
    '1**********',
    '13800****',
    't**1',
    '张*',
    '*三',
    '张**',
    '王＊＊',
    '138xxxx0000',
    '●●●1',
    '*',
  ]
  expect(hidden.filter((text) => !isMasked(text))).toEqual([])
  const whole = ['13800000000', 'rose*mary', 'VIPXXX1', 'xxx', '张三', 'tb_1234', 'a-b*c-d', '']
  expect(whole.filter(isMasked)).toEqual([])
})
