import type { OwnEvents } from '#modules/intake'
import type { Vault } from '#platform/crypto'
import type { Postgres } from '#platform/postgres/postgres'
import type { FanStanding } from '../../core/fans/fan.ts'
import type { BuyersAfter, WholePeople } from '../../index.ts'

/** What lists of fans ask of identity while they come in. */
export interface FanIntakeDeps {
  readonly postgres: Postgres
  readonly vault: Vault
  /** Port: whose ids are, in their order, without anybody becoming known by asking. */
  strandsOfIds(ids: readonly { readonly type: string; readonly value: string }[]): Promise<readonly (string | null)[]>
}

export interface RedemptionDeps extends FanIntakeDeps {
  now(): number
  /** Port: the log of events. */
  readonly own: OwnEvents
  /** Port: which of these orders the ledger has of this source. */
  ordersKnown(source: string, orderNos: readonly string[]): Promise<ReadonlySet<string>>
}

export interface FanDeps {
  readonly postgres: Postgres
  readonly vault: Vault
  readonly now: () => number
  /** Port: how far people are, by strand; whoever is gone is not in the answer. */
  standings(strands: readonly string[]): Promise<ReadonlyMap<string, FanStanding>>
  readonly bought: BuyersAfter
  readonly whole: Pick<WholePeople, 'namesOf'>
  /** Port: makes a segment of these people. */
  listOf(asked: { name: string; note: string; persons: readonly string[] }, by: string): Promise<string>
}
