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
  const rows = await sql<{
    id: string
  }>`select nextval('identity_number') as id from generate_series(1, ${count})`.execute(db)
  let next = 0
  return () => {
    const id = rows.rows[next++]?.id
    if (!id) throw new Error('identity: not enough numbers reserved')
    return id
  }
}

/** Stores new handles. */
export async function insertHandles(db: Identified, vault: Vault, handles: readonly Handle[]) {
  if (handles.length === 0) return
  const list = {
    id: handles.map((h) => h.id),
    type: handles.map((h) => h.type),
    hash: handles.map((h) => hashOf(vault, h)),
    value: handles.map((h) => (kindOf(h.type)?.personal ? null : h.value)),
    sealed: handles.map((h) => (kindOf(h.type)?.personal ? vault.seal(h.value, column) : null)),
    strong: handles.map((h) => h.strong),
    person: handles.map((h) => h.person),
    strand: handles.map((h) => h.strand),
    seen: handles.map((h) => new Date(h.firstSeen)),
    origin: handles.map((h) => h.origin ?? null),
  }
  await sql`
    insert into identity_handle (id, type, hash, value, sealed, strong, person, strand, first_seen, origin)
    select * from unnest(${list.id}::bigint[], ${list.type}::text[], ${list.hash}::bytea[], ${list.value}::text[],
      ${list.sealed}::bytea[], ${list.strong}::boolean[], ${list.person}::bigint[],
      ${list.strand}::bigint[], ${list.seen}::timestamptz[], ${list.origin}::text[])`.execute(db)
}

/** Hands an id over; whose it was until now is kept for late evidence. */
export async function moveHandle(
  db: Identified,
  { handle, to, strand, strong, at }: Extract<IdentityFact, { type: 'moved' }>,
  why: 'moved' | 'unbound' = 'moved',
) {
  await sql`insert into identity_past (handle, strand, until, why)
    select id, strand, ${new Date(at)}, ${why} from identity_handle where id = ${handle}
    on conflict (handle, until) do nothing`.execute(db)
  await db
    .updateTable('identity_handle')
    .set({ person: to, strand, strong, marked: true })
    .where('id', '=', handle)
    .execute()
}

export async function markHandle(db: Identified, fact: Extract<IdentityFact, { type: 'proven' | 'seen' | 'shared' }>) {
  const of = db.updateTable('identity_handle').where('id', '=', fact.handle)
  if (fact.type === 'proven') await of.set({ strong: true }).execute()
  else if (fact.type === 'seen') {
    const { handle, strand } = fact
    await db
      .insertInto('identity_seen')
      .values({ handle, strand })
      .onConflict((c) => c.doNothing())
      .execute()
    await of.set({ marked: true }).execute()
  } else {
    await of.set({ shared_at: new Date(fact.at) }).execute()
    // What was joined over an id that is everybody's was perhaps joined wrongly: a human looks at it.
    await sql`insert into identity_doubt (one, other, why, because, over, merge, at)
      select lead, other, 'shared', because, over, id, ${new Date(fact.at)} from identity_merge
      where over = ${fact.handle} and undone_at is null on conflict do nothing`.execute(db)
  }
}

/** What a merge was made over, as it is stored. */
export const sealedBecause = (vault: Vault, { type, value }: Claim) => ({
  type,
  sealed: vault.seal(value, 'identity_merge.because').toString('base64'),
})

type Merged = Extract<IdentityFact, { type: 'merged' }>

/**
 * Makes each kept person stand for all strands of the gone one, and writes the merges with their evidence, in their order.
 * Returns their numbers. However many there are it takes four statements: whoever is gone goes to who stands in the end.
 */
export async function recordMerges(
  db: Identified,
  merges: readonly { fact: Merged; because: object }[],
  hand?: { by: string; reason: string },
): Promise<string[]> {
  const gone = merges.map(({ fact }) => fact.gone)
  const finals = endsOf(merges.map(({ fact }) => fact))
  const to = gone.map((one) => finals.get(one) ?? one)
  for (const table of ['identity_handle', 'identity_strand'])
    await sql`update ${sql.table(table)} as h set person = t.final from unnest(${gone}::bigint[], ${to}::bigint[]) as t(gone, final)
      where h.person = t.gone`.execute(db)
  await sql`insert into identity_strand (strand, person) select * from unnest(${gone}::bigint[], ${to}::bigint[])
    on conflict (strand) do update set person = excluded.person`.execute(db)
  const rows = merges.map(({ fact: { kept, lead, other, over, at }, because }, i) => ({
    ...{ kept, gone: gone[i], lead, other, over, because, at: new Date(at).toISOString() },
  }))
  const made = await sql<{ id: string }>`
    insert into identity_merge (kept, gone, lead, other, over, because, at, by, reason)
    select (m->>'kept')::bigint, (m->>'gone')::bigint, (m->>'lead')::bigint, (m->>'other')::bigint, (m->>'over')::bigint,
      m->'because', (m->>'at')::timestamptz, ${hand?.by ?? null}::text, ${hand?.reason ?? null}::text
    from jsonb_array_elements(${JSON.stringify(rows)}::jsonb) with ordinality as t(m, place) order by place
    returning id`.execute(db)
  return made.rows.map(({ id }) => id)
}

/** Who stands in the end for each that is gone: the kept one of a merge may be gone by a later one. */
function endsOf(merges: readonly Merged[]): Map<string, string> {
  const ends = new Map<string, string>()
  for (const { kept, gone } of merges.toReversed()) ends.set(gone, ends.get(kept) ?? kept)
  return ends
}

/** Keeps what a client said and may not claim; false when it is known. */
export async function insertUnverified(db: Identified, vault: Vault, person: string, claim: Claim, at: number) {
  const row = {
    person,
    type: claim.type,
    hash: hashOf(vault, claim),
    sealed: vault.seal(claim.value, 'identity_unverified.sealed'),
    first_seen: new Date(at),
  }
  const kept = await db
    .insertInto('identity_unverified')
    .values(row)
    .onConflict((c) => c.doNothing())
    .executeTakeFirst()
  return kept.numInsertedOrUpdatedRows !== undefined && kept.numInsertedOrUpdatedRows > 0n
}

/** Keeps a merge that waits for a human; the same one again is the same question. */
export async function insertDoubt(
  db: Identified,
  vault: Vault,
  { one, other, why, because, over }: { one: string; other: string; why: string; because: Claim; over: string | null },
  { at, origin = null }: { at: number; origin?: string | null },
) {
  const sealed = JSON.stringify(sealedBecause(vault, because))
  await sql`insert into identity_doubt (one, other, why, because, over, origin, at)
    values (${one}, ${other}, ${why}, ${sealed}::jsonb, ${over}, ${origin}, ${new Date(at)})
    on conflict do nothing`.execute(db)
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
