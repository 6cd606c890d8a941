import { describe, expect, test } from 'vitest'
import { checkBudgets } from '../../tools/check/budgets.ts'
import { checkDocs } from '../../tools/check/docs.ts'
import { checkGenerated } from '../../tools/check/generated.ts'
import { checkHabits } from '../../tools/check/habits.ts'
import { checkHouses } from '../../tools/check/houses.ts'
import { checkLint } from '../../tools/check/lint.ts'
import { checkMachine } from '../../tools/check/machine.ts'
import { checkNumbers } from '../../tools/check/numbers.ts'
import type { Check } from '../../tools/check/outcome.ts'
import { runNode } from '../../tools/check/process.ts'
import { checkPurity } from '../../tools/check/purity.ts'
import { checkRooms } from '../../tools/check/rooms.ts'
import { checkTables } from '../../tools/check/tables.ts'
import { checkTypes } from '../../tools/check/types.ts'
import { makeMap } from '../../tools/map.ts'
import { caught, houses, plant, plantNothing, project } from './plant.ts'

const map = [{ path: 'docs/map.md', make: (root: string) => makeMap(root, houses) }]
const checks: [name: string, check: Check, empty: Check][] = [
  ['types', checkTypes, checkTypes],
  ['lint', checkLint, checkLint],
  ['rooms', (root) => checkRooms(root, houses), (root) => checkRooms(root, houses)],
  ['houses', (root) => checkHouses(root, houses), (root) => checkHouses(root, {})],
  ['budgets', checkBudgets, checkBudgets],
  ['habits', checkHabits, checkHabits],
  ['purity', checkPurity, checkPurity],
  ['tables', checkTables, checkTables],
  ['numbers', checkNumbers, checkNumbers],
  ['generated', (root) => checkGenerated(root, map), (root) => checkGenerated(root, [])],
  ['docs', checkDocs, checkDocs],
  ['machine', checkMachine, checkMachine],
]

describe.each(checks)('%s', (_, check, empty) => {
  test('passes on the clean small tree, and says how much it read', async () => {
    const outcome = await check(plant())
    expect(outcome.problems).toEqual([])
    expect(outcome.read).toBeGreaterThan(0)
  })

  test('fails where there is nothing to read', async () => {
    const outcome = await empty(plantNothing())
    expect(outcome.read).toBe(0)
    expect(caught(outcome)).toContain('reads-something .')
  })
})

test('npm run check prints a line a check and what to do, and fails', async () => {
  const root = plant({ 'platform/config.ts': 'export const port: any = 1\n' })
  const { code, text } = await runNode([`${project}/tools/check/main.ts`, root], root)
  const names = [...checks.map(([name]) => name), 'unused'].sort()
  expect([...text.matchAll(/^(\w+) +(?:ok|\d+ errors?) +\d+ [a-z ]+ read$/gm)].map(([, name]) => name).sort()).toEqual(
    names,
  )
  expect(text).toContain('  platform/config.ts:1  [no-any] Say what it is')
  expect(text).toMatch(/^check failed: \d+ errors in [\d.]+ s\n$/m)
  expect(code).toBe(1)
})
