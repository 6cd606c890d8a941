// npm start: install when the lockfile changed, build what is stale, hand over to Node 24.
import { spawn } from 'node:child_process'
import { ensureBuilt } from './build.mjs'
import { ensureInstalled, node24, root } from './node24.mjs'

try {
  ensureInstalled()
  ensureBuilt()
  const child = spawn(node24(), ['apps/server/main.ts', ...process.argv.slice(2)], { cwd: root, stdio: 'inherit' })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('exit', (code, signal) => process.exit(signal ? 1 : code))
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
}
