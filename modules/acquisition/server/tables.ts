import type { Generated } from 'kysely'
import type { Leading } from '../core/link.ts'

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
}

export interface AcquisitionTables {
  acquisition_link: LinkTable
}
