import type { Identities } from '#modules/identity'
import type { Profiles, Reach } from '#modules/people'
import type { Vault } from '#platform/crypto'
import type { Jobs } from '#platform/jobs'
import type { Log } from '#platform/log'
import type { Outbox } from '#platform/outbox'
import type { Postgres } from '#platform/postgres/postgres'
import type { Tagging } from './tags/ports.ts'

export interface Withdrawal {
  readonly person: string
  readonly purpose: string
  readonly at: number
  readonly reason: string
  readonly by: string
}

/** Who somebody is to colleagues. */
export interface Named {
  readonly person: string
  /** Null where nothing is known to call them by. */
  readonly name: string | null
}

export interface CarrierDeps {
  readonly postgres: Postgres
  readonly vault: Vault
  readonly log: Log
  readonly jobs: Jobs
  readonly outbox: Outbox
  readonly tagging: Tagging
  readonly identities: Identities
  readonly profiles: Pick<Profiles, 'apply'>
  /** Port: house people keeps who can be reached where. */
  readonly reached: (rows: readonly Reach[]) => Promise<void>
  /** Port: somebody has withdrawn their consent to a purpose, at this moment (epoch ms). Said again it is the same. */
  readonly withdraw: (said: Withdrawal) => Promise<void>
  /** Whether an address beside the platform's own may be called. */
  readonly isAllowed: (url: URL) => boolean
  /** Port: whoever stands for these numbers, and what staff call them by (masked); whoever is gone is not in the answer. */
  readonly namesOf: (strands: readonly string[]) => Promise<ReadonlyMap<string, Named>>
  /** Port: the zone of the workspace, by whose clock days begin. */
  readonly zone: () => Promise<string>
  readonly now: () => number
}
