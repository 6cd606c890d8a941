import { expect, test } from 'vitest'
import { paceOf } from './plan.ts'

test('[N27] the pace is a straight line from the start of the year to the goal', () => {
  expect(paceOf(1000, 0, 250, 0.25)).toEqual({ goal: 1000, actual: 250, expected: 250, gap: 0 })
  expect(paceOf(1000, 200, 300, 0.5)).toEqual({ goal: 1000, actual: 300, expected: 600, gap: -300 })
  expect(paceOf(1000, 0, 1100, 1)).toEqual({ goal: 1000, actual: 1100, expected: 1000, gap: 100 })
  expect(paceOf(1000, 1500, 900, 0.5)).toEqual({ goal: 1000, actual: 900, expected: 1000, gap: -100 })
})
