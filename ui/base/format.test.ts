import { expect, test } from 'vitest'
import { change, count, exact, money, multiple, percent, shortMoney } from './format.ts'

test('numbers are written the way each language writes them', () => {
  expect([count(9999, 'zh'), count(12_345, 'zh'), count(312_500, 'zh'), count(312_500, 'en')]).toEqual([
    '9,999',
    '1.23万',
    '31.25万',
    '312.5K',
  ])
  expect([money(123456, 'zh'), money(-5, 'en'), shortMoney(500_000_000, 'zh'), shortMoney(-500_000_000, 'en')]).toEqual(
    ['¥1,234.56', '-¥0.05', '¥500万', '-¥5M'],
  )
  expect(exact(1234567, 'zh')).toBe('1,234,567')
  expect([percent(0.0412), multiple(1.25), change(110, 100), change(90, 100)]).toEqual([
    '4.1%',
    '×1.250',
    '+10.0%',
    '-10.0%',
  ])
})

test('nothing is a dash, never zero', () => {
  expect([
    count(null, 'zh'),
    money(null, 'en'),
    shortMoney(null, 'zh'),
    percent(null),
    multiple(null),
    change(1, 0),
    exact(null, 'en'),
  ]).toEqual(Array(7).fill('—'))
})
