import { spawnSync } from 'node:child_process'
import { chownSync, readdirSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'

export interface Launcher {
  how: 'self' | 'unshare' | 'nobody'
  launch(bin: string): { command: string; prefix: string[]; options: { uid?: number; gid?: number; cwd?: string } }
  /** Gives a folder to the user PostgreSQL runs as. */
  own(folder: string): void
}

/**
 * PostgreSQL refuses to run as root. As root it is started in a user namespace where root has another number, which
 * works below any folder; where that is not allowed, as `nobody`, who must be able to reach both folders.
 */
export function asWhom(dataFolder: string, programFolder: string): Launcher {
  if (process.getuid?.() !== 0) {
    return { how: 'self', launch: (command) => ({ command, prefix: [], options: {} }), own: () => undefined }
  }
  const prefix = ['--user', '--map-user=1000', '--map-group=1000', '--']
  if (spawnSync('unshare', [...prefix, 'true']).status === 0) {
    const launch = (bin: string) => ({ command: 'unshare', prefix: [...prefix, bin], options: {} })
    return { how: 'unshare', launch, own: () => undefined }
  }
  return asNobody(dataFolder, programFolder)
}

function asNobody(dataFolder: string, programFolder: string): Launcher {
  const id = (flag: string) => Number(spawnSync('id', [flag, 'nobody'], { encoding: 'utf8' }).stdout.trim() || 65534)
  const uid = id('-u')
  const gid = id('-g')
  for (const folder of [dataFolder, programFolder]) {
    const closed = closedParent(folder)
    if (closed) {
      throw new Error(
        `PostgreSQL cannot run as root, and the user nobody cannot enter ${closed} on the way to ${folder}. Open it (chmod o+x), or start Siyu as an ordinary user. / PostgreSQL 不能以 root 运行，nobody 用户无法进入 ${closed}。`,
      )
    }
  }
  return {
    how: 'nobody',
    launch: (command) => ({ command, prefix: [], options: { uid, gid, cwd: '/' } }),
    own: (folder) => chownTree(folder, uid, gid),
  }
}

/** The nearest root-side folder on the way that others may not enter; null when the way is open. */
export function closedParent(folder: string): string | null {
  const way: string[] = []
  for (let at = dirname(folder); ; at = dirname(at)) {
    way.unshift(at)
    if (at === dirname(at)) break
  }
  return way.find((step) => (statSync(step).mode & 0o001) === 0) ?? null
}

function chownTree(folder: string, uid: number, gid: number) {
  chownSync(folder, uid, gid)
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) chownTree(path, uid, gid)
    else chownSync(path, uid, gid)
  }
}
