import type { Generated } from 'kysely'
import type { Definition } from '../core/definition.ts'

export type RunCause = 'asked' | 'saved' | 'daily' | 'live' | 'list'
export type Refresh = 'manual' | 'daily' | 'live'

export interface SegmentTables {
  segments_segment: {
    id: Generated<string>
    name: string
    note: string
    kind: 'rule' | 'list'
    refresh: Refresh
    definition: Definition | null
    version: number
    people: string | null
    computed_at: Date | null
    archived_at: Date | null
    created_by: string
    created_at: Date
    changed_by: string
    changed_at: Date
  }
  segments_version: {
    segment: string
    version: number
    name: string
    refresh: Refresh
    definition: Definition | null
    by: string
    at: Date
  }
  segments_run: {
    id: string
    segment: string
    version: number
    cause: RunCause
    by: string
    at: Date
    took_ms: number | null
    people: string
    entered: string
    gone: string
  }
  segments_tag_group: { id: Generated<string>; name: string; exclusive: boolean; archived_at: Date | null }
  segments_tag: {
    id: Generated<string>
    tag_group: string
    name: string
    segment: string | null
    archived_at: Date | null
    merged_into: string | null
    created_by: string
    created_at: Date
  }
  segments_given: { tag: string; strand: string; at: Date; by: string }
  segments_given_fact: {
    id: Generated<string>
    tag: string
    strand: string
    given: boolean
    at: Date
    by: string
    batch: string | null
  }
  segments_pending: {
    id: Generated<string>
    type: string
    hash: Buffer
    shown: string
    tag: string
    by: string
    at: Date
    strand: string | null
    applied_at: Date | null
  }
}

export type SegmentRow = Omit<SegmentTables['segments_segment'], 'id'> & { id: string }
