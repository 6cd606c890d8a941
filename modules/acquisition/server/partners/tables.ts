import type { Generated, Selectable } from 'kysely'
import type { Platform } from '../../core/partnerShapes.ts'
import type { FlagKind } from '../../core/partners/flags.ts'
import type { LineReason } from '../../core/partners/line.ts'
import type { LineKind, Why } from '../../core/partners/settle.ts'
import type { StatementState, TaxCategory } from '../../core/partners/statement.ts'
import type { Terms } from '../../core/partners/terms.ts'
import type { Touch } from '../../core/partners/touch.ts'

/** What a platform said last of a payout. */
export interface TransferSaid {
  readonly state?: string
  readonly trouble?: string
  /** What the receiver confirms it with. */
  readonly confirm?: unknown
  readonly at: number
}

export interface PartnerTables {
  acquisition_partner: {
    id: Generated<string>
    kind: 'kol' | 'koc'
    name: string
    level: number
    upline: string | null
    strand: string | null
    real_name: Buffer | null
    id_number: Buffer | null
    id_print: Buffer | null
    phone: Buffer | null
    contact: Buffer | null
    tax: TaxCategory
    platforms: readonly Platform[]
    contract_from: string | null
    contract_to: string | null
    contract_note: string
    tags: string[]
    note: string
    off_at: Date | null
    created_by: string
    created_at: Date
    changed_at: Date
  }
  acquisition_partner_file: {
    id: Generated<string>
    partner: string
    name: string
    type: string
    size: number
    sealed: Buffer
    added_by: string
    added_at: Date
  }
  acquisition_partner_sample: {
    id: Generated<string>
    partner: string
    what: string
    quantity: number
    cost: string
    address: Buffer | null
    carrier: string
    tracking: string
    note: string
    sent_at: Date
    back_at: Date | null
    by: string
  }
  acquisition_programme: {
    id: Generated<string>
    name: string
    note: string
    starts_at: Date
    ends_at: Date | null
    off_at: Date | null
    created_by: string
    created_at: Date
    changed_at: Date
  }
  acquisition_programme_terms: { id: Generated<string>; programme: string; terms: Terms; from_at: Date; by: string }
  acquisition_partner_way: {
    id: Generated<string>
    partner: string
    programme: string
    kind: 'link' | 'live' | 'code'
    link: string | null
    live: string | null
    code: string
    off_at: Date | null
    made_by: string
    made_at: Date
  }
  acquisition_deal: {
    id: Generated<string>
    programme: string
    terms: string
    partner: string
    upline: string | null
    way: string
    kind: 'sale' | 'activation'
    order_id: string | null
    strand: string | null
    at: Date
    day: string
    gross: string
    net: string
    because: { readonly chosen: Touch; readonly others: readonly Touch[] }
    due_at: Date
    void_at: Date | null
    made_at: Date
  }
  acquisition_commission: {
    id: Generated<string>
    deal: string
    partner: string
    kind: LineKind
    amount: string
    reason: LineReason
    why: Why
    net: string
    is_void: boolean
    at: Date
    statement: string | null
  }
  acquisition_statement: {
    id: Generated<string>
    partner: string
    month: string
    amount: string
    state: StatementState
    attempt: Generated<number>
    drawn_by: string
    drawn_at: Date
    approved_by: string | null
    approved_at: Date | null
    ended_at: Date | null
    note: Generated<string>
    origin: Generated<string>
    transfer: TransferSaid | null
    changed_at: Date
  }
  acquisition_partner_flag: {
    id: Generated<string>
    partner: string
    deal: string | null
    month: string | null
    kind: FlagKind
    because: Readonly<Record<string, string | number>>
    state: Generated<'open' | 'cheat' | 'fair'>
    raised_at: Date
    decided_by: string | null
    decided_at: Date | null
    reason: string | null
  }
}

export type PartnerRow = Selectable<PartnerTables['acquisition_partner']>
export type ProgrammeRow = Selectable<PartnerTables['acquisition_programme']>
export type WayRow = Selectable<PartnerTables['acquisition_partner_way']>
export type DealRow = Selectable<PartnerTables['acquisition_deal']>
export type StatementRow = Selectable<PartnerTables['acquisition_statement']>
export type FlagRow = Selectable<PartnerTables['acquisition_partner_flag']>
