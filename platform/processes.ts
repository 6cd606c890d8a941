import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/** True while a process runs; a zombie counts as dead, since it holds nothing any more. */
export function alive(pid: number): boolean {
  try {
    process.kill(pid, 0)
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
  return statOf(pid)?.state !== 'Z'
}

/** A text that differs when the pid was given to another process since; null when it cannot be known. */
export function startMark(pid: number): string | null {
  const stat = statOf(pid)
  if (stat) return stat.started
  const ps = spawnSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' })
  return ps.status === 0 ? ps.stdout.trim() : null
}

/** Linux only: fields 3 (state) and 22 (start time in ticks) of /proc/PID/stat; the command in field 2 may hold blanks. */
function statOf(pid: number): { state: string; started: string } | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
    return { state: fields[0] ?? '', started: fields[19] ?? '' }
  } catch {
    return null
  }
}

/** Polls until the condition holds; false when it did not within the time. */
export async function until(condition: () => boolean | Promise<boolean>, withinMs: number, everyMs = 20) {
  const end = performance.now() + withinMs
  for (;;) {
    if (await condition()) return true
    if (performance.now() >= end) return false
    await new Promise((resolve) => setTimeout(resolve, everyMs))
  }
}
