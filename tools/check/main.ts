import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { checkBudgets } from './budgets.ts'
import { checkDocs } from './docs.ts'
import { checkGenerated } from './generated.ts'
import { checkHabits } from './habits.ts'
import { checkHouses } from './houses.ts'
import { checkLint } from './lint.ts'
import { checkMachine } from './machine.ts'
import { checkNumbers } from './numbers.ts'
import type { Check, Outcome, Problem } from './outcome.ts'
import { checkPurity } from './purity.ts'
import { checkRooms } from './rooms.ts'
import { checkTables } from './tables.ts'
import { checkTypes } from './types.ts'
import { checkUnused } from './unused.ts'

/** In the order they are printed. Those that start other programs stand first, so that the rest runs beside them. */
const checks: Readonly<Record<string, Check>> = {
  types: checkTypes,
  lint: checkLint,
  unused: checkUnused,
  rooms: (root) => checkRooms(root),
  houses: (root) => checkHouses(root),
  budgets: checkBudgets,
  habits: checkHabits,
  purity: checkPurity,
  tables: checkTables,
  numbers: checkNumbers,
  generated: (root) => checkGenerated(root),
  docs: checkDocs,
  machine: checkMachine,
}

/** A check that breaks is a violation of its own; the others still run. */
async function attempt(check: Check, root: string): Promise<Outcome> {
  try {
    return await check(root)
  } catch (error) {
    const message = `The check itself broke: ${error instanceof Error ? error.stack : String(error)}`
    return { read: 0, what: 'files', problems: [{ rule: 'check-runs', where: '.', message }] }
  }
}

function print(name: string, { read, what, problems }: Outcome): void {
  const verdict = problems.length === 0 ? 'ok' : problems.length === 1 ? '1 error' : `${problems.length} errors`
  console.log(`${name.padEnd(10)} ${verdict.padEnd(10)} ${read} ${what} read`)
  for (const line of problems.map(describe)) console.log(line)
}

const describe = ({ rule, where, message }: Problem): string => `  ${where}  [${rule}] ${message}`

const root = process.argv[2] ?? dirname(dirname(dirname(fileURLToPath(import.meta.url))))
const started = performance.now()
const running = Object.entries(checks).map(([name, check]) => ({ name, outcome: attempt(check, root) }))
let errors = 0
for (const { name, outcome } of running) {
  const found = await outcome
  errors += found.problems.length
  print(name, found)
}
const seconds = ((performance.now() - started) / 1000).toFixed(1)
console.log(errors === 0 ? `check passed in ${seconds} s` : `check failed: ${errors} errors in ${seconds} s`)
process.exitCode = errors === 0 ? 0 : 1
