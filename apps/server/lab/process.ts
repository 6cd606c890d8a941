import { type ChildProcess, fork } from 'node:child_process'
import { join } from 'node:path'
import type { Log } from '#platform/log'

/** The simulated WeChat world beside Siyu: a process of its own, which ends with it. */
export interface LabProcess {
  /** Where it answers; null while it does not. */
  readonly url: string | null
  stop(): void
}

const nobody: LabProcess = { url: null, stop: () => undefined }

/** Starts it on a port (0 = any). A port that is taken, or a lab that breaks, leaves Siyu as it is without one. */
export function startLabProcess(root: string, at: { port: number; dataDir: string } | null, log: Log): LabProcess {
  if (at === null) return nobody
  const env = { ...labEnvironment, LAB_PORT: String(at.port), SIYU_DATA_DIR: at.dataDir }
  const child = fork(join(root, 'lab/main.ts'), { env, stdio: ['ignore', 'ignore', 'pipe', 'ipc'] })
  const state: { url: string | null } = { url: null }
  listen(child, state, log)
  return {
    get url() {
      return state.url
    },
    stop: () => void child.kill('SIGTERM'),
  }
}

/** It gets nothing of ours: no key, no address of a database. */
const labEnvironment = { PATH: '/usr/bin:/bin' }

function listen(child: ChildProcess, state: { url: string | null }, log: Log) {
  let said = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-2000)
  })
  child.on('message', (message) => {
    if (typeof message === 'object' && message !== null && 'url' in message) state.url = String(message.url)
  })
  child.on('error', (error) => log.warn({ error: error.message }, 'the simulated WeChat world did not start'))
  child.on('exit', (code) => {
    state.url = null
    if (code) log.warn({ code, said }, 'the simulated WeChat world has ended')
  })
}
