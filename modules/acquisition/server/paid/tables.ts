import type { Generated, Selectable } from 'kysely'
import type { Welcome } from '#modules/carriers'

export interface PaidTables {
  acquisition_paid_link: {
    id: Generated<string>
    code: string
    name: string
    account: string
    staff: string[]
    skip_verify: boolean
    page: string
    source: string | null
    welcome: Welcome | null
    link: string | null
    url: string | null
    state: string | null
    asked_at: Date | null
    error: string | null
    origin: string
    off_at: Date | null
    created_by: string
    created_at: Date
    changed_at: Date
  }
  acquisition_paid_open: { link: string; day: string; led: 'link' | 'page'; count: number }
  acquisition_paid_add: {
    id: string
    link: string
    person: string | null
    known: boolean
    at: Date
    left_at: Date | null
  }
  acquisition_paid_quota: {
    account: string
    total: number
    balance: number
    expiring: readonly { readonly at: number; readonly count: number }[]
    low_at: number
    price: number
    read_at: Date
    error: string | null
  }
}

export type PaidRow = Selectable<PaidTables['acquisition_paid_link']>
export type QuotaRow = Selectable<PaidTables['acquisition_paid_quota']>
