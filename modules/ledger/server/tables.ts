import type { Generated } from 'kysely'

export interface LedgerTables {
  ledger_entry: {
    id: Generated<string>
    key: string
    reason: string
    campaign: string
    person: string | null
    at: Date
    by: string
    reverses: string | null
  }
  ledger_posting: { entry: string; account: string; amount: string }
}
