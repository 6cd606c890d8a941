import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { linkSync, mkdirSync, readFileSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { join } from 'node:path'
import { alive, startMark } from './processes.ts'

export class FolderInUse extends Error {}

/** Takes a data folder for this process. A second Siyu on it gets FolderInUse; the mark of a killed one is replaced. */
export async function lockFolder(folder: string): Promise<{ release(): void }> {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const guard = await guardOf(folder)
  try {
    const mark = takeMark(folder)
    return {
      release() {
        mark.release()
        guard?.close()
      },
    }
  } catch (error) {
    guard?.close()
    throw error
  }
}

/**
 * Linux: a socket name without a file, which the kernel gives to one process and takes back when that dies, so that two
 * who find the same dead mark cannot both replace it. Elsewhere the mark alone must do.
 */
async function guardOf(folder: string): Promise<Server | null> {
  if (process.platform !== 'linux') return null
  const name = createHash('sha256').update(realpathSync(folder)).digest('hex').slice(0, 32)
  const server = createServer().listen(`\0siyu-${name}`)
  try {
    await once(server, 'listening')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') throw inUse(folder)
    throw error
  }
  return server.unref()
}

function inUse(folder: string): FolderInUse {
  const pid = holderIn(read(join(folder, 'siyu.pid')))?.pid ?? '?'
  return new FolderInUse(
    `数据目录 ${folder} 正被另一个 Siyu 使用（进程 ${pid}）。 / The data folder is in use by another Siyu (process ${pid}). Stop it, or set SIYU_DATA_DIR to another folder.`,
  )
}

function takeMark(folder: string): { release(): void } {
  const file = join(folder, 'siyu.pid')
  const mine = JSON.stringify({ pid: process.pid, started: startMark(process.pid) })
  for (;;) {
    if (take(file, mine)) return { release: () => rmSync(file, { force: true }) }
    const text = read(file)
    const holder = holderIn(text)
    if (holder && alive(holder.pid) && startMark(holder.pid) === holder.started) {
      throw inUse(folder)
    }
    setAside(file, text)
  }
}

/** A mark appears whole or not at all: it is written elsewhere and linked to its name, which fails when that exists. */
function take(file: string, mine: string): boolean {
  const draft = `${file}.${process.pid}.new`
  writeFileSync(draft, mine)
  try {
    linkSync(draft, file)
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    throw error
  } finally {
    rmSync(draft, { force: true })
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}

function holderIn(text: string): { pid: number; started: string | null } | null {
  try {
    return JSON.parse(text) as { pid: number; started: string | null }
  } catch {
    return null
  }
}

/**
 * Renaming is atomic: of two starters that saw the same dead mark only one moves it, and both try again. When the mark
 * of a third one came in between, it is put back.
 */
function setAside(file: string, dead: string) {
  const aside = `${file}.${process.pid}`
  try {
    renameSync(file, aside)
    if (read(aside) !== dead) linkSync(aside, file)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null
    if (code !== 'ENOENT' && code !== 'EEXIST') throw error
  } finally {
    rmSync(aside, { force: true })
  }
}
