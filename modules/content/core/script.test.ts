import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fill, unknownIn, variables } from './fill.ts'
import { isFound, scriptSchema } from './script.ts'

const script = (text: string) => ({ folder: '接待', title: '问好', text })

test('[CT1] only known variables may stand in a script, each unknown one is named once', () => {
  expect(unknownIn('{{ 客户昵称 }} {{密码}} {{密码}} {{今天}}')).toEqual(['密码'])
  expect(scriptSchema.safeParse(script('您好 {{客户昵称}}')).success).toBe(true)
  expect(scriptSchema.safeParse(script('{{密码}}')).success).toBe(false)
})

test('[CT2] filled in whole or the hole is named; a value that looks like a hole is only text', () => {
  expect(fill('{{客户昵称}}好，我是{{ 员工姓名 }}', { 客户昵称: '小林' })).toEqual({
    text: '小林好，我是{{ 员工姓名 }}',
    missing: ['员工姓名'],
  })
  expect(fill('{{客户昵称}}', { 客户昵称: '{{今天}} $1' })).toEqual({ text: '{{今天}} $1', missing: [] })
  const names = Object.fromEntries(variables.map((name) => [name, 'x']))
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...variables)), (named) => {
      expect(fill(named.map((name) => `{{${name}}}`).join(''), names)).toEqual({
        text: 'x'.repeat(named.length),
        missing: [],
      })
    }),
  )
})

test('[CT3] every word has to stand somewhere, whatever its width and case', () => {
  const one = { folder: '复查', title: 'ABC 检查', text: '三个月后来' }
  for (const asked of ['复查', 'abc', '复查 三个月', 'ＡＢＣ', '检查　来']) expect(isFound(one, asked)).toBe(true)
  for (const asked of ['四个月', '复查 四个月']) expect(isFound(one, asked)).toBe(false)
})
