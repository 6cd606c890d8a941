import { sql } from 'kysely'
import type { Vault } from '#platform/crypto'
import type { Db } from '#platform/postgres/postgres'
import type { Claim } from '../core/claims.ts'
import { isNamed } from '../core/kinds.ts'
import { type Handle, type Known, keyOf, type PersonState } from '../core/known.ts'
import { hashOf } from './store.ts'
import type { IdentityTables } from './tables.ts'

type Identified = Db<IdentityTables>

/** What is known, with the hashes of all claims by key. */
interface Loaded {
  known: Known
  hashes: ReadonlyMap<string, Buffer>
}

/** The handles of these claims and the persons they point to, those that `whom` names of them. */
export async function loadKnown(
  db: Identified,
  vault: Vault,
  claims: ReadonlyMap<string, Claim>,
  whom: (handles: Known['handles']) => Iterable<string> = everybody,
): Promise<Loaded> {
  const known: Known = { handles: new Map(), persons: new Map(), redirects: new Map() }
  const asked = [...claims.values()]
  const hashes = asked.map((claim) => hashOf(vault, claim))
  const found = await handlesOf(db, asked, hashes)
  const marks = await loadMarks(
    db,
    found.filter((row) => row.marked).map((row) => row.id),
  )
  for (const { place, marked: _, ...state } of found) {
    const claim = asked[Number(place) - 1]
    if (!claim) continue
    known.handles.set(keyOf(claim), { type: claim.type, value: claim.value, ...state, ...marks.get(state.id) })
  }
  for (const state of await loadPersons(db, [...new Set(whom(known.handles))])) known.persons.set(state.id, state)
  return { known, hashes: new Map(asked.map((claim, i) => [keyOf(claim), hashes[i] ?? Buffer.of()])) }
}

type Found = Pick<Handle, 'id' | 'person' | 'strand' | 'strong' | 'firstSeen'> & {
  /** Of the claim, from 1. */
  place: string
  marked: boolean
  shared: boolean
}

/** A look-up each in the index: the planner, left to itself, reads the whole table when a batch is large (19 ms against 5). */
async function handlesOf(db: Identified, claims: readonly Claim[], hashes: readonly Buffer[]): Promise<Found[]> {
  const rows = await sql<Found>`
    select k.place, h.id, h.person, h.strand, h.strong, h.marked, h.shared_at is not null as shared,
      (extract(epoch from h.first_seen) * 1000)::float8 as "firstSeen"
    from unnest(${claims.map(({ type }) => type)}::text[], ${hashes}::bytea[]) with ordinality as k(type, hash, place)
    cross join lateral (select * from identity_handle i where i.type = k.type and i.hash = k.hash limit 1) h`.execute(
    db,
  )
  return rows.rows
}

/** Everybody whom these ids point to or pointed to before. */
function* everybody(handles: Known['handles']) {
  for (const { person, past = [] } of handles.values()) {
    yield person
    for (const era of past) yield era.person
  }
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
  const rows = await sql<{ person: string; type: string; strong: boolean; n: number }>`
    select person, type, strong, count(*)::int as n from identity_handle
    where person = any(${ids}::bigint[]) group by person, type, strong`.execute(db)
  const apart = await apartFrom(db, ids)
  const byPerson = Map.groupBy(rows.rows, (row) => row.person)
  // Whoever lost their last id may still be asked for by late evidence.
  return ids.map((id) => {
    const mine = (byPerson.get(id) ?? []).filter(({ type }) => !isNamed(type))
    const sum = (list: typeof mine) => list.reduce((all, { n }) => all + n, 0)
    const counts: Record<string, number> = {}
    for (const { type, n } of mine) counts[type] = (counts[type] ?? 0) + n
    const strong = sum(mine.filter((row) => row.strong))
    return { id, size: sum(mine), strong, counts, apart: apart.get(id) ?? [] }
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
