import { sql } from 'kysely'
import type { Vault } from '#platform/crypto'
import type { Db } from '#platform/postgres/postgres'
import { type Claim, kindOf } from '../core/claims.ts'
import { type Handle, type IdentityFact, keyOf } from '../core/known.ts'
import type { IdentityTables } from './tables.ts'

type Identified = Db<IdentityTables>
const column = 'identity_handle.sealed'

export const hashOf = (vault: Vault, claim: Claim): Buffer => vault.hash(keyOf(claim))

export function openValue(vault: Vault, row: { value: string | null; sealed: Buffer | null }): string {
  return row.value ?? (row.sealed ? vault.open(row.sealed, column) : '')
}

/**
 * One process at a time weighs new evidence. Two at once would each see half of it: an id claimed for a person that the
 * other one just merged away, or one person merged into two.
 */
export async function alone(db: Identified) {
  await sql`select pg_advisory_xact_lock(hashtextextended('identity', 0))`.execute(db)
}

/** Reserves numbers for persons and handles, and hands them out. */
export async function reserve(db: Identified, count: number): Promise<() => string> {
  const made = sql<{ ids: string }>`
    select string_agg(nextval('identity_number')::text, ',') as ids from generate_series(1, ${count})`
  const ids = count > 0 ? ((await made.execute(db)).rows[0]?.ids ?? '').split(',') : []
  let next = 0
  return () => {
    const id = ids[next++]
    if (!id) throw new Error('identity: not enough numbers reserved')
    return id
  }
}

/** Stores new handles. `hashes` by key are those that were made already. */
export async function insertHandles(
  db: Identified,
  vault: Vault,
  handles: readonly Handle[],
  hashes: ReadonlyMap<string, Buffer> = new Map(),
) {
  if (handles.length === 0) return
  const list = {
    id: idsOf(handles.map((h) => h.id)),
    type: handles.map((h) => h.type),
    hash: handles.map((h) => hashes.get(keyOf(h)) ?? hashOf(vault, h)),
    value: handles.map((h) => (kindOf(h.type)?.personal ? null : h.value)),
    sealed: handles.map((h) => (kindOf(h.type)?.personal ? vault.seal(h.value, column) : null)),
    strong: handles.map((h) => h.strong),
    person: idsOf(handles.map((h) => h.person)),
    strand: idsOf(handles.map((h) => h.strand)),
    seen: handles.map((h) => h.firstSeen),
    origin: handles.map((h) => h.origin ?? null),
  }
  await sql`
    insert into identity_handle (id, type, hash, value, sealed, strong, person, strand, first_seen, origin)
    select id, type, hash, value, sealed, strong, person, strand, to_timestamp(seen / 1000.0), origin
    from unnest(${list.id}::bigint[], ${list.type}::text[], ${list.hash}::bytea[], ${list.value}::text[],
      ${list.sealed}::bytea[], ${list.strong}::boolean[], ${list.person}::bigint[], ${list.strand}::bigint[],
      ${list.seen}::float8[], ${list.origin}::text[])
      as t(id, type, hash, value, sealed, strong, person, strand, seen, origin)`.execute(db)
}

/** Numbers of ours as one array: the driver escapes each element of a list as if it could be any text (0.14 ms a thousand against 0.02). */
const idsOf = (ids: readonly (string | null)[]) => `{${ids.map((id) => id ?? 'NULL').join()}}`

/** What a merge was made over, as it is stored. */
export const sealedBecause = (vault: Vault, { type, value }: Claim) => ({
  type,
  sealed: vault.seal(value, 'identity_merge.because').toString('base64'),
})

type Merged = Extract<IdentityFact, { type: 'merged' }>

/**
 * Makes each kept person stand for all strands of the gone one, and writes the merges with their evidence, in their order.
 * Returns their numbers. However many there are it takes two statements: whoever is gone goes to who stands in the end.
 */
export async function recordMerges(
  db: Identified,
  merges: readonly { fact: Merged; because: object }[],
  hand?: { by: string; reason: string },
): Promise<string[]> {
  const gone = merges.map(({ fact }) => fact.gone)
  const finals = endsOf(merges.map(({ fact }) => fact))
  const to = gone.map((one) => finals.get(one) ?? one)
  // The lists go over once for all three tables: with a thousand merges sending them is a part of the cost.
  await sql`with list as (select * from unnest(${idsOf(gone)}::bigint[], ${idsOf(to)}::bigint[]) as t(gone, final)),
      handles as (update identity_handle h set person = l.final from list l where h.person = l.gone),
      strands as (update identity_strand s set person = l.final from list l where s.person = l.gone)
    insert into identity_strand (strand, person) select gone, final from list
    on conflict (strand) do update set person = excluded.person`.execute(db)
  const of = <T>(value: (fact: Merged) => T) => merges.map(({ fact }) => value(fact))
  const made = await sql<{ id: string }>`
    insert into identity_merge (kept, gone, lead, other, over, because, at, by, reason)
    select kept, gone, lead, other, over, because, to_timestamp(at / 1000.0), ${hand?.by ?? null}::text, ${hand?.reason ?? null}::text
    from unnest(${idsOf(of((m) => m.kept))}::bigint[], ${idsOf(gone)}::bigint[], ${idsOf(of((m) => m.lead))}::bigint[],
      ${idsOf(of((m) => m.other))}::bigint[], ${idsOf(of((m) => m.over))}::bigint[],
      ${merges.map(({ because }) => JSON.stringify(because))}::jsonb[], ${of((m) => m.at)}::float8[])
      with ordinality as t(kept, gone, lead, other, over, because, at, place) order by place
    returning id`.execute(db)
  return made.rows.map(({ id }) => id)
}

/** Who stands in the end for each that is gone: the kept one of a merge may be gone by a later one. */
function endsOf(merges: readonly Merged[]): Map<string, string> {
  const ends = new Map<string, string>()
  for (const { kept, gone } of merges.toReversed()) ends.set(gone, ends.get(kept) ?? kept)
  return ends
}

/** Who stands for this number; null when nobody with an id does. */
export async function standingPerson(db: Identified, person: string): Promise<string | null> {
  const rows = await sql<{ person: string }>`
    select s.person from (select coalesce((select person from identity_strand where strand = ${person}), ${person}::bigint)
      as person) s where exists (select 1 from identity_handle h where h.person = s.person)`.execute(db)
  return rows.rows[0]?.person ?? null
}

/** All strands of whoever stands for this number, the smallest first. */
export async function strandsOf(db: Identified, person: string): Promise<string[]> {
  const rows = await sql<{ strand: string }>`
    with stands as (select coalesce((select person from identity_strand where strand = ${person}), ${person}::bigint) as p)
    select p as strand from stands union select s.strand from identity_strand s join stands on s.person = p
    order by strand`.execute(db)
  return rows.rows.map((row) => row.strand)
}
