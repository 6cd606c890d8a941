import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fillAll, fillFor, namesIn } from './filling.ts'

test('[C64] a variable is what is known of the person, or what stands behind the bar; without both the text is refused', () => {
  const text = '{{姓名|顾客}}，{{ 城市 }}店等你，{{姓名|您}}'
  expect(namesIn(text)).toEqual(['姓名', '城市'])
  expect(fillFor(text, { 姓名: '小林', 城市: '杭州' })).toEqual({ ok: true, value: '小林，杭州店等你，小林' })
  expect(fillFor(text, { 城市: '杭州' })).toEqual({ ok: true, value: '顾客，杭州店等你，您' })
  expect(fillFor(text, { 姓名: '小林', 城市: '' })).toEqual({ ok: false, refusal: ['城市'] })
  expect(fillAll({ a: '{{x}}', b: '{{y|}}', c: '{{x}}' }, {})).toEqual({ ok: false, refusal: ['x'] })
})

test('[C64] what stands in a value is never a variable', () => {
  fc.assert(
    fc.property(fc.string(), (name) => {
      const hostile = `${name}{{密码}}`
      expect(fillFor('你好 {{姓名}}', { 姓名: hostile, 密码: 'secret' })).toEqual({
        ok: true,
        value: `你好 ${hostile}`,
      })
    }),
  )
  expect(fillFor('{{toString}}{{__proto__}}', {})).toEqual({ ok: false, refusal: ['toString', '__proto__'] })
})
