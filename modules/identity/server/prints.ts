import { sql } from 'kysely'
import type { Db } from '#platform/postgres/postgres'
import type { IdentityTables } from './tables.ts'

/** A keyed fingerprint of one id of a person: equal for equal ids, meaningless without the key of this installation. */
export interface Print {
  person: string
  type: string
  hash: Buffer
}

/** Port: tells whether two people, one of them erased, had an id in common. */
export interface IdentityPrints {
  /** The fingerprints of all ids of these people, who must be the ones who stand. */
  prints(people: readonly string[]): Promise<readonly Print[]>
}

export async function printsOf(db: Db<IdentityTables>, people: readonly string[]): Promise<readonly Print[]> {
  const { rows } = await sql<Print>`
    select person, type, hash from identity_handle where person = any(${people}::bigint[])`.execute(db)
  return rows
}

/** An id that somebody was seen with, under a keyed fingerprint: one's own now or before, one that others have too, or hearsay. */
export interface SeenPrint {
  readonly strand: string
  readonly type: string
  readonly print: string
}

/** What these numbers were seen with; ids that are everybody's say nothing and are not among them. */
export async function seenPrints(db: Db<IdentityTables>, strands: readonly string[]): Promise<readonly SeenPrint[]> {
  if (strands.length === 0) return []
  const { rows } = await sql<SeenPrint>`
    with own as (
      select strand, type, hash from identity_handle where strand = any(${strands}::bigint[]) and shared_at is null
      union select s.strand, h.type, h.hash from identity_seen s join identity_handle h on h.id = s.handle
        where s.strand = any(${strands}::bigint[]) and h.shared_at is null
      union select p.strand, h.type, h.hash from identity_past p join identity_handle h on h.id = p.handle
        where p.strand = any(${strands}::bigint[]) and h.shared_at is null
      union select person, type, hash from identity_unverified where person = any(${strands}::bigint[])
    )
    select strand::text as strand, type, type || ' ' || encode(hash, 'hex') as print from own`.execute(db)
  return rows
}
