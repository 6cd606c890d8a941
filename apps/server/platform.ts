import type { Olap } from '#platform/clickhouse/olap'
import type { Vault } from '#platform/crypto'
import type { Jobs } from '#platform/jobs'
import type { Log } from '#platform/log'
import type { Outbox } from '#platform/outbox'
import type { Connection, Postgres } from '#platform/postgres/postgres'

/** What every house is given. */
export interface Platform {
  postgres: Postgres
  olap: Olap
  outbox: Outbox
  jobs: Jobs
  vault: Vault
  log: Log
  now: () => number
  dataDir: string
  outgoingHosts: readonly string[]
  /** The login of PostgreSQL for questions by SQL. */
  reader: Connection | null
}
