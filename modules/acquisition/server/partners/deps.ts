import type { Ledger } from '#modules/ledger'
import type { Condition } from '#modules/segments'
import type { ChangedOrder } from '#modules/shop'
import type { Vault } from '#platform/crypto'
import type { Jobs } from '#platform/jobs'
import type { Log } from '#platform/log'
import type { Outbox } from '#platform/outbox'
import type { Postgres, Tx } from '#platform/postgres/postgres'
import type { Transfers, WholePeople } from '../../index.ts'

type ConditionTree = ReturnType<typeof Condition.parse>

/** Who stands for a number, with all that anything stored may carry for them. */
export interface Stands {
  readonly asked: string
  readonly person: string
  readonly strands: readonly string[]
  readonly excluded: boolean
}

/** Somebody opened an address that carries the mark of a partner. */
export interface Marked {
  /** Who stands now. */
  readonly person: string
  readonly code: string
  /** Epoch ms, of the last time. */
  readonly at: number
}

/** What somebody's friends brought. Money in fen. */
export interface Brought {
  readonly person: string
  readonly friends: number
  readonly buyers: number
  readonly repeat: number
  readonly orders: number
  readonly net: number
}

/** What partners ask of the neighbours. */
export interface PartnerSight {
  stand(strands: readonly string[]): Promise<readonly Stands[]>
  /** The last time each of these (or anybody) did something under each mark, in [from, to]. */
  marked(asked: {
    people: readonly string[] | null
    codes: readonly string[]
    from: number
    to: number
  }): Promise<readonly Marked[]>
  /** Which of those who have these numbers fit a condition at a moment. */
  belonging(condition: ConditionTree, strands: readonly string[], at: number): Promise<ReadonlySet<string>>
  /** Why a condition cannot be asked; null = it can. */
  wrongIn(condition: ConditionTree): Promise<string | null>
  /** Keyed prints of the ids that were seen with these numbers. */
  prints(strands: readonly string[]): Promise<readonly { strand: string; type: string; print: string }[]>
  /** Orders paid from a moment on, by their ids, as they stand now. */
  ordersSince(from: number, after: string, limit: number): Promise<readonly ChangedOrder[]>
  /** Whose friends bought, the most first. */
  broughtBy(asked: { least: number; limit: number }): Promise<readonly Brought[]>
  /** The friends of one of them. */
  friendsOf(person: string): Promise<readonly { person: string; orders: number; net: number; at: number }[]>
}

export interface PartnerDeps {
  readonly postgres: Postgres
  readonly vault: Vault
  readonly log: Log
  readonly jobs: Jobs
  readonly outbox: Outbox
  now(): number
  zone(): Promise<string>
  readonly ledger: Ledger<Tx>
  readonly whole: Pick<WholePeople, 'namesOf' | 'phone'>
  readonly transfers: Transfers
  readonly sight: PartnerSight
}
