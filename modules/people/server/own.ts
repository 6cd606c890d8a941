import { sql } from 'kysely'
import { splitTraits } from '#modules/identity'
import type { Vault } from '#platform/crypto'
import type { Db } from '#platform/postgres/postgres'
import { addTold, type Change, type Own } from '../core/own.ts'
import type { TraitUpdate } from '../index.ts'
import { saidFacts } from './journal.ts'
import type { PeopleTables } from './tables.ts'

/** Before their first merge: what each of these people has said until now becomes their strand's own. */
export async function keepOwn(db: Db<PeopleTables>, persons: readonly string[]) {
  await sql`update people_person p set own = (
      select coalesce(jsonb_object_agg(key, jsonb_build_array(jsonb_build_object('op', 'set', 'value', value, 'seq', 0))), '{}')
      from jsonb_each(${saidFacts} || jsonb_strip_nulls(jsonb_build_object('excluded', p.excluded,
        'firstSeen', extract(epoch from p.first_seen), 'known', nullif(p.known, false)))))
    where p.id = any(${persons}::bigint[]) and p.own is null`.execute(db)
}

/** Remembers when these merges were made in the row of sayings. */
export async function keepJoins(db: Db<PeopleTables>, merges: readonly string[]) {
  await sql`insert into people_join (merge, seq)
    select id, nextval('people_version') from unnest(${merges}::bigint[]) as t(id) order by id
    on conflict do nothing`.execute(db)
}

/** What one strand says now. Made when it is needed: of most people nothing is kept. */
export interface Saying {
  strand: string
  facts: () => readonly (readonly [name: string, change: Change])[]
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
    if (own) for (const [name, change] of facts()) addTold(own, name, { ...change, seq })
  })
  const rows = [...owns].map(([id, own]) => ({ id, own: Object.fromEntries(own) }))
  await sql`update people_person p set own = t.own
    from json_to_recordset(${JSON.stringify(rows)}::json) as t(id bigint, own jsonb) where p.id = t.id`.execute(db)
}

/** What changes of traits mean for the strands that said them. */
export function sayingsOf(vault: Vault, updates: readonly (TraitUpdate & { strand: string })[]): Saying[] {
  return updates.map((update) => ({ strand: update.strand, facts: () => factsOf(vault, update) }))
}

function factsOf(vault: Vault, { op = 'set', at, traits, verified, automatic }: TraitUpdate) {
  const { attributes, personal } = splitTraits(traits)
  const sealed = (field: string, value: string) => ({
    hash: vault.hash(`${field}\0${value}`).toString('hex'),
    sealed: vault.seal(value, 'people_private.sealed').toString('hex'),
    ...{ verified, updated_at: new Date(at).toISOString() },
  })
  const known = automatic ? [] : [['known', { op: 'set', value: true }] as const]
  if (op === 'delete') return [...known, ['*', { op, proof: verified }] as const]
  const isSet = op === 'set' || op === 'setOnce'
  return [
    ...known,
    ...Object.entries(attributes).map(([name, value]) => [`attribute:${name}`, { op, value }] as const),
    // A personal value is one text: there is nothing to add to it.
    ...Object.entries(isSet || op === 'unset' ? personal : {}).map(
      ([field, value]) =>
        [`private:${field}`, isSet ? { op, value: sealed(field, value) } : { op, proof: verified }] as const,
    ),
  ]
}

const unset = { op: 'unset', proof: true } as const

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
    facts: () =>
      facts
        .filter((fact) => fact.person === person && Object.hasOwn(own, fact.name))
        .map(({ name, value }) => [name, value === undefined ? unset : ({ op: 'set', value } as const)] as const),
  }))
  await tellOwn(db, sayings)
}
