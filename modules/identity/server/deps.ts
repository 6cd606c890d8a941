import type { Vault } from '#platform/crypto'
import type { Outbox } from '#platform/outbox'
import type { Postgres, Tx } from '#platform/postgres/postgres'
import type { Rules } from '../core/policy.ts'
import type { PersonChanges } from '../index.ts'

export interface IdentityDeps {
  postgres: Postgres
  outbox: Outbox
  vault: Vault
  /** Runs in the transaction that stores the ids, so that no person exists without a row elsewhere. */
  onChange: (tx: Tx, changes: PersonChanges) => Promise<void>
  /** How evidence is weighed; as built in when absent. The same object as long as the policy is the same. */
  rules?: () => Promise<Rules>
  /** Ids held in memory. */
  cacheSize?: number
}
