import { spawnSync } from 'node:child_process'
import { chownSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inject, onTestFinished } from 'vitest'
import type { Rule } from '#kit/rules'
import { alive } from '#platform/processes'
import { type Api, apiKey, type SiyuOptions, type SiyuProcess, startProcess } from '../../bench/siyu.ts'

export { type Api, apiOf, launch, NotStarted, root, type SiyuProcess } from '../../bench/siyu.ts'
export { apiKey }

/** A data folder that goes at the end of the test with everything that still runs on it. */
export function tempFolder(uid?: number): string {
  const folder = mkdtempSync(join(tmpdir(), 'siyu-story-'))
  if (uid !== undefined) chownSync(folder, uid, uid)
  onTestFinished(() => {
    const socket = socketOf(folder)
    for (const pid of postgresOf(folder)) kill(pid)
    if (socket) rmSync(socket, { recursive: true, force: true })
    rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 })
  })
  return folder
}

/** As `tempFolder`, and `prepare`d. */
export const dataFolder = (): string => prepare(tempFolder())

/**
 * Puts a PostgreSQL into an empty data folder, as a first start that was broken off leaves it: what a story is about
 * begins later. It waits for no disk, which no end of a process can tell.
 */
export function prepare(folder: string): string {
  const copied = spawnSync('cp', ['-a', `${inject('prepared')}/.`, folder], { encoding: 'utf8' })
  if (copied.status !== 0) throw new Error(`cp: ${copied.stderr}`)
  return folder
}

/** A server of its own for this test, killed at the end whatever happens. */
export async function siyuProcess(options: SiyuOptions): Promise<SiyuProcess> {
  const siyu = await startProcess(options)
  onTestFinished(() => void siyu.stop('SIGKILL'))
  return siyu
}

/** Every PostgreSQL process that works in the data folder; its working directory tells. Linux only, else empty. */
export function postgresOf(folder: string): number[] {
  const data = join(folder, 'pg')
  return pids().filter((pid) => {
    try {
      return readlinkSync(`/proc/${pid}/cwd`).startsWith(data) && alive(pid)
    } catch {
      return false
    }
  })
}

/** Where a killed PostgreSQL listened; null when it was stopped in order, for then nothing is left. */
export function socketOf(folder: string): string | null {
  try {
    return readFileSync(join(folder, 'pg/postmaster.pid'), 'utf8').split('\n')[4] ?? null
  } catch {
    return null
  }
}

/** The PostgreSQL of the folder that accepts connections: parent of all its others. */
export function postmasterOf(folder: string): number {
  return Number(readFileSync(join(folder, 'pg/postmaster.pid'), 'utf8').split('\n')[0])
}

/** PostgreSQL processes of the folder that do not belong to the one that runs now. */
export function strayPostgres(folder: string): number[] {
  const master = postmasterOf(folder)
  return postgresOf(folder).filter((pid) => pid !== master && parentOf(pid) !== master)
}

function parentOf(pid: number): number {
  return Number(/^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1])
}

function pids(): number[] {
  try {
    return readdirSync('/proc').map(Number).filter(Number.isInteger)
  } catch {
    return []
  }
}

function kill(pid: number) {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It went by itself in between.
  }
}

export interface Sent {
  status: number
  retryAfter: string | null
  body: unknown
}

/** Posts a body to the Segment endpoint as it is. */
export async function segment(
  url: string,
  writeKey: string | null,
  body: unknown,
  options: { path?: string; headers?: Record<string, string> } = {},
): Promise<Sent> {
  const basic = Buffer.from(`${writeKey}:`).toString('base64')
  const answer = await fetch(`${url}/v1/${options.path ?? 'batch'}`, {
    method: 'POST',
    headers: { ...(writeKey === null ? {} : { authorization: `Basic ${basic}` }), ...options.headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
  const text = await answer.text()
  return { status: answer.status, retryAfter: answer.headers.get('retry-after'), body: parse(text) }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

/** How many events with these names are stored, by the public trend endpoint. */
export async function countEvents(api: Api, names: readonly string[], where?: Rule): Promise<number> {
  const day = 86_400_000
  const range = { from: new Date(Date.now() - 3 * day).toISOString(), to: new Date(Date.now() + 2 * day).toISOString() }
  let events = 0
  for (let at = 0; at < names.length; at += 10) {
    const series = names
      .slice(at, at + 10)
      .map((event) => ({ event, measure: 'events' as const, ...(where ? { where } : {}) }))
    const trend = await api.insight.trend({ series, unit: 'day', range })
    for (const one of trend.series) for (const point of one.points) events += point.value
  }
  return events
}
