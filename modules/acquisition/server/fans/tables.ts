import type { Generated } from 'kysely'
import type { FanReason } from '../../core/fans/fan.ts'

export interface FanTables {
  acquisition_fan_batch: { import: string; platform: string; kind: string; by: string; at: Date }
  acquisition_fan: {
    id: Generated<string>
    batch: string
    line: number
    strand: string | null
    known: boolean
    why: FanReason | null
    key: Buffer | null
    sealed: Buffer | null
  }
  acquisition_redemption: {
    id: Generated<string>
    import: string
    platform: string
    voucher: string
    product: string
    store: string
    at: Date
    amount: string | null
    strand: string | null
    told_at: Generated<Date | null>
  }
}

export const fanContext = 'acquisition_fan.sealed'

/** What of a fan is sealed. */
export interface Sealed {
  readonly nickname: string | null
  readonly account: string | null
}
