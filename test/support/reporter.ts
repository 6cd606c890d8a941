import type { Reporter, TestCase, TestModule, TestRunEndReason } from 'vitest/node'

/** What tools/test.mjs found before the tests; a failed check counts as one failure. */
const checkFailed = process.env.SIYU_CHECK === 'failed'

interface Tally {
  passed: number
  failed: number
  skipped: string[]
}

/** Names what was skipped and closes the whole output with `N passed, N failed`, alone on the last line. */
export class ClosingLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[], reason: TestRunEndReason): void {
    const tally = count(modules)
    tally.failed += errors.length
    if (reason !== 'passed' && tally.failed === 0) tally.failed = 1
    if (checkFailed) tally.failed += 1
    // Vitest and its other reporters still have things to say after this hook; the exit of the process is the end.
    process.once('exit', () => console.log(closing(tally)))
  }
}

function count(modules: readonly TestModule[]): Tally {
  const tally: Tally = { passed: 0, failed: 0, skipped: [] }
  for (const module of modules) {
    tally.failed += module.errors().length
    for (const suite of module.children.allSuites()) tally.failed += suite.errors().length
    for (const test of module.children.allTests()) add(tally, module, test)
  }
  return tally
}

function add(tally: Tally, module: TestModule, test: TestCase): void {
  const result = test.result()
  if (result.state === 'passed') tally.passed += 1
  else if (result.state === 'skipped') {
    const note = result.note === undefined ? '' : `: ${result.note}`
    tally.skipped.push(`${module.relativeModuleId} > ${test.fullName}${note}`)
  } else tally.failed += 1
}

function closing({ passed, failed, skipped }: Tally): string {
  const lines = skipped.map((name) => `skipped ${name}`)
  if (checkFailed) lines.push('failed npm run check, whose list stands above the tests')
  const end = skipped.length > 0 ? `, ${skipped.length} skipped` : ''
  return [...lines, `${passed} passed, ${failed} failed${end}`].join('\n')
}
