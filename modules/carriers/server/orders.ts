import type { Tx } from '#platform/postgres/postgres'

/** An order of a shop, or money back of one: rows of the ledger by what each cell means there. */
export interface SoldOrder {
  /** Within which the number of an order is one order. */
  readonly source: string
  readonly sourceKind: 'private' | 'platform'
  readonly rows: readonly Readonly<Record<string, string>>[]
  /** Asked in the transaction that writes, before it does: false = a later answer stands there, nothing is written. */
  readonly isLatest: (tx: Tx) => Promise<boolean>
}

/** Port: takes an order as it stands now. Said again it is the same. Answers why rows were refused. */
export type PutOrder = (order: SoldOrder) => Promise<readonly string[]>
