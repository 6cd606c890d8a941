import { sql } from 'kysely'
import type { Side } from '#modules/identity'
import type { Db } from '#platform/postgres/postgres'
import { type Join, joined, type Own } from '../core/own.ts'
import { reviseEntries } from './entries.ts'
import { saidFacts } from './journal.ts'
import { putBack } from './putBack.ts'
import type { PeopleTables } from './tables.ts'

/** Puts right what belongs to each side of a split: traits, owner, proofs, carriers, invitees. Returns whose rows changed. */
export async function splitPeople(
  db: Db<PeopleTables>,
  sides: readonly Side[],
  goLiveAt: number,
): Promise<readonly string[]> {
  const strands = sides.flatMap((side) => [...side.strands])
  const persons = sides.map(({ person }) => person)
  const owns = await holdStrands(db, strands)
  await placeRows(db, sides)
  for (const side of sides) await restoreTraits(db, side, owns)
  await releaseSingles(db, sides)
  const invited = await sql<{ person: string }>`
    select distinct person from people_entry where inviter_strand = any(${strands}::bigint[])`.execute(db)
  await reviseEntries(db, [...new Set([...persons, ...invited.rows.map((row) => row.person)])], goLiveAt)
  return [...new Set([...strands, ...invited.rows.map((row) => row.person)])]
}

/** Locks both sides and everyone they have invited, always in the order of ids. */
async function holdStrands(db: Db<PeopleTables>, strands: readonly string[]): Promise<Map<string, Own>> {
  const rows = await sql<{ id: string; own: Own | null }>`
    select id, own from people_person where id = any(${strands}::bigint[]) or inviter = any(${strands}::bigint[])
    order by id for update`.execute(db)
  const asked = new Set(strands)
  return new Map(rows.rows.flatMap(({ id, own }) => (own && asked.has(id) ? [[id, own]] : [])))
}

/** Says who stands for each strand now, in every row that keeps one. */
async function placeRows(db: Db<PeopleTables>, sides: readonly Side[]) {
  const pairs = sides.flatMap(({ person, strands }) => strands.map((strand) => ({ strand, person })))
  const list = sql`unnest(${pairs.map((p) => p.strand)}::bigint[], ${pairs.map((p) => p.person)}::bigint[])
    as t(strand, person)`
  await sql`update people_person p set merged_into = nullif(t.person, t.strand), version = nextval('people_version')
    from ${list} where p.id = t.strand`.execute(db)
  await sql`update people_entry e set person = t.person from ${list} where e.strand = t.strand`.execute(db)
  await sql`update people_entry e set inviter = t.person from ${list} where e.inviter_strand = t.strand`.execute(db)
  await sql`update people_carrier c set person = t.person from ${list} where c.strand = t.strand`.execute(db)
}

/** People merged before strands kept their own are left with what they show. */
async function restoreTraits(db: Db<PeopleTables>, { person, strands, joints, known }: Side, owns: Map<string, Own>) {
  const mine = new Map(strands.flatMap((strand) => (owns.has(strand) ? [[strand, owns.get(strand) ?? {}]] : [])))
  if (mine.size < strands.length) return
  const target = joined(mine, await joinsOf(db, joints))
  const firstSeen = Math.min(...[...mine.values()].map((own) => Number(own['firstSeen']?.[0]?.value)))
  const isKnown = known || target.get('known') === true
  for (const name of ['firstSeen', 'known']) target.delete(name)
  const rows = await sql<{ facts: Record<string, unknown>; excluded: string | null }>`
    select ${saidFacts} as facts, p.excluded from people_person p where p.id = ${person}`.execute(db)
  const there = [...Object.keys(rows.rows[0]?.facts ?? {}), 'excluded']
  const names = new Set([...there, ...target.keys()])
  await putBack(
    db,
    [...names].map((name) => ({ person, name, value: target.get(name) })),
  )
  await sql`update people_person set known = ${isKnown}, first_seen = to_timestamp(${firstSeen})
    where id = ${person}`.execute(db)
}

async function joinsOf(db: Db<PeopleTables>, joints: Side['joints']): Promise<Join[]> {
  const seqs = await sql<{ merge: string; seq: string }>`
    select merge, seq from people_join where merge = any(${joints.map(({ id }) => id)}::bigint[])`.execute(db)
  const bySeq = new Map(seqs.rows.map(({ merge, seq }) => [merge, Number(seq)]))
  return joints.map(({ id, lead, other }) => ({ lead, other, seq: bySeq.get(id) ?? 0 })).sort((a, b) => a.seq - b.seq)
}

/** Who is of one strand again has nothing to keep apart. */
async function releaseSingles(db: Db<PeopleTables>, sides: readonly Side[]) {
  const singles = sides.filter(({ strands }) => strands.length === 1).map(({ person }) => person)
  await sql`update people_person set own = null where id = any(${singles}::bigint[])`.execute(db)
}
