import type { Generated, Selectable } from 'kysely'
import type { ChatTransferState, CodeState, CustomerState, TransferState } from '../../core/transfers.ts'

export interface TransferTables {
  carriers_transfer: {
    id: Generated<string>
    account: string
    giver: string
    has_left: boolean
    takers: string[]
    message: string | null
    state: TransferState
    start_at: Date
    look_at: Date
    made_by: string
    made_at: Date
    ended_at: Date | null
    error: string | null
  }
  carriers_transfer_customer: {
    transfer: string
    contact: string
    taker: string
    state: CustomerState
    error: string | null
    asked_at: Date | null
    ended_at: Date | null
  }
  carriers_transfer_chat: {
    transfer: string
    chat: string
    taker: string
    state: ChatTransferState
    error: string | null
  }
  carriers_transfer_code: { transfer: string; code: string; state: CodeState; error: string | null }
}

export type TransferRow = Selectable<TransferTables['carriers_transfer']>
