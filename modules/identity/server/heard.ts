import { sql } from 'kysely'
import type { Vault } from '#platform/crypto'
import type { Db } from '#platform/postgres/postgres'
import type { Claim } from '../core/claims.ts'
import { hashOf, sealedBecause } from './store.ts'
import type { IdentityTables } from './tables.ts'

type Identified = Db<IdentityTables>

/** What a client said of a strand and may not claim. `at` in epoch ms. */
interface Hearsay {
  strand: string
  claim: Claim
  at: number
}

/** Keeps hearsay; returns the strands of which something new was said. */
export async function insertUnverified(db: Identified, vault: Vault, heard: readonly Hearsay[]): Promise<string[]> {
  if (heard.length === 0) return []
  const kept = await sql<{ person: string }>`
    insert into identity_unverified (person, type, hash, sealed, first_seen)
    select person, type, hash, sealed, to_timestamp(at / 1000.0) from unnest(${heard.map((h) => h.strand)}::bigint[],
      ${heard.map((h) => h.claim.type)}::text[], ${heard.map((h) => hashOf(vault, h.claim))}::bytea[],
      ${heard.map((h) => vault.seal(h.claim.value, 'identity_unverified.sealed'))}::bytea[],
      ${heard.map((h) => h.at)}::float8[]) with ordinality as t(person, type, hash, sealed, at, place)
    order by place on conflict do nothing returning person`.execute(db)
  return kept.rows.map(({ person }) => person)
}

/** A merge that waits for a human. */
export interface Waiting {
  one: string
  other: string
  why: string
  because: Claim
  /** The number of the id it is about. */
  over: string | null
  /** Epoch ms. */
  at: number
  origin?: string | undefined
}

/** Keeps merges that wait for a human; the same one again is the same question. */
export async function insertDoubts(db: Identified, vault: Vault, doubts: readonly Waiting[]) {
  if (doubts.length === 0) return
  await sql`insert into identity_doubt (one, other, why, because, over, origin, at)
    select one, other, why, because, over, origin, to_timestamp(at / 1000.0)
    from unnest(${doubts.map((d) => d.one)}::bigint[], ${doubts.map((d) => d.other)}::bigint[],
      ${doubts.map((d) => d.why)}::text[], ${doubts.map((d) => JSON.stringify(sealedBecause(vault, d.because)))}::jsonb[],
      ${doubts.map((d) => d.over)}::bigint[], ${doubts.map((d) => d.origin ?? null)}::text[],
      ${doubts.map((d) => d.at)}::float8[]) with ordinality as t(one, other, why, because, over, origin, at, place)
    order by place on conflict do nothing`.execute(db)
}
