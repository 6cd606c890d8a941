import type { Ledger } from '#modules/ledger'
import type { Vault } from '#platform/crypto'
import type { Jobs } from '#platform/jobs'
import type { Log } from '#platform/log'
import type { Postgres, Tx } from '#platform/postgres/postgres'
import type { Transfers, WholePeople } from '../../index.ts'

export interface HookDeps {
  readonly postgres: Postgres
  readonly vault: Vault
  readonly log: Log
  readonly jobs: Jobs
  now(): number
  readonly ledger: Ledger<Tx>
  readonly whole: WholePeople
  readonly transfers: Transfers
  readonly cards: CardsSeen
}

/** The parcel card by which somebody claims. */
export interface SeenCard {
  readonly id: string
  /** Who has added by it; null = nobody yet. */
  readonly strand: string | null
  /** Epoch ms at which it was first scanned. */
  readonly scannedAt: number
}

/** What hooks ask of the cards of this house. */
export interface CardsSeen {
  seen(code: string): Promise<SeenCard | null>
  /** It brought a claim, or that claim is nothing any more. */
  claimed(tx: Tx, card: string, at: number | null): Promise<void>
}
