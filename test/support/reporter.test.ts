import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'

const modules = fileURLToPath(new URL('../../node_modules', import.meta.url))
const reporter = fileURLToPath(new URL('reporter.ts', import.meta.url))
const config = `import { ClosingLine } from ${JSON.stringify(reporter)}
export default { test: { reporters: ['default', new ClosingLine()] } }\n`

/** Lines that `vitest run` prints (both streams in one file, as in a terminal) for the test files of a temp folder. */
function linesOf(
  files: Record<string, string>,
  env: Record<string, string> = {},
): { lines: string[]; code: number | null } {
  const root = mkdtempSync(join(tmpdir(), 'siyu-reporter-'))
  onTestFinished(() => rmSync(root, { recursive: true }))
  symlinkSync(modules, join(root, 'node_modules'))
  for (const [name, text] of Object.entries({ 'vitest.config.ts': config, ...files }))
    writeFileSync(join(root, name), text)
  const command = `"${process.execPath}" "${modules}/vitest/vitest.mjs" run 2>&1`
  const { stdout, status } = spawnSync('sh', ['-c', command], {
    cwd: root,
    env: { ...process.env, SIYU_CHECK: 'passed', ...env },
    encoding: 'utf8',
  })
  return { lines: stdout.trimEnd().split('\n'), code: status }
}

const passing = "import { test } from 'vitest'\ntest('fine', () => {})\n"

test('the last line counts, and the lines before it name what was skipped', () => {
  const mixed = `import { test } from 'vitest'
test('fine', () => {})
test('wrong', () => { throw new Error('wrong') })
test.skipIf(true)('needs a file', () => {})
test('needs another', ({ skip }) => skip('it is absent'))\n`
  const { lines, code } = linesOf({ 'a.test.ts': mixed, 'b.test.ts': "import './gone.ts'\n" })
  expect(lines.slice(-3)).toEqual([
    'skipped a.test.ts > needs a file',
    'skipped a.test.ts > needs another: it is absent',
    '1 passed, 2 failed, 2 skipped',
  ])
  expect(code).toBe(1)
})

test('nothing skipped is not mentioned', () => {
  const { lines, code } = linesOf({ 'a.test.ts': passing }, { SIYU_CHECK: 'passed' })
  expect(lines.at(-1)).toBe('1 passed, 0 failed')
  expect(code).toBe(0)
})

test('a failed npm run check counts as one failure', () => {
  const { lines } = linesOf({ 'a.test.ts': passing }, { SIYU_CHECK: 'failed' })
  expect(lines.at(-1)).toBe('1 passed, 1 failed')
})

test.each([
  ['a rejection nobody handles', { 'a.test.ts': `${passing}Promise.reject(new Error('lost'))\n` }],
  [
    'a set-up that fails',
    { 'a.test.ts': passing, 'vitest.config.ts': config.replace('test: {', "test: { globalSetup: './gone.ts',") },
  ],
])('%s is no success', (_, files) => {
  const { lines, code } = linesOf(files)
  expect(lines.at(-1)).toMatch(/^\d passed, 1 failed$/)
  expect(code).toBe(1)
})
