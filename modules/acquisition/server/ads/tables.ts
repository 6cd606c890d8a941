import type { Generated, Selectable } from 'kysely'
import type { AdEvent } from '../../core/ads/kind.ts'
import type { ConversionState } from '../../core/adsContract.ts'

export interface AdTables {
  acquisition_ad_account: {
    id: Generated<string>
    kind: string
    name: string
    settings: Readonly<Record<string, unknown>>
    secrets: Buffer
    events: readonly { readonly event: AdEvent; readonly code: string }[]
    window_days: number
    delay_minutes: number
    trouble: string | null
    off_at: Date | null
    created_by: string
    created_at: Date
    changed_at: Date
  }
  acquisition_ad_due: { key: string; event: 'add' | 'order'; person: string; at: Date; amount: string }
  acquisition_conversion: {
    id: Generated<string>
    account: string
    key: string
    event: AdEvent
    person: string | null
    at: Date
    amount: string
    click: Buffer | null
    clicked_at: Date
    campaign: string
    state: ConversionState
    reason: string | null
    tries: Generated<number>
    next_at: Date | null
    sent_at: Date | null
    made_at: Date
  }
  acquisition_ad_cost: {
    day: string
    platform: string
    account: string
    campaign: string
    cost: string
    shows: string
    clicks: string
    imported_by: string
    imported_at: Date
  }
}

export type AdAccountRow = Selectable<AdTables['acquisition_ad_account']>
export type ConversionRow = Selectable<AdTables['acquisition_conversion']>
