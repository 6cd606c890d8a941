import type { Generated } from 'kysely'
import type { ConsentSource } from '../core/consents.ts'
import type { Own } from '../core/own.ts'

export interface PeopleTables {
  people_person: {
    id: string
    version: string
    first_seen: Date
    attributes: Record<string, unknown>
    known: boolean
    entered_at: Date | null
    entry: 'self' | 'invited' | 'baseline' | null
    inviter: string | null
    source: string | null
    owner: string | null
    excluded: string | null
    merged_into: string | null
    own: Own | null
  }
  people_private: { person: string; field: string; hash: Buffer; sealed: Buffer; verified: boolean; updated_at: Date }
  people_entry: {
    person: string
    strand: string
    identity: string
    kind: 'order' | 'carrier' | 'list'
    at: Date
    inviter: string | null
    inviter_strand: string | null
    source: string | null
    import: string | null
  }
  people_wearer: { id: Generated<string>; strand: string; sealed: Buffer; updated_at: Date }
  people_carrier: {
    id: string
    person: string
    strand: string
    identity: string
    carrier: string
    account: string
    started: Date
    ended: Date | null
    import: string | null
  }
  people_owner: { id: Generated<string>; person: string; owner: string | null; at: Date | null }
  people_consent: {
    id: Generated<string>
    strands: string[]
    purpose: string
    given: boolean
    at: Date | null
    recorded_at: Date
    text_version: string | null
    source: ConsentSource
    reason: string | null
    recorded_by: string
    import: string | null
  }
  people_consent_notice: { purpose: string; version: number; notice: unknown; published_at: Date; published_by: string }
  people_consent_word: { strand: string; purpose: string; given: boolean; at: Date | null }
  people_consent_void: { record: string; voided_at: Date }
  people_consent_buried: { type: string; hash: Buffer; purpose: string; at: Date; until: Date }
}
