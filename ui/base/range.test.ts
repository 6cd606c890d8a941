import { expect, test } from 'vitest'
import { addDays, compareRange, daysIn, presetRange, todayIn } from './range.ts'

test('presets include today and whole months', () => {
  expect(presetRange('last7', '2026-03-02')).toEqual({ from: '2026-02-24', to: '2026-03-03' })
  expect(presetRange('thisMonth', '2026-03-02')).toEqual({ from: '2026-03-01', to: '2026-03-03' })
  expect(presetRange('lastMonth', '2026-01-15')).toEqual({ from: '2025-12-01', to: '2026-01-01' })
  expect(daysIn(presetRange('last30', '2026-03-02'))).toBe(30)
})

test('a comparison has as many days, or is a year earlier', () => {
  const range = { from: '2026-03-01', to: '2026-03-08' }
  expect(compareRange(range, 'previous')).toEqual({ from: '2026-02-22', to: '2026-03-01' })
  expect(compareRange(range, 'year')).toEqual({ from: '2025-03-01', to: '2025-03-08' })
  expect(compareRange({ from: '2024-02-29', to: '2024-03-01' }, 'year')).toEqual({
    from: '2023-02-28',
    to: '2023-03-01',
  })
  expect(compareRange(range, 'none')).toBeNull()
})

test('today is the day of the workspace', () => {
  const at = Date.parse('2026-06-01T17:00:00Z')
  expect(todayIn('Asia/Shanghai', at)).toBe('2026-06-02')
  expect(todayIn('America/New_York', at)).toBe('2026-06-01')
  expect(addDays('2026-12-31', 1)).toBe('2027-01-01')
})
