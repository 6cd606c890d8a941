import { expect, test } from 'vitest'
import { no, ok, type Result } from './result.ts'

test('a result is either a value or a refusal', () => {
  const half = (n: number): Result<number, 'odd'> => (n % 2 === 0 ? ok(n / 2) : no('odd'))
  expect(half(4)).toEqual({ ok: true, value: 2 })
  expect(half(3)).toEqual({ ok: false, refusal: 'odd' })
  expect(ok()).toEqual({ ok: true, value: undefined })
})
