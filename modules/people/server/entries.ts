import { sql } from 'kysely'
import type { Db } from '#platform/postgres/postgres'
import { entryOf } from '../core/entry.ts'
import { holdStanding } from './standing.ts'
import type { PeopleTables } from './tables.ts'

/** One proof to be stored, by the id it came with; `person` and `inviter` by their strands. */
export interface EntryRow {
  person: string
  identity: string
  kind: 'order' | 'carrier' | 'list'
  at: number
  inviter: string | null
  source: string | null
  /** The import that says so. */
  import?: string
}

/** Stores proofs of entry (the earliest per id and kind stays) and brings the people's rows in line. Returns who changed. */
export async function recordEntries(
  db: Db<PeopleTables>,
  rows: readonly EntryRow[],
  goLiveAt: number,
): Promise<string[]> {
  if (rows.length === 0) return []
  const everyone = rows.flatMap((row) => (row.inviter ? [row.person, row.inviter] : [row.person]))
  const standing = await holdStanding(db, everyone)
  const list = earliest(rows).map((row) => ({
    ...row,
    strand: row.person,
    inviterStrand: row.inviter,
    person: standing(row.person),
    inviter: row.inviter && standing(row.inviter),
    import: row.import ?? null,
  }))
  await sql`
    insert into people_entry (person, strand, identity, kind, at, inviter, inviter_strand, source, import)
    select person, strand, identity, kind, to_timestamp(at / 1000.0), inviter, inviter_strand, source, import from unnest(
      ${list.map((r) => r.person)}::bigint[], ${list.map((r) => r.strand)}::bigint[], ${list.map((r) => r.identity)}::bigint[], ${list.map((r) => r.kind)}::text[],
      ${list.map((r) => r.at)}::float8[], ${list.map((r) => r.inviter)}::bigint[],
      ${list.map((r) => r.inviterStrand)}::bigint[], ${list.map((r) => r.source)}::text[],
      ${list.map((r) => r.import)}::bigint[])
      as t(person, strand, identity, kind, at, inviter, inviter_strand, source, import)
    on conflict (identity, kind) do update set at = excluded.at, inviter = excluded.inviter,
      inviter_strand = excluded.inviter_strand, source = excluded.source, import = excluded.import
      where excluded.at < people_entry.at
        or (excluded.at = people_entry.at and people_entry.inviter is null and excluded.inviter is not null)`.execute(
    db,
  )
  return reviseEntries(
    db,
    list.map((r) => r.person),
    goLiveAt,
  )
}

/** One proof for each id and kind. */
function earliest(rows: readonly EntryRow[]): EntryRow[] {
  const firsts = new Map<string, EntryRow>()
  for (const row of rows) {
    const key = `${row.identity} ${row.kind}`
    const before = firsts.get(key)
    if (!before || row.at < before.at || (row.at === before.at && row.inviter !== null && before.inviter === null))
      firsts.set(key, row)
  }
  return [...firsts.values()]
}

/** Decides the entry of each person from all its proofs; without any there is none. Returns the people whose row changed. */
export async function reviseEntries(
  db: Db<PeopleTables>,
  persons: readonly string[],
  goLiveAt: number,
): Promise<string[]> {
  const proofs = await sql<{
    person: string
    kind: EntryRow['kind']
    at: Date
    inviter: string | null
    source: string | null
  }>`
    select person, kind, at, inviter, source from people_entry where person = any(${persons}::bigint[])`.execute(db)
  const byPerson = Map.groupBy(proofs.rows, (row) => row.person)
  const entries = [...byPerson].flatMap(([person, rows]) => {
    const entry = entryOf(
      person,
      rows.map((row) => ({ ...row, at: row.at.getTime() })),
      goLiveAt,
    )
    return entry ? [{ person, ...entry }] : []
  })
  const changed = await sql<{ id: string }>`
    update people_person p set entered_at = to_timestamp(t.at / 1000.0), entry = t.entry, inviter = t.inviter,
      source = coalesce(t.source, p.source), known = true, version = nextval('people_version')
    from unnest(${entries.map((e) => e.person)}::bigint[], ${entries.map((e) => e.enteredAt)}::float8[],
      ${entries.map((e) => e.entry)}::text[], ${entries.map((e) => e.inviter)}::bigint[],
      ${entries.map((e) => e.source)}::text[]) as t(person, at, entry, inviter, source)
    where p.id = t.person and (not p.known or (p.entered_at, p.entry, p.inviter) is distinct from
      (to_timestamp(t.at / 1000.0), t.entry, t.inviter))
    returning p.id`.execute(db)
  const unproven = persons.filter((person) => !byPerson.has(person))
  const left = await sql<{ id: string }>`
    update people_person set entered_at = null, entry = null, inviter = null, version = nextval('people_version')
    where id = any(${unproven}::bigint[]) and entered_at is not null returning id`.execute(db)
  return [...changed.rows, ...left.rows].map((row) => row.id)
}
