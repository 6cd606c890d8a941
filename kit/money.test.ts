import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decimal, fenOf, lineFen, roundParts, splitByWeights, yuanText } from './money.ts'

describe('text to fen', () => {
  test.each([
    ['0', 0],
    ['12', 1200],
    ['12.', 1200],
    ['.5', 50],
    ['1.005', 101],
    ['1.0049999999999999999', 100],
    ['-1.005', -101],
    ['-0.004', 0],
    ['¥1,234.50', 123450],
    ['￥1,234.50', 123450],
    ['-¥3', -300],
    ['¥-3', -300],
    ['１，２３４．５０', 123450],
    [' 99 元 ', 9900],
    ['+7.10', 710],
    ['90071992547409.91', Number.MAX_SAFE_INTEGER],
  ])('%s is %i fen', (text, fen) => {
    expect(fenOf(text)).toEqual({ ok: true, value: fen })
    expect(Object.is(fenOf(text).ok && fen, -0)).toBe(false)
  })

  test.each([
    '',
    '.',
    '-',
    '¥',
    '1e3',
    '1,23',
    '12,34.5',
    ',123',
    '1.2.3',
    'abc',
    '1 2',
    '0x10',
    'NaN',
    '12a',
    '9'.repeat(61),
  ])('%j is refused', (text) => {
    expect(fenOf(text)).toEqual({ ok: false, refusal: 'not-a-number' })
  })

  test('an amount beyond a safe integer of fen is refused', () => {
    expect(fenOf('90071992547409.92')).toEqual({ ok: false, refusal: 'too-large' })
  })

  test('yuan text of any fen reads back to the same fen', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), (fen) => {
        expect(fenOf(yuanText(fen))).toEqual({ ok: true, value: fen })
      }),
    )
    expect(yuanText(-120)).toBe('-1.20')
    expect(yuanText(5)).toBe('0.05')
  })

  test('a decimal keeps every digit', () => {
    expect(decimal('-0.1230')).toEqual({ ok: true, value: { units: -1230n, scale: 4 } })
  })
})

describe('price × quantity', () => {
  test('is exact, with one rounding at the end', () => {
    expect(lineFen('0.001', '5')).toEqual({ ok: true, value: 1 })
    expect(lineFen('2.555', '6')).toEqual({ ok: true, value: 1533 })
    expect(lineFen('1.005', '-1')).toEqual({ ok: true, value: -101 })
    expect(lineFen('0.1', '0.15')).toEqual({ ok: true, value: 2 })
    expect(lineFen('x', '1')).toEqual({ ok: false, refusal: 'not-a-number' })
    expect(lineFen('1', '1e2')).toEqual({ ok: false, refusal: 'not-a-number' })
  })
})

describe('largest remainder', () => {
  test('known split', () => {
    expect(splitByWeights(100, [1, 1, 1])).toEqual([34, 33, 33])
    expect(splitByWeights(-100, [1, 1, 1])).toEqual([-33, -33, -34])
    expect(splitByWeights(5, [0, 0])).toEqual([3, 2])
    expect(splitByWeights(7, [0, 1, 0])).toEqual([0, 7, 0])
    expect(splitByWeights(7, [])).toEqual([])
  })

  test('parts of any weights sum to the total and stay within one of the exact share', () => {
    const weights = fc.array(fc.double({ min: 0, max: 1e9, noNaN: true }), { minLength: 1, maxLength: 9 })
    fc.assert(
      fc.property(fc.integer({ min: -1_000_000_000, max: 1_000_000_000 }), weights, (total, w) => {
        const parts = splitByWeights(total, w)
        expect(parts.reduce((a, b) => a + b, 0)).toBe(total)
        const sum = w.reduce((a, b) => a + b, 0)
        for (const [i, part] of sum > 0 ? parts.entries() : []) {
          expect(Math.abs(part - total * ((w[i] ?? 0) / sum))).toBeLessThan(1.001)
        }
      }),
    )
  })

  test('rounded parts of mixed sign sum to the total, however large', () => {
    const parts = fc.array(fc.double({ min: -1e15, max: 1e15, noNaN: true }), { minLength: 1, maxLength: 6 })
    fc.assert(
      fc.property(fc.maxSafeInteger(), parts, (total, reals) => {
        const sum = roundParts(total, reals).reduce((a, b) => a + BigInt(b), 0n)
        expect(sum).toBe(BigInt(total))
      }),
    )
  })
})
