import type { Identities } from '#modules/identity'
import type { Olap } from '#platform/clickhouse/olap'
import type { Vault } from '#platform/crypto'
import type { Outbox } from '#platform/outbox'
import type { Postgres } from '#platform/postgres/postgres'

export interface SegmentDeps {
  readonly postgres: Postgres
  readonly olap: Olap
  readonly outbox: Outbox
  readonly vault: Vault
  readonly identities: Pick<Identities, 'strands' | 'standing' | 'lookup' | 'identitiesOf'>
  readonly now: () => number
}
