import type { Entry } from './core/entry.ts'

export type { Account, Entry } from './core/entry.ts'

/** What came of a posting. */
export interface Posted {
  readonly id: string
  /** False when the key was posted before. */
  readonly isNew: boolean
}

/** Port: the books, for houses that give money or goods away; `T` is the caller's transaction, in which they post. */
export interface Ledger<T> {
  /** @throws when the entry does not balance, or its key stands for another one: both are faults of the caller */
  post(tx: T, entry: Entry): Promise<Posted>
  /** Turns the entry of `key` round; null when there is none. Twice comes to the same. */
  reverse(tx: T, key: string, how: { at: number; by: string; reason: string }): Promise<Posted | null>
  /** What stands on these accounts of a campaign, in fen; an account without entries is not in it. */
  balances(campaign: string): Promise<ReadonlyMap<string, number>>
}
