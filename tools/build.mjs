// Builds the web apps when a source of theirs changed since dist/ was made; Node cannot run .tsx by itself.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { node24, root } from './node24.mjs'
import { printPages, printPhonePages } from './pages.mjs'

const skip = new Set([
  'node_modules',
  'dist',
  'data',
  '.git',
  'server',
  'test',
  'bench',
  'docs',
  'tools',
  'platform',
  'lab',
])

function hashInto(hash, folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) {
      if (!skip.has(entry.name)) hashInto(hash, path)
    } else if (/\.(tsx?|css|html|svg|json)$/.test(entry.name)) {
      hash.update(path.slice(root.length)).update(readFileSync(path))
    }
  }
}

export function ensureBuilt() {
  const hash = createHash('sha256')
  hashInto(hash, root)
  const want = hash.digest('hex')
  const stamp = join(root, 'dist', '.sources')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === want) return
  console.log('Building the screens / 正在构建界面 …')
  vite('apps/console')
  vite('apps/h5')
  vite('apps/h5', '--ssr')
  printPages(join(root, 'dist/console'))
  printPhonePages(join(root, 'dist/h5'))
  writeFileSync(stamp, want)
}

function vite(app, ...more) {
  const args = [join(root, 'node_modules/vite/bin/vite.js'), 'build', app, ...more, '--logLevel', 'warn']
  // Whoever starts it from a test has another NODE_ENV, by which Vite would build React for development.
  const env = { ...process.env, NODE_ENV: 'production' }
  const result = spawnSync(node24(), args, { cwd: root, stdio: 'inherit', env })
  if (result.status !== 0) throw new Error(`${app} could not be built`)
}
