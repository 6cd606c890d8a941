// npm test: install when needed, then the checks, then every test; closes with "N passed, N failed".
import { spawnSync } from 'node:child_process'
import { statfsSync } from 'node:fs'
import { totalmem } from 'node:os'
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
  ...(roomInMemory() ? { TMPDIR: '/dev/shm' } : {}),
}
const tested = run(['node_modules/vitest/vitest.mjs', 'run', ...filters], env)
process.exit(checked || tested)

/** Data folders of tests live for seconds: a file system in memory, where there is one with room, spares their disk. */
function roomInMemory() {
  const gib = 2 ** 30
  try {
    const { bavail, bsize } = statfsSync('/dev/shm')
    return process.env.TMPDIR === undefined && bavail * bsize >= 8 * gib && totalmem() >= 16 * gib
  } catch {
    return false
  }
}
