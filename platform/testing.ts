import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { inject } from 'vitest'
import { type Olap, openOlap } from './clickhouse/olap.ts'
import { createVault, type Vault } from './crypto.ts'
import { createJobs, type Jobs } from './jobs.ts'
import { createLog, type Log } from './log.ts'
import { migrateClickhouse } from './migrate.ts'
import { createOutbox, type Outbox } from './outbox.ts'
import { openPostgres, type Postgres } from './postgres/postgres.ts'

/** A hand-set clock, in epoch milliseconds. */
export interface Clock {
  (): number
  set(at: number | string): void
  advance(ms: number): void
}

export interface TestPlatform {
  postgres: Postgres
  olap: Olap
  outbox: Outbox
  jobs: Jobs
  vault: Vault
  log: Log
  /** A temp folder of this test file for uploads and files. */
  filesDir: string
  clock: Clock
  close(): Promise<void>
}

export function testClock(start: number | string = '2026-06-01T00:00:00Z'): Clock {
  let at = new Date(start).getTime()
  const clock: Clock = Object.assign(() => at, {
    set: (to: number | string) => {
      at = new Date(to).getTime()
    },
    advance: (ms: number) => {
      at += ms
    },
  })
  return clock
}

/** The PostgreSQL that the test run started (test/support/postgres.ts), with the migrated template. */
export interface TestServer {
  host: string
  user: string
  template: string
}

declare module 'vitest' {
  interface ProvidedContext {
    postgres: TestServer
    /** A data folder with a migrated PostgreSQL that no process has; for copies. */
    prepared: string
  }
}

/** A database of its own, cloned from the migrated template (18 ms). */
export async function freshDatabase(): Promise<{
  host: string
  user: string
  database: string
  drop(): Promise<void>
}> {
  const { host, user, template } = inject('postgres')
  const database = `t_${randomUUID().replaceAll('-', '')}`
  const admin = async (sql: string) => {
    const client = new pg.Client({ host, user, database: 'postgres' })
    await client.connect()
    await client.query(sql)
    await client.end()
  }
  await admin(`create database ${database} template ${template}`)
  return { host, user, database, drop: () => admin(`drop database ${database} with (force)`) }
}

/** A database of its own with an open pool, for what needs no more; a few milliseconds. */
export async function freshPostgres() {
  const log = createLog('error')
  const { drop, ...connection } = await freshDatabase()
  const postgres = openPostgres(connection, log, 8)
  return {
    postgres,
    log,
    async close() {
      await postgres.close()
      await drop()
    },
  }
}

/** Everything a house's server room needs, real: PostgreSQL, chDB, outbox, jobs; closed by `close()`. */
export async function freshPlatform(): Promise<TestPlatform> {
  const log = createLog('warn')
  const { drop, ...connection } = await freshDatabase()
  const postgres = openPostgres(connection, log, 8)
  const dir = mkdtempSync(join(tmpdir(), 'siyu-test-'))
  const olap = openOlap({ path: join(dir, 'olap'), connections: 2 })
  await migrateClickhouse(olap, process.cwd())
  const outbox = createOutbox(postgres, log)
  const jobs = createJobs(postgres, log)
  return {
    postgres,
    olap,
    outbox,
    jobs,
    vault: createVault(Buffer.alloc(32, 7)),
    log,
    filesDir: dir,
    clock: testClock(),
    async close() {
      await outbox.stop()
      await jobs.stop().catch(() => undefined)
      await olap.close()
      await postgres.close()
      await drop()
      rmSync(dir, { recursive: true, force: true })
    },
  }
}
