import { sql } from 'kysely'
import type { Vault } from '#platform/crypto'
import type { Db } from '#platform/postgres/postgres'
import { type Claim, kindOf } from '../core/claims.ts'
import { type Handle, type IdentityFact, type Known, keyOf, type PersonState } from '../core/resolve.ts'

export interface IdentityTables {
  identity_handle: {
    id: string
    type: string
    hash: Buffer
    value: string | null
    sealed: Buffer | null
    strong: boolean
    person: string
    first_seen: Date
    origin: string | null
  }
  identity_merge: { id: string; kept: string; gone: string; because: unknown; moved: string[]; at: Date }
  identity_unverified: { person: string; type: string; hash: Buffer; sealed: Buffer; first_seen: Date }
}

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
  const found = await sql<{ id: string; type: string; hash: Buffer; person: string; first_seen: Date }>`
    select h.id, h.type, h.hash, h.person, h.first_seen from identity_handle h
    join unnest(${types}::text[], ${hashes}::bytea[]) as k(type, hash) on k.type = h.type and k.hash = h.hash`.execute(
    db,
  )
  for (const row of found.rows) {
    const claim = byHash.get(`${row.type}\0${row.hash.toString('latin1')}`)
    if (!claim) continue
    known.handles.set(keyOf(claim), { ...claim, id: row.id, person: row.person, firstSeen: row.first_seen.getTime() })
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
  return rows.rows.map((row) => ({
    id: row.person,
    size: Number(row.size),
    strong: Number(row.strong),
    login: row.login,
  }))
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
    seen: handles.map((h) => new Date(h.firstSeen)),
    origin: handles.map((h) => h.origin ?? null),
  }
  await sql`
    insert into identity_handle (id, type, hash, value, sealed, strong, person, first_seen, origin)
    select * from unnest(${list.id}::bigint[], ${list.type}::text[], ${list.hash}::bytea[], ${list.value}::text[],
      ${list.sealed}::bytea[], ${list.strong}::boolean[], ${list.person}::bigint[], ${list.seen}::timestamptz[], ${list.origin}::text[])`.execute(
    db,
  )
}

export async function moveHandle(db: Identified, fact: Extract<IdentityFact, { type: 'moved' }>) {
  await db.updateTable('identity_handle').set({ person: fact.to }).where('id', '=', fact.handle).execute()
}

/** Points the gone person's handles to the kept one and writes the merge with its evidence and the moved handles. */
export async function recordMerge(db: Identified, fact: Extract<IdentityFact, { type: 'merged' }>, because: object) {
  await sql`
    with moved as (
      update identity_handle set person = ${fact.kept} where person = ${fact.gone} returning id
    )
    insert into identity_merge (kept, gone, because, moved, at)
    values (${fact.kept}, ${fact.gone}, ${JSON.stringify(because)}::jsonb,
      coalesce((select array_agg(id) from moved), '{}'), ${new Date(fact.at)})`.execute(db)
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

/** The last person of the merge chain. */
export async function standingPerson(db: Identified, person: string): Promise<string | null> {
  const rows = await sql<{ person: string }>`
    with recursive chain as (
      select ${person}::bigint as person, 0 as depth
      union all select m.kept, chain.depth + 1 from chain join identity_merge m on m.gone = chain.person
    )
    select c.person from chain c where exists (select 1 from identity_handle h where h.person = c.person)
    order by depth desc limit 1`.execute(db)
  return rows.rows[0]?.person ?? null
}

/** Everyone who ended in this person. */
export async function mergedInto(db: Identified, person: string): Promise<string[]> {
  const rows = await sql<{ person: string }>`
    with recursive below as (
      select ${person}::bigint as person
      union all select m.gone from below join identity_merge m on m.kept = below.person
    ) select person from below`.execute(db)
  return rows.rows.map((row) => row.person)
}
