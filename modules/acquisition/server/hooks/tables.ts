import type { Generated, Selectable } from 'kysely'
import type { ClaimState } from '../../core/claim.ts'
import type { Newness } from '../../core/hook.ts'

export interface HookTables {
  acquisition_hook: {
    id: Generated<string>
    kind: string
    name: string
    title: string
    text: string
    organiser: string
    settings: Record<string, unknown>
    cost: string
    stock: number | null
    budget: string | null
    newness: Newness
    starts_at: Date | null
    ends_at: Date | null
    on: Generated<boolean>
    stopped: 'budget' | null
    stopped_at: Date | null
    taken: Generated<number>
    spent: Generated<string>
    created_by: string
    created_at: Date
    changed_at: Date
  }
  acquisition_claim: {
    id: Generated<string>
    hook: string
    person: string | null
    strand: string | null
    phone: Buffer | null
    card: string | null
    state: ClaimState
    cost: string
    code: string | null
    address: Buffer | null
    carrier: Generated<string>
    tracking: Generated<string>
    note: Generated<string>
    transfer: string | null
    claimed_at: Date
    changed_at: Date
  }
  acquisition_hook_given: { hook: string; strand: string; at: Date; by: string }
}

export type HookRow = Selectable<HookTables['acquisition_hook']>
export type ClaimRow = Selectable<HookTables['acquisition_claim']>
