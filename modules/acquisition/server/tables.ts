import type { Generated } from 'kysely'
import type { Leading } from '../core/link.ts'
import type { AdTables } from './ads/tables.ts'
import type { HandoverTables } from './handover/tables.ts'
import type { PaidTables } from './paid/tables.ts'

export interface LinkTable {
  id: Generated<string>
  code: string
  url: string
  name: string
  note: string
  targets: Leading['targets']
  variants: Leading['variants']
  url_weight: number
  /** Keyed hash; the text is kept nowhere. */
  password: Buffer | null
  expires_at: Date | null
  off_at: Date | null
  created_by: string
  created_at: Date
  changed_at: Date
  /** How whoever changed it last reached this Siyu; null = nobody has since that is kept. */
  origin: string | null
}

export interface AcquisitionTables extends HandoverTables, AdTables, PaidTables {
  acquisition_link: LinkTable
  acquisition_personal: {
    id: Generated<string>
    code: string
    link: string
    person: string
    ref: string
    title: string
    made_at: Date
  }
  acquisition_shared: { id: Generated<string>; code: string; link: string; ref: string; made_at: Date }
  acquisition_shared_click: { id: string; shared: string; at: Date; bot: boolean }
  acquisition_personal_click: { id: string; personal: string; at: Date; bot: boolean; app: string }
}
