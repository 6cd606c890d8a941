import { expect, test } from 'vitest'
import { linkVariable, personalLength } from './personal.ts'

test('[A50] a variable names a link by its number, as an address or as a code', () => {
  expect(linkVariable('link:12')).toEqual({ link: '12', shows: 'address' })
  expect(linkVariable('短链：12')).toEqual({ link: '12', shows: 'address' })
  expect(linkVariable('linkCode: 7')).toEqual({ link: '7', shows: 'code' })
  expect(linkVariable('短链码:7')).toEqual({ link: '7', shows: 'code' })
  for (const other of ['姓名', 'link', 'link:', 'link:x', 'link:0', 'links:1', 'link:1234567890123456789'])
    expect([other, linkVariable(other)]).toEqual([other, null])
  expect(personalLength).not.toBe(7)
})
