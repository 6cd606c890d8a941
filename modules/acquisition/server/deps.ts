import type { GivenCodes, Readers, WaysIn } from '#modules/carriers'
import type { Olap } from '#platform/clickhouse/olap'
import type { Vault } from '#platform/crypto'
import type { Log } from '#platform/log'
import type { Outbox } from '#platform/outbox'
import type { Postgres } from '#platform/postgres/postgres'
import type { Opener, PlaceOf } from '../index.ts'

export interface AcquisitionDeps {
  readonly postgres: Postgres
  readonly olap: Olap
  readonly vault: Vault
  readonly log: Log
  readonly outbox: Outbox
  readonly codes: GivenCodes
  readonly waysIn: WaysIn
  readonly readers: Readers
  /** Port: every number that what is stored of somebody may carry. */
  strands(person: string): Promise<readonly string[]>
  now(): number
  openerOf(userAgent: string): Opener
  readonly placeOf: PlaceOf
  zone(): Promise<string>
}
