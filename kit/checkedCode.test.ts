import fc from 'fast-check'
import { expect, test } from 'vitest'
import { checkedCode, isCheckedCode } from './checkedCode.ts'

const letters = '23456789abcdefghjkmnpqrstuvwxyz'
const codes = fc
  .array(fc.integer({ min: 0, max: 30 }), { minLength: 5, maxLength: 12 })
  .map((values) => checkedCode(values.length + 1, () => values))

test('a code fits its check; one wrong letter, or two that changed places, never do', () => {
  fc.assert(
    fc.property(codes, fc.nat(), fc.nat(), fc.nat(), (code, at, other, letter) => {
      expect(isCheckedCode(code)).toBe(true)
      const i = at % code.length
      const wrong = letters[letter % letters.length] ?? '2'
      if (wrong !== code[i]) expect(isCheckedCode(code.slice(0, i) + wrong + code.slice(i + 1))).toBe(false)
      const j = other % (code.length - 1)
      const k = at % (code.length - 1)
      const swapped = [...code]
      ;[swapped[j], swapped[k]] = [swapped[k] ?? '', swapped[j] ?? '']
      if (swapped.join('') !== code) expect(isCheckedCode(swapped.join(''))).toBe(false)
    }),
    { numRuns: 2000 },
  )
})

test('what is no code is none', () => {
  for (const text of ['', '2', '22', 'ABC', 'il0o1il', '2'.repeat(31), '../x', '22\n'])
    expect(isCheckedCode(text)).toBe(false)
})
