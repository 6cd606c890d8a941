import { sql } from 'kysely'
import type { Vault } from '#platform/crypto'
import type { Db } from '#platform/postgres/postgres'
import { wearerAfter } from '../core/listedWearer.ts'
import type { Wearer } from '../core/wearer.ts'
import type { Placed } from './placed.ts'
import type { PeopleTables } from './tables.ts'
import { mostWearers, openWearer, sealWearer } from './wearers.ts'

/** A wearer who stands there or is to be written. */
interface Held {
  readonly id: string | null
  readonly wearer: Wearer
}

/**
 * Writes the wearers that rows of a list tell of. Of one person a name is one wearer, whichever strand it was written
 * for. What is so already is not written again. Returns the rows that a person has no room for.
 */
export async function listedWearers(db: Db<PeopleTables>, vault: Vault, placed: readonly Placed[], at: number) {
  const telling = placed.filter(({ row }) => row.wearer !== null)
  if (telling.length === 0) return []
  const held = await heldBy(db, vault, [...new Set(telling.map(({ person }) => person))])
  const changed = new Set<string>()
  const full: Placed['row'][] = []
  for (const { person, strand, row, fill } of telling) {
    if (!row.wearer) continue
    const mine = held.get(person) ?? new Map<string, Held>()
    held.set(person, mine)
    const before = mine.get(row.wearer.name)
    if (!before && mine.size >= mostWearers) {
      full.push(row)
      continue
    }
    const wearer = wearerAfter(before?.wearer ?? null, row.wearer, fill)
    if (before && JSON.stringify(before.wearer) === JSON.stringify(wearer)) continue
    const id = await write(db, { id: before?.id ?? null, strand, sealed: sealWearer(vault, wearer), at })
    mine.set(row.wearer.name, { id, wearer })
    changed.add(person)
  }
  await sql`update people_person set version = nextval('people_version')
    where id = any(${[...changed]}::bigint[])`.execute(db)
  return full
}

async function heldBy(db: Db<PeopleTables>, vault: Vault, persons: readonly string[]) {
  const rows = await sql<{ person: string; id: string; sealed: Buffer }>`
    select coalesce(p.merged_into, p.id) as person, w.id, w.sealed from people_person p
    join people_wearer w on w.strand = p.id
    where p.id = any(${persons}::bigint[]) or p.merged_into = any(${persons}::bigint[]) order by w.id for update of w`.execute(
    db,
  )
  const held = new Map<string, Map<string, Held>>()
  for (const { person, id, sealed } of rows.rows) {
    const wearer = openWearer(vault, sealed)
    const mine = held.get(person) ?? new Map<string, Held>()
    if (!mine.has(wearer.name)) mine.set(wearer.name, { id, wearer })
    held.set(person, mine)
  }
  return held
}

interface Row {
  readonly id: string | null
  readonly strand: string
  readonly sealed: Buffer
  readonly at: number
}

async function write(db: Db<PeopleTables>, { id, strand, sealed, at }: Row): Promise<string> {
  const updated_at = new Date(at)
  if (id !== null) {
    await db.updateTable('people_wearer').set({ sealed, updated_at }).where('id', '=', id).execute()
    return id
  }
  const made = await db
    .insertInto('people_wearer')
    .values({ strand, sealed, updated_at })
    .returning('id')
    .executeTakeFirstOrThrow()
  return made.id
}
