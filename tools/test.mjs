// npm test: install when needed, then the checks, then every test; closes with "N passed, N failed".
import { spawnSync } from 'node:child_process'
import { ensureBuilt } from './build.mjs'
import { ensureChromium } from './chromium.mjs'
import { ensureInstalled, node24, root } from './node24.mjs'

ensureInstalled()
ensureBuilt()
const node = node24()
const run = (args, env = process.env) => spawnSync(node, args, { cwd: root, stdio: 'inherit', env }).status ?? 1
const filters = process.argv.slice(2)
const checked = filters.length > 0 ? 0 : run(['tools/check/main.ts'])
// The tests run also when a check failed: one run tells all. The closing line counts that failure.
const chromium = ensureChromium()
const env = {
  ...process.env,
  ...(chromium ? { SIYU_CHROMIUM: chromium } : {}),
  SIYU_CHECK: checked === 0 ? 'passed' : 'failed',
}
const tested = run(['node_modules/vitest/vitest.mjs', 'run', ...filters], env)
process.exit(checked || tested)
