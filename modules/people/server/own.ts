import { sql } from 'kysely'
import { splitTraits } from '#modules/identity'
import type { Vault } from '#platform/crypto'
import type { Db } from '#platform/postgres/postgres'
import { isProven, type Own, type Told } from '../core/own.ts'
import type { TraitUpdate } from '../index.ts'
import { saidFacts } from './journal.ts'
import type { PeopleTables } from './tables.ts'

/** Before their first merge: what each of these people has said until now becomes their strand's own. */
export async function keepOwn(db: Db<PeopleTables>, persons: readonly string[]) {
  await sql`update people_person p set own = (
      select coalesce(jsonb_object_agg(key, jsonb_build_object('value', value, 'seq', 0)), '{}') from jsonb_each(
        ${saidFacts} || jsonb_strip_nulls(jsonb_build_object('excluded', p.excluded, 'firstSeen', extract(epoch from p.first_seen)))))
    where p.id = any(${persons}::bigint[]) and p.own is null`.execute(db)
}

/** Remembers when these merges were made in the row of sayings. */
export async function keepJoins(db: Db<PeopleTables>, merges: readonly string[]) {
  await sql`insert into people_join (merge, seq)
    select id, nextval('people_version') from unnest(${merges}::bigint[]) as t(id) order by id
    on conflict do nothing`.execute(db)
}

/** What one strand says now; `undefined` takes a fact away. */
export interface Saying {
  strand: string
  facts: readonly (readonly [name: string, value: unknown])[]
}

/** Adds to what the strands of merged people have said by themselves; of all others nothing is kept. */
export async function tellOwn(db: Db<PeopleTables>, sayings: readonly Saying[]) {
  const asked = [...new Set(sayings.map(({ strand }) => strand))]
  const found = await sql<{ id: string; own: Own }>`select id, own from people_person
    where id = any(${asked}::bigint[]) and own is not null order by id for update`.execute(db)
  if (found.rows.length === 0) return
  const seqs = await sql<{ seq: string }>`
    select nextval('people_version') as seq from generate_series(1, ${sayings.length})`.execute(db)
  const owns = new Map(found.rows.map(({ id, own }) => [id, new Map(Object.entries(own))]))
  sayings.forEach(({ strand, facts }, i) => {
    const own = owns.get(strand)
    const seq = Number(seqs.rows[i]?.seq)
    for (const [name, value] of own ? facts : [])
      say(own ?? new Map(), name, value === undefined ? { seq } : { value, seq })
  })
  const rows = [...owns].map(([id, own]) => ({ id, own: Object.fromEntries(own) }))
  await sql`update people_person p set own = t.own
    from json_to_recordset(${JSON.stringify(rows)}::json) as t(id bigint, own jsonb) where p.id = t.id`.execute(db)
}

function say(own: Map<string, Told>, name: string, told: Told) {
  const before = own.get(name)
  // Where a person came from is not said twice.
  if (name === 'source' && before?.value !== undefined && told.value !== undefined) return
  if (before && isProven(before) && told.value !== undefined && !isProven(told)) return
  own.set(name, told)
}

/** What updates of traits mean for the strands that said them. */
export function sayingsOf(vault: Vault, updates: readonly TraitUpdate[]): Saying[] {
  return updates.map(({ person, at, traits, verified }) => {
    const { attributes, personal } = splitTraits(traits)
    const sealed = (field: string, value: string) => ({
      hash: vault.hash(`${field}\0${value}`).toString('hex'),
      sealed: vault.seal(value, 'people_private.sealed').toString('hex'),
      ...{ verified, updated_at: new Date(at).toISOString() },
    })
    const facts = [
      ...Object.entries(attributes).map(([name, value]) => [`attribute:${name}`, value] as const),
      ...Object.entries(personal).map(([field, value]) => [`private:${field}`, sealed(field, value)] as const),
    ]
    return { strand: person, facts }
  })
}

/** Whatever is put back for a person counts for each of their strands that had said it. */
export async function tellEverySide(
  db: Db<PeopleTables>,
  facts: readonly { person: string; name: string; value: unknown }[],
) {
  const strands = await sql<{ id: string; person: string; own: Own }>`
    select id, coalesce(merged_into, id) as person, own from people_person
    where own is not null and (id = any(${facts.map(({ person }) => person)}::bigint[])
      or merged_into = any(${facts.map(({ person }) => person)}::bigint[]))`.execute(db)
  const sayings = strands.rows.map(({ id, person, own }) => ({
    strand: id,
    facts: facts
      .filter((fact) => fact.person === person && Object.hasOwn(own, fact.name))
      .map(({ name, value }) => [name, value] as const),
  }))
  await tellOwn(db, sayings)
}
