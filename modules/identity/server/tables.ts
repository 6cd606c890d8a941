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
  }
  identity_apart: { one: string; other: string; by: string; reason: string; at: Date }
  identity_unverified: { person: string; type: string; hash: Buffer; sealed: Buffer; first_seen: Date }
}
