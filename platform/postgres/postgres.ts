import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import type { Log } from '../log.ts'

export type Db<T> = Kysely<T>

/** One open transaction. Each house looks at it through its own tables, so several houses can share it by a port. */
export interface Tx {
  tables<T>(): Db<T>
}

export interface Postgres {
  readonly pool: pg.Pool
  /** A house names its own tables here and sees no others. */
  tables<T>(): Db<T>
  transaction<R>(work: (tx: Tx) => Promise<R>): Promise<R>
  ping(): Promise<void>
  close(): Promise<void>
}

export type Connection = { connectionString: string } | { host: string; user: string; database: string }

/** Opens the pool. int8 stays text (ids are decimal strings on the wire too); numeric stays text. */
export function openPostgres(connection: Connection, log: Log, max = 24): Postgres {
  const pool = new pg.Pool({ ...connection, max, application_name: 'siyu', keepAlive: true })
  // An idle client whose server died emits here; without a listener that would end the process.
  pool.on('error', (error) => log.warn({ error: error.message }, 'idle PostgreSQL connection lost'))
  // So does a client in use between two statements of a transaction; the next statement then fails.
  pool.on('connect', (client) => client.on('error', () => undefined))
  const shared = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) })
  const seen = <T>(db: Kysely<unknown>) => db as Kysely<T>
  return {
    pool,
    tables: <T>() => seen<T>(shared),
    transaction: (work) => shared.transaction().execute((trx) => work({ tables: <T>() => seen<T>(trx) })),
    ping: async () => void (await pool.query('select 1')),
    async close() {
      await shared.destroy()
      // Kysely ends the pool only when it has used it itself.
      if (!pool.ending) await pool.end()
    },
  }
}
