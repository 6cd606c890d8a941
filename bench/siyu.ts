import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createORPCClient } from '@orpc/client'
import type { ContractRouterClient } from '@orpc/contract'
import { OpenAPILink } from '@orpc/openapi-client/fetch'
import { contract } from '../apps/server/contract.ts'

/** The project's folder. */
export const root = join(import.meta.dirname, '..')

export const apiKey = 'key-of-tests-and-benches'

export type Api = ContractRouterClient<typeof contract>

/** The typed client of the public API, with all rights or with those of a key. */
export function apiOf(url: string, key = apiKey): Api {
  return createORPCClient(
    new OpenAPILink(contract, { url: `${url}/api/v1`, headers: { authorization: `Bearer ${key}` } }),
  )
}

export interface SiyuOptions {
  /** SIYU_DATA_DIR; made when it is not there. */
  folder: string
  env?: Record<string, string>
  /** Of Node itself, e.g. --cpu-prof. */
  nodeArgs?: readonly string[]
  /** Runs as this user and group; only root can ask for it. */
  uid?: number
  /** By `npm start` instead of Node directly. */
  npm?: boolean
  readyWithinMs?: number
}

/** A running `apps/server/main.ts`. */
export interface SiyuProcess {
  readonly url: string
  readonly folder: string
  readonly pid: number
  /** Milliseconds from the start of the process to /readyz 200. */
  readonly readyAfter: number
  /** What it printed so far, both streams. */
  output(): string
  /** Sends the signal and resolves with the exit code (null = by signal) when the process is gone. */
  stop(signal?: NodeJS.Signals): Promise<number | null>
}

/** The process ended before it was ready. */
export class NotStarted extends Error {
  readonly code: number | null
  readonly output: string

  constructor(code: number | null, output: string) {
    super(`Siyu ended with ${code} before it was ready:\n${output}`)
    this.code = code
    this.output = output
  }
}

/** Starts the real server as a child process on a free port and waits for /readyz; throws NotStarted when it exits. */
export async function startProcess(options: SiyuOptions): Promise<SiyuProcess> {
  const { folder, readyWithinMs = 60_000 } = options
  const started = performance.now()
  const child = launch(options)
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', (text) => (output += text))
  const gone = new Promise<number | null>((resolve) => child.once('close', (code) => resolve(code)))
  const endWithUs = () => child.kill('SIGKILL')
  process.once('exit', endWithUs)
  void gone.then(() => process.off('exit', endWithUs))
  const pid = () => (options.npm ? holderOf(folder) : (child.pid ?? 0))
  const stop = (signal: NodeJS.Signals = 'SIGTERM') => {
    if (options.npm) process.kill(pid(), signal)
    else child.kill(signal)
    return gone
  }
  for (;;) {
    const url = /ready\s+(http:\S+)\/readyz/.exec(output)?.[1]
    if (url && (await isReady(url))) {
      return { url, folder, pid: pid(), readyAfter: performance.now() - started, output: () => output, stop }
    }
    const ended = await Promise.race([
      gone.then((code) => ({ code })),
      new Promise<null>((r) => setTimeout(r, 10, null)),
    ])
    if (ended) throw new NotStarted(ended.code, output)
    if (performance.now() - started > readyWithinMs) {
      await stop('SIGKILL')
      throw new Error(`Siyu was not ready within ${readyWithinMs} ms:\n${output}`)
    }
  }
}

/** Starts the process and does not wait. By env(1), so that it gets our environment with a few names changed. */
export function launch({ folder, env, nodeArgs = [], uid, npm }: SiyuOptions): ChildProcess {
  const given = {
    PORT: '0',
    HOST: '127.0.0.1',
    SIYU_API_KEY: apiKey,
    LOG_LEVEL: 'warn',
    SIYU_DEMO: 'off',
    ...env,
    SIYU_DATA_DIR: folder,
  }
  const names = Object.entries(given).map(([name, value]) => `${name}=${value}`)
  const unset = ['DATABASE_URL', 'CLICKHOUSE_URL', 'SIYU_SECRET_KEY_FILE'].flatMap((name) => ['-u', name])
  const command = npm ? ['npm', 'start'] : [process.execPath, ...nodeArgs, 'apps/server/main.ts']
  return spawn('env', [...unset, ...names, ...command], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(uid === undefined ? {} : { uid, gid: uid }),
  })
}

/** The process that has the folder: below npm it is not our child. */
function holderOf(folder: string): number {
  return (JSON.parse(readFileSync(join(folder, 'siyu.pid'), 'utf8')) as { pid: number }).pid
}

async function isReady(url: string): Promise<boolean> {
  const answer = await fetch(`${url}/readyz`).catch(() => null)
  await answer?.body?.cancel()
  return answer?.status === 200
}
