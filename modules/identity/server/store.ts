import { sql } from 'kysely'
import type { Vault } from '#platform/crypto'
import type { Db } from '#platform/postgres/postgres'
import { type Claim, kindOf } from '../core/claims.ts'
import { type Handle, type IdentityFact, type Known, keyOf, type PersonState } from '../core/known.ts'
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

/** Reserves numbers for persons and handles. */
export async function reserve(db: Identified, count: number): Promise<string[]> {
  const rows = await sql<{
    id: string
  }>`select nextval('identity_number') as id from generate_series(1, ${count})`.execute(db)
  return rows.rows.map((row) => row.id)
}

/** The handles of these claims and the persons they point to. */
export async function loadKnown(db: Identified, vault: Vault, claims: ReadonlyMap<string, Claim>): Promise<Known> {
  const known: Known = { handles: new Map(), persons: new Map(), redirects: new Map() }
  const byHash = new Map<string, Claim>()
  const types: string[] = []
  const hashes: Buffer[] = []
  for (const claim of claims.values()) {
    const hash = hashOf(vault, claim)
    byHash.set(`${claim.type}\0${hash.toString('latin1')}`, claim)
    types.push(claim.type)
    hashes.push(hash)
  }
  const found = await sql<{ id: string; type: string; hash: Buffer; person: string; strand: string; first_seen: Date }>`
    select h.id, h.type, h.hash, h.person, h.strand, h.first_seen from identity_handle h
    join unnest(${types}::text[], ${hashes}::bytea[]) as k(type, hash) on k.type = h.type and k.hash = h.hash`.execute(
    db,
  )
  for (const row of found.rows) {
    const claim = byHash.get(`${row.type}\0${row.hash.toString('latin1')}`)
    if (!claim) continue
    const { id, person, strand } = row
    known.handles.set(keyOf(claim), { ...claim, id, person, strand, firstSeen: row.first_seen.getTime() })
  }
  const persons = [...new Set(found.rows.map((row) => row.person))]
  for (const state of await loadPersons(db, persons)) known.persons.set(state.id, state)
  return known
}

async function loadPersons(db: Identified, ids: readonly string[]): Promise<PersonState[]> {
  if (ids.length === 0) return []
  const rows = await sql<{ person: string; size: string; strong: string; login: string | null }>`
    select person, count(*) as size, count(*) filter (where strong) as strong,
      max(value) filter (where type = 'login_id') as login
    from identity_handle where person = any(${ids}::bigint[]) group by person`.execute(db)
  const apart = await apartFrom(db, ids)
  return rows.rows.map((row) => ({
    apart: apart.get(row.person) ?? [],
    id: row.person,
    size: Number(row.size),
    strong: Number(row.strong),
    login: row.login,
  }))
}

/** Whom each of these people was parted from, as they stand now. */
async function apartFrom(db: Identified, persons: readonly string[]): Promise<Map<string, string[]>> {
  const rows = await sql<{ person: string; from: string }>`
    with pairs as (select one, other from identity_apart union all select other, one from identity_apart)
    select mine.person, coalesce(theirs.person, p.other) as from
    from pairs p
    left join identity_strand s on s.strand = p.one
    cross join lateral (select coalesce(s.person, p.one) as person) mine
    left join identity_strand theirs on theirs.strand = p.other
    where mine.person = any(${persons}::bigint[])`.execute(db)
  const byPerson = Map.groupBy(rows.rows, (row) => row.person)
  return new Map([...byPerson].map(([person, list]) => [person, list.map((row) => row.from)]))
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
    strong: handles.map((h) => kindOf(h.type)?.strength === 'strong'),
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

export async function moveHandle(db: Identified, fact: Extract<IdentityFact, { type: 'moved' }>) {
  await db
    .updateTable('identity_handle')
    .set({ person: fact.to, strand: fact.strand })
    .where('id', '=', fact.handle)
    .execute()
}

/** What a merge was made over, as it is stored. */
export const sealedBecause = (vault: Vault, { type, value }: Claim) => ({
  type,
  sealed: vault.seal(value, 'identity_merge.because').toString('base64'),
})

/** Makes the kept person stand for all strands of the gone one, and writes the merge with its evidence. Returns its number. */
export async function recordMerge(
  db: Identified,
  { kept, gone, lead, other, at }: Extract<IdentityFact, { type: 'merged' }>,
  because: object,
): Promise<string> {
  await sql`update identity_handle set person = ${kept} where person = ${gone}`.execute(db)
  await sql`update identity_strand set person = ${kept} where person = ${gone}`.execute(db)
  await sql`insert into identity_strand (strand, person) values (${gone}, ${kept})
    on conflict (strand) do update set person = excluded.person`.execute(db)
  const made = await sql<{ id: string }>`
    insert into identity_merge (kept, gone, lead, other, because, at)
    values (${kept}, ${gone}, ${lead}, ${other}, ${JSON.stringify(because)}::jsonb, ${new Date(at)})
    returning id`.execute(db)
  return made.rows[0]?.id ?? ''
}

export async function insertUnverified(db: Identified, vault: Vault, person: string, claim: Claim, at: number) {
  const row = {
    person,
    type: claim.type,
    hash: hashOf(vault, claim),
    sealed: vault.seal(claim.value, 'identity_unverified.sealed'),
    first_seen: new Date(at),
  }
  await db
    .insertInto('identity_unverified')
    .values(row)
    .onConflict((c) => c.doNothing())
    .execute()
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
