import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { alive, startMark } from './processes.ts'

export class FolderInUse extends Error {}

/** Takes a data folder for this process. A second Siyu on it gets FolderInUse; the mark of a killed one is replaced. */
export function lockFolder(folder: string): { release(): void } {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const file = join(folder, 'siyu.pid')
  const mine = JSON.stringify({ pid: process.pid, started: startMark(process.pid) })
  for (;;) {
    try {
      writeFileSync(file, mine, { flag: 'wx' })
      return { release: () => rmSync(file, { force: true }) }
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
    }
    const holder = readHolder(file)
    if (holder && alive(holder.pid) && startMark(holder.pid) === holder.started) {
      throw new FolderInUse(
        `数据目录 ${folder} 正被另一个 Siyu 使用（进程 ${holder.pid}）。 / The data folder is in use by another Siyu (process ${holder.pid}). Stop it, or set SIYU_DATA_DIR to another folder.`,
      )
    }
    setAside(file)
  }
}

function readHolder(file: string): { pid: number; started: string | null } | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as { pid: number; started: string | null }
  } catch {
    return null
  }
}

/** Renaming is atomic: of two starters that saw the same dead mark only one moves it, and both try again. */
function setAside(file: string) {
  const aside = `${file}.${process.pid}`
  try {
    renameSync(file, aside)
    rmSync(aside, { force: true })
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error
  }
}
