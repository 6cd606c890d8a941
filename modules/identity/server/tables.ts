/** The house's own tables. */
export interface IdentityTables {
  identity_handle: {
    id: string
    type: string
    hash: Buffer
    value: string | null
    sealed: Buffer | null
    strong: boolean
    person: string
    strand: string
    first_seen: Date
    origin: string | null
    marked: boolean
    shared_at: Date | null
  }
  identity_past: { handle: string; strand: string; until: Date; why: string }
  identity_seen: { handle: string; strand: string }
  identity_doubt: {
    id: string
    one: string
    other: string
    why: string
    because: unknown
    over: string | null
    merge: string | null
    origin: string | null
    at: Date
    decided: string | null
    decided_at: Date | null
    decided_by: string | null
    decided_reason: string | null
  }
  identity_strand: { strand: string; person: string }
  identity_merge: {
    id: string
    kept: string
    gone: string
    lead: string
    other: string
    because: unknown
    at: Date
    recorded_at: Date
    undone_at: Date | null
    undone_by: string | null
    undone_reason: string | null
    over: string | null
    by: string | null
    reason: string | null
  }
  identity_apart: { one: string; other: string; by: string; reason: string; at: Date }
  identity_tombstone: { type: string; hash: Buffer; at: Date }
  identity_unverified: { person: string; type: string; hash: Buffer; sealed: Buffer; first_seen: Date }
}
