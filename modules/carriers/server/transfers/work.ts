import type { Account } from '../accounts.ts'
import type { Transfers } from './ports.ts'
import type { TransferRow } from './tables.ts'

/** A hand-over under way, with the port of its platform. */
export interface Work {
  readonly transfer: TransferRow
  readonly account: Account
  readonly port: Transfers
  readonly signal: AbortSignal
}
