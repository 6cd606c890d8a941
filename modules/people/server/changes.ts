import { sql } from 'kysely'
import { splitTraits } from '#modules/identity'
import type { Vault } from '#platform/crypto'
import type { Db } from '#platform/postgres/postgres'
import { changed } from '../core/changes.ts'
import type { TraitUpdate } from '../index.ts'
import { fieldsOf, removePrivate, writePrivate } from './private.ts'
import type { PeopleTables } from './tables.ts'

/** Takes changes of people who stand and whose rows are locked, in their order. Each keyed one counts once; returns those that counted, and adds to `seen` whose attributes are others than before. */
export async function makeChanges<T extends TraitUpdate>(
  db: Db<PeopleTables>,
  vault: Vault,
  all: readonly T[],
  seen: Set<string>,
): Promise<readonly T[]> {
  const changes = await firstTime(db, all)
  if (changes.length === 0) return changes
  const persons = [...new Set(changes.map(({ person }) => person))]
  const rows = await db.selectFrom('people_person').select(['id', 'attributes']).where('id', 'in', persons).execute()
  const after = new Map<string, Readonly<Record<string, unknown>>>(rows.map((row) => [row.id, row.attributes]))
  const told = new Set<string>()
  for (const change of changes) {
    const { attributes, personal } = splitTraits(change.traits)
    after.set(change.person, changed(after.get(change.person) ?? {}, { ...change, traits: attributes }))
    if (!change.automatic) told.add(change.person)
    await changePersonal(db, vault, change, personal)
  }
  const written = await sql<{ id: string }>`
    update people_person p set attributes = t.attributes, known = p.known or t.told, version = nextval('people_version')
    from unnest(${persons}::bigint[], ${persons.map((id) => JSON.stringify(after.get(id) ?? {}))}::jsonb[],
      ${persons.map((id) => told.has(id))}::boolean[]) as t(id, attributes, told)
    where p.id = t.id and (p.attributes <> t.attributes or t.told and not p.known) returning p.id`.execute(db)
  for (const { id } of written.rows) seen.add(id)
  return changes
}

/** Setting a value, at first or again, takes a repeat as it is; the others are remembered by their key. */
const countsTwice = ({ op = 'set', key }: TraitUpdate): boolean => key !== undefined && op !== 'set' && op !== 'setOnce'

async function firstTime<T extends TraitUpdate>(db: Db<PeopleTables>, changes: readonly T[]): Promise<readonly T[]> {
  const keys = changes.filter(countsTwice).map(({ key }) => key)
  if (keys.length === 0) return changes
  await sql`delete from people_change where at < now() - interval '2 days'`.execute(db)
  const fresh = await sql<{ key: string }>`
    insert into people_change (key) select distinct unnest(${keys}::text[]) on conflict do nothing returning key`.execute(
    db,
  )
  const first = new Set(fresh.rows.map(({ key }) => key))
  // A key that stands twice in one list counts once, too.
  return changes.filter((change) => !countsTwice(change) || first.delete(change.key ?? ''))
}

/** A personal value is one text: there is nothing to add to it. */
async function changePersonal(
  db: Db<PeopleTables>,
  vault: Vault,
  { op = 'set', person, at, verified }: TraitUpdate,
  personal: Record<string, string>,
) {
  const fields = Object.keys(personal)
  if (op === 'delete') return removePrivate(db, person, 'all', verified)
  if (fields.length === 0) return
  if (op === 'unset') return removePrivate(db, person, fields, verified)
  if (op !== 'set' && op !== 'setOnce') return
  const there = op === 'setOnce' ? await fieldsOf(db, person) : new Set<string>()
  const said = Object.entries(personal).filter(([field]) => !there.has(field))
  await writePrivate(
    db,
    vault,
    said.map(([field, value]) => ({ person, field, value, at, verified })),
  )
}
