// node tools/lock.mjs — run after every `npm install` that changed package-lock.json.
// npm writes only the optional packages that the registry in use can show it; a mirror that lacks, say, the builds for
// Android makes a lockfile that `npm ci` then refuses everywhere. This adds the missing entries from the parents' lists.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './node24.mjs'

const path = join(root, 'package-lock.json')
const lock = JSON.parse(readFileSync(path, 'utf8'))
const part = (name, words) => words.exec(name)?.[1]
let added = 0
for (const [parent, entry] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    const top = `node_modules/${name}`
    if (lock.packages[`${parent}/${top}`] || lock.packages[top]) continue
    const os = part(name, /(android|darwin|freebsd|linux|openharmony|openbsd|netbsd|sunos|aix|win32)/)
    const cpu = part(name, /(arm64|x64|arm|ia32|ppc64|riscv64|s390x)/)
    const libc = part(name, /(musl|gnu)(?:eabihf)?$/)
    lock.packages[top] = {
      version,
      ...(entry.dev ? { dev: true } : {}),
      optional: true,
      ...(os ? { os: [os] } : {}),
      ...(cpu ? { cpu: [cpu] } : {}),
      ...(libc ? { libc: [libc === 'gnu' ? 'glibc' : 'musl'] } : {}),
    }
    added += 1
  }
}
lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)))
writeFileSync(path, `${JSON.stringify(lock, null, 2)}\n`)
console.log(`${added} optional packages added to package-lock.json`)
