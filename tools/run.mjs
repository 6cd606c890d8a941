// Runs a TypeScript file of the project (or a package's bin with --bin) on Node 24: node tools/run.mjs FILE [args]
import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ensureInstalled, node24, root } from './node24.mjs'

/** Script path of a package's bin, so that it runs on our Node whatever PATH says. */
function binOf(name) {
  for (const pkg of [name, `@biomejs/${name}`]) {
    const dir = join(root, 'node_modules', pkg)
    if (!existsSync(dir)) continue
    const { bin } = JSON.parse(readFileSync(join(dir, 'package.json'), 'utf8'))
    return join(dir, typeof bin === 'string' ? bin : bin[name])
  }
  throw new Error(`no package with the bin ${name}`)
}

ensureInstalled()
let [first, ...rest] = process.argv.slice(2)
if (first === '--bin') {
  const [name, ...args] = rest
  first = binOf(name)
  rest = args
}
// What the child sees as its working directory is the project's root: every script counts on that.
const child = spawn(node24(), [first, ...rest], { cwd: root, stdio: 'inherit' })
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
child.on('exit', (code, signal) => process.exit(signal ? 1 : code))
