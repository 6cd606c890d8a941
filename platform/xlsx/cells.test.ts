import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { columnName, columnOf, lookOf, numberText, unescapeText } from './cells.ts'

const date = (serial: number, epoch1904 = false) => numberText(String(serial), 'date', epoch1904)

describe('a number with a date format', () => {
  test.each([
    [45296, '2024-01-05'],
    [45296.33541666667, '2024-01-05 08:03:00'],
    [45296.99999, '2024-01-05 23:59:59'],
    [45296.999999, '2024-01-06'],
    [1, '1900-01-01'],
    [59, '1900-02-28'],
    [61, '1900-03-01'],
    [0.5, '12:00:00'],
    [-1, '-1'],
    [1e9, '1000000000'],
  ])('%s is %s', (serial, text) => expect(date(serial)).toBe(text))

  test('counts from 1904 where the workbook says so', () => {
    expect(date(43834, true)).toBe('2024-01-05')
    expect(date(0, true)).toBe('1904-01-01')
  })
})

test('a plain number has the digits a spreadsheet shows', () => {
  const shown = ['9.9000000000000004', '0.30000000000000004', '1e-7', '13800138000', '-0.5', 'x', '', '1E+400']
  expect(shown.map((text) => numberText(text, 'plain', false))).toEqual([
    ...['9.9', '0.3', '0.0000001', '13800138000', '-0.5', 'x', '', '1E+400'],
  ])
})

test('a whole number of more than fifteen digits shows that it lost some', () => {
  expect(numberText('999999999999999', 'plain', false)).toBe('999999999999999')
  for (const text of ['1234567890123450', '1.23456789012345E+18', '-1e15']) {
    expect(numberText(text, 'plain', false)).toMatch(/^-?\d(\.\d+)?e\+\d+$/)
  }
})

test('zeros that a format puts before an id are there', () => {
  expect(numberText('123', lookOf(164, '000000'), false)).toBe('000123')
  expect(numberText('-3', lookOf(164, '000'), false)).toBe('-3')
})

describe('what a format means', () => {
  test.each([
    [14, undefined, 'date'],
    [22, undefined, 'date'],
    [31, undefined, 'date'],
    [57, undefined, 'date'],
    [0, undefined, 'plain'],
    [49, undefined, 'plain'],
    [164, 'yyyy/m/d h:mm', 'date'],
    [164, 'yyyy"年"m"月"d"日"', 'date'],
    [164, '[$-804]aaaa;@', 'plain'],
    [164, '[$-F800]dddd, mmmm dd, yyyy', 'date'],
    [164, '[h]:mm:ss', 'plain'],
    [164, '0.00"days"', 'plain'],
    [164, '#,##0.00;[Red]-#,##0.00', 'plain'],
    [164, 'General', 'plain'],
  ])('%s %s: %s', (id, code, look) => expect(lookOf(id, code)).toBe(look))
})

test('columns have letters', () => {
  expect([0, 25, 26, 701, 702, 16_383].map(columnName)).toEqual(['A', 'Z', 'AA', 'ZZ', 'AAA', 'XFD'])
  expect(columnOf('7')).toBe(-1)
  fc.assert(fc.property(fc.nat(16_383), (place) => columnOf(`${columnName(place)}12`) === place))
})

test('escaped characters are themselves', () => {
  expect(unescapeText('a_x000D_b _x005F_x000D_ _xZZ')).toBe('a\rb _x000D_ _xZZ')
})
