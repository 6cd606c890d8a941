import type { Config } from '#platform/config'
import { createLog } from '#platform/log'
import { type Clock, testClock } from '#platform/testing'
import { startSiyu } from '../../apps/server/server.ts'
import { type Api, apiKey, apiOf } from './siyu.ts'

export interface SiyuHere {
  url: string
  api: Api
  clock: Clock
  /** Once, however often it is called. */
  stop(): Promise<void>
}

/** Siyu in this process, on its own embedded stores, with a clock that the test sets. */
export async function siyuHere(dataDir: string, more: Partial<Config> = {}): Promise<SiyuHere> {
  const config = {
    port: 0,
    labPort: 0,
    host: '127.0.0.1',
    dataDir,
    apiKey,
    secretKeyFile: undefined,
    demo: false,
    databaseUrl: undefined,
    databaseReaderUrl: undefined,
    clickhouseUrl: undefined,
    outgoingHosts: [],
    logLevel: 'warn',
    ...more,
  } as const
  const clock = testClock(Date.now())
  const siyu = await startSiyu(config, createLog('silent'), clock)
  const url = `http://127.0.0.1:${siyu.port}`
  let stopped: Promise<void> | null = null
  const stop = () => {
    stopped ??= siyu.stop()
    return stopped
  }
  return { url, api: apiOf(url), clock, stop }
}
