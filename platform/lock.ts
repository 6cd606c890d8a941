import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { alive, startMark } from './processes.ts'

export class FolderInUse extends Error {}

/** Takes a data folder for this process. A second Siyu on it gets FolderInUse; the mark of a killed one is replaced. */
export function lockFolder(folder: string): { release(): void } {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const file = join(folder, 'siyu.pid')
  const mine = JSON.stringify({ pid: process.pid, started: startMark(process.pid) })
  for (;;) {
    if (take(file, mine)) return { release: () => rmSync(file, { force: true }) }
    const text = read(file)
    const holder = holderIn(text)
    if (holder && alive(holder.pid) && startMark(holder.pid) === holder.started) {
      throw new FolderInUse(
        `数据目录 ${folder} 正被另一个 Siyu 使用（进程 ${holder.pid}）。 / The data folder is in use by another Siyu (process ${holder.pid}). Stop it, or set SIYU_DATA_DIR to another folder.`,
      )
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
