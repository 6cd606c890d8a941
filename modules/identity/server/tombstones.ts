import { sql } from 'kysely'
import type { Vault } from '#platform/crypto'
import type { Db, Tx } from '#platform/postgres/postgres'
import type { Claim, Evidence } from '../core/claims.ts'
import { normalise } from '../core/claims.ts'
import { type Known, keyOf } from '../core/known.ts'
import { hashOf } from './store.ts'
import type { IdentityTables } from './tables.ts'

/** Lists, and what is read from a platform again, speak of the past; whoever comes by themselves begins anew. */
const isList = ({ origin }: Evidence) => /^(import|sync):/.test(origin ?? '')

/** Keeps that these people asked to be erased, by their ids' keyed hashes alone. Returns how many. */
export async function buryIds(tx: Tx, persons: readonly string[]): Promise<number> {
  const rows = await sql<{ n: string }>`
    with ids as (
      select type, hash from identity_handle where person = any(${persons}::bigint[])
      union select type, hash from identity_unverified where person = any(${persons}::bigint[])
    ), buried as (
      insert into identity_tombstone (type, hash) select type, hash from ids on conflict do nothing
    ) select count(*) as n from ids`.execute(tx.tables<IdentityTables>())
  return Number(rows.rows[0]?.n ?? 0)
}

/** The batch without the ids that only lists still know of: those of erased people who have not come back. */
export async function withoutBuried(
  db: Db<IdentityTables>,
  vault: Vault,
  { batch, claims, known }: { batch: readonly Evidence[]; claims: ReadonlyMap<string, Claim>; known: Known },
): Promise<{ evidence: Evidence; buried: Claim[] }[]> {
  const asked = batch.some(isList) ? [...claims].filter(([key]) => !known.handles.has(key)) : []
  const found = await buriedAmong(db, vault, asked)
  return batch.map((evidence) => {
    const buried = isList(evidence) ? evidence.claims.filter((claim) => found.has(keyOfRaw(claim))) : []
    if (buried.length === 0) return { evidence, buried }
    return { evidence: { ...evidence, claims: evidence.claims.filter((claim) => !buried.includes(claim)) }, buried }
  })
}

const keyOfRaw = (raw: Claim) => {
  const claim = normalise(raw)
  return typeof claim === 'string' ? '' : keyOf(claim)
}

async function buriedAmong(db: Db<IdentityTables>, vault: Vault, asked: readonly (readonly [string, Claim])[]) {
  if (asked.length === 0) return new Set<string>()
  const rows = await sql<{ place: string }>`
    select k.place from unnest(${asked.map(([, { type }]) => type)}::text[],
      ${asked.map(([, claim]) => hashOf(vault, claim))}::bytea[]) with ordinality as k(type, hash, place)
    join identity_tombstone t on t.type = k.type and t.hash = k.hash`.execute(db)
  return new Set(rows.rows.map(({ place }) => asked[Number(place) - 1]?.[0] ?? ''))
}
