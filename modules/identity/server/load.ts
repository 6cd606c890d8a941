import { sql } from 'kysely'
import type { Vault } from '#platform/crypto'
import type { Db } from '#platform/postgres/postgres'
import type { Claim } from '../core/claims.ts'
import { type Handle, type Known, keyOf, type PersonState } from '../core/known.ts'
import { hashOf } from './store.ts'
import type { IdentityTables } from './tables.ts'

type Identified = Db<IdentityTables>

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
  const found = await sql<Omit<IdentityTables['identity_handle'], 'value' | 'sealed' | 'origin'>>`
    select h.id, h.type, h.hash, h.person, h.strand, h.strong, h.first_seen, h.marked, h.shared_at from identity_handle h
    join unnest(${types}::text[], ${hashes}::bytea[]) as k(type, hash) on k.type = h.type and k.hash = h.hash`.execute(
    db,
  )
  const marks = await loadMarks(
    db,
    found.rows.filter((row) => row.marked).map((row) => row.id),
  )
  for (const { id, type, hash, person, strand, strong, first_seen, shared_at } of found.rows) {
    const claim = byHash.get(`${type}\0${hash.toString('latin1')}`)
    if (!claim) continue
    const state = { id, person, strand, strong, firstSeen: first_seen.getTime(), shared: shared_at !== null }
    known.handles.set(keyOf(claim), { type: claim.type, value: claim.value, ...state, ...marks.get(id) })
  }
  const past = [...marks.values()].flatMap((mark) => mark.past.map((era) => era.person))
  const persons = [...new Set([...found.rows.map((row) => row.person), ...past])]
  for (const state of await loadPersons(db, persons)) known.persons.set(state.id, state)
  return known
}

/** Whose these ids were before, and with whom they were seen. */
async function loadMarks(db: Identified, ids: readonly string[]) {
  if (ids.length === 0) return new Map<string, Required<Pick<Handle, 'past' | 'seenWith'>>>()
  const eras = await sql<{ handle: string; strand: string; person: string; until: Date }>`
    select p.handle, p.strand, coalesce(s.person, p.strand) as person, p.until from identity_past p
    left join identity_strand s on s.strand = p.strand where p.handle = any(${ids}::bigint[]) order by p.until`.execute(
    db,
  )
  const seen = await sql<{ handle: string; strand: string }>`
    select handle, strand from identity_seen where handle = any(${ids}::bigint[])`.execute(db)
  const pastOf = Map.groupBy(eras.rows, (row) => row.handle)
  const seenOf = Map.groupBy(seen.rows, (row) => row.handle)
  return new Map(
    ids.map((id) => {
      const past = (pastOf.get(id) ?? []).map(({ strand, person, until }) => ({
        strand,
        person,
        until: until.getTime(),
      }))
      return [id, { past, seenWith: (seenOf.get(id) ?? []).map((row) => row.strand) }] as const
    }),
  )
}

/** What is known of these people who stand. */
export async function loadPersons(db: Identified, ids: readonly string[]): Promise<PersonState[]> {
  if (ids.length === 0) return []
  const rows = await sql<{ person: string; size: string; strong: string; counts: Record<string, number> }>`
    select person, sum(n) as size, sum(proofs) as strong, jsonb_object_agg(type, n) as counts from (
      select person, type, count(*) as n, count(*) filter (where strong) as proofs
      from identity_handle where person = any(${ids}::bigint[]) and type !~ '^order(:|$)' group by person, type
    ) t group by person`.execute(db)
  const apart = await apartFrom(db, ids)
  const byPerson = new Map(rows.rows.map((row) => [row.person, row]))
  // Whoever lost their last id may still be asked for by late evidence.
  return ids.map((id) => {
    const { size = '0', strong = '0', counts = {} } = byPerson.get(id) ?? {}
    return { id, size: Number(size), strong: Number(strong), counts, apart: apart.get(id) ?? [] }
  })
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
