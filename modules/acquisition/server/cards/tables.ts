import type { Generated, Selectable } from 'kysely'
import type { CardForm, CardLayout } from '../../core/card.ts'
import type { Marketplace } from '../../core/cardRisk.ts'

export interface CardTables {
  acquisition_card_design: {
    id: Generated<string>
    name: string
    form: CardForm
    marketplace: Marketplace
    hook: string | null
    layout: CardLayout
    created_by: string
    created_at: Date
    changed_at: Date
  }
  acquisition_card_batch: {
    id: Generated<string>
    design: string
    name: string
    warehouse: string
    card_cost: number
    lead_days: number
    account: string
    staff: string[]
    live: string | null
    count: number
    layout: CardLayout
    form: CardForm
    hook: string | null
    origin: string
    state: 'making' | 'ready'
    task: Generated<string | null>
    print_task: Generated<string | null>
    printed_at: Date | null
    delivered: Generated<number>
    delivered_at: Date | null
    inserted_estimate: number | null
    accepted_by: string | null
    created_by: string
    created_at: Date
  }
  acquisition_card: {
    id: Generated<string>
    batch: string
    number: number
    code: string
    order_no: string | null
    parcel: string | null
    inserted_at: Date | null
    scanned_at: Date | null
    scans: Generated<number>
    added_at: Date | null
    strand: string | null
    left_at: Date | null
    claimed_at: Date | null
  }
  acquisition_card_print: { batch: string; part: number; first: number; last: number; bytes: number; read: number }
}

export type DesignRow = Selectable<CardTables['acquisition_card_design']>
export type BatchRow = Selectable<CardTables['acquisition_card_batch']>
export type CardRow = Selectable<CardTables['acquisition_card']>
