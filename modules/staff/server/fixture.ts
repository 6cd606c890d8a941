import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { createLog } from '#platform/log'
import { openPostgres, type Postgres } from '#platform/postgres/postgres'
import { type Clock, freshDatabase, testClock } from '#platform/testing'
import { startSiyu } from '../../../apps/server/server.ts'

export const environmentKey = 'environment-key-of-the-tests'

/** Who calls: a key, or a session with or without its CSRF token. */
export interface Caller {
  key?: string
  cookie?: string
  csrf?: string
}

export interface Answer {
  status: number
  body: Record<string, unknown>
  cookie: string | undefined
}

export interface Siyu {
  clock: Clock
  postgres: Postgres
  /** Every line the server has logged. */
  lines: string[]
  call(method: string, path: string, by?: Caller, body?: object): Promise<Answer>
  close(): Promise<void>
}

/** The whole Siyu on a database of its own, called without a network. */
export async function openSiyu(): Promise<Siyu> {
  const { host, user, database, drop } = await freshDatabase()
  const dataDir = mkdtempSync(join(tmpdir(), 'siyu-staff-'))
  const lines: string[] = []
  const clock = testClock(Date.now())
  const siyu = await startSiyu(
    {
      ...{
        labPort: 0,
        port: 0,
        host: '127.0.0.1',
        dataDir,
        apiKey: environmentKey,
        secretKeyFile: undefined,
        logLevel: 'trace',
      },
      ...{
        databaseUrl: `postgres://${user}@localhost/${database}?host=${host}`,
        databaseReaderUrl: undefined,
        clickhouseUrl: undefined,
        demo: false,
        outgoingHosts: [],
      },
    },
    createLog('trace', { write: (line) => void lines.push(line) }),
    clock,
  )
  const postgres = openPostgres({ host, user, database }, createLog('error'), 2)
  const close = async () => {
    await siyu.stop()
    await postgres.close()
    await drop()
    rmSync(dataDir, { recursive: true, force: true })
  }
  return { clock, postgres, lines, call: callerOf(siyu.app), close }
}

function callerOf(app: FastifyInstance): Siyu['call'] {
  return async (method, path, by = {}, body) => {
    const answer = await app.inject({
      method: method as 'GET',
      url: path.startsWith('/api/') ? path : `/api/v1${path}`,
      headers: {
        ...(by.key ? { authorization: `Bearer ${by.key}` } : {}),
        ...(by.cookie ? { cookie: `siyu_session=${by.cookie}` } : {}),
        ...(by.csrf ? { 'x-csrf-token': by.csrf } : {}),
      },
      ...(body ? { payload: body } : {}),
    })
    const type = String(answer.headers['content-type'])
    return {
      status: answer.statusCode,
      body: type.includes('json') && answer.body ? answer.json<Record<string, unknown>>() : {},
      cookie: answer.cookies.find((one) => one.name === 'siyu_session')?.value,
    }
  }
}

/** The caller of an answer to setup or login. */
export function sessionOf({ cookie, body }: Answer): Required<Omit<Caller, 'key'>> {
  return { cookie: cookie ?? '', csrf: String(body['csrfToken']) }
}
