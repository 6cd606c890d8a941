import { sql } from 'kysely'
import type { Db } from '#platform/postgres/postgres'
import type { PeopleTables } from './tables.ts'

/** One fact of a person as it is to stand again; `value` undefined = there was none. */
export interface Back {
  readonly person: string
  readonly name: string
  readonly value: unknown
}

/** Sets facts back, all of one kind at a time. Returns the carriers that are gone. */
export async function putBack(db: Db<PeopleTables>, facts: readonly Back[]): Promise<string[]> {
  const of = (kind: string) =>
    facts
      .filter(({ name }) => name === kind || name.startsWith(`${kind}:`))
      .map(({ person, name, value }) => ({ person, key: name.slice(kind.length + 1), value }))
  await putAttributes(db, of('attribute'))
  await putColumn(db, 'owner', of('owner'))
  await putColumn(db, 'source', of('source'))
  await putColumn(db, 'excluded', of('excluded'))
  await putPrivate(db, of('private'))
  await putEntries(db, of('entry'))
  await putWearers(db, of('wearer'))
  await sql`update people_person set version = nextval('people_version')
    where id = any(${[...new Set(facts.map(({ person }) => person))]}::bigint[])`.execute(db)
  return putCarriers(db, of('carrier'))
}

interface Fact {
  person: string
  key: string
  value: unknown
}

const absent = (facts: readonly Fact[]) => facts.filter(({ value }) => value === undefined)
const present = (facts: readonly Fact[]) => facts.filter(({ value }) => value !== undefined)
const json = (facts: readonly Fact[]) => JSON.stringify(facts)

async function putAttributes(db: Db<PeopleTables>, facts: readonly Fact[]) {
  await sql`update people_person p set attributes = p.attributes - t.keys
    from (select person, array_agg(key) as keys from json_to_recordset(${json(absent(facts))}::json)
      as t(person bigint, key text) group by person) t where p.id = t.person`.execute(db)
  await sql`update people_person p set attributes = p.attributes || t.facts
    from (select person, jsonb_object_agg(key, value) as facts from json_to_recordset(${json(present(facts))}::json)
      as t(person bigint, key text, value jsonb) group by person) t where p.id = t.person`.execute(db)
}

async function putColumn(db: Db<PeopleTables>, column: 'owner' | 'source' | 'excluded', facts: readonly Fact[]) {
  await sql`update people_person p set ${sql.ref(column)} = t.value
    from unnest(${facts.map(({ person }) => person)}::bigint[], ${facts.map(({ value }) => value ?? null)}::text[])
      as t(person, value) where p.id = t.person`.execute(db)
}

async function putPrivate(db: Db<PeopleTables>, facts: readonly Fact[]) {
  await sql`delete from people_private v using json_to_recordset(${json(absent(facts))}::json) as t(person bigint, key text)
    where v.person = t.person and v.field = t.key`.execute(db)
  await sql`insert into people_private (person, field, hash, sealed, verified, updated_at)
    select t.person, t.key, decode(t.value->>'hash', 'hex'), decode(t.value->>'sealed', 'hex'),
      (t.value->>'verified')::boolean, (t.value->>'updated_at')::timestamptz
    from json_to_recordset(${json(present(facts))}::json) as t(person bigint, key text, value jsonb)
    on conflict (person, field) do update set hash = excluded.hash, sealed = excluded.sealed,
      verified = excluded.verified, updated_at = excluded.updated_at`.execute(db)
}

async function putEntries(db: Db<PeopleTables>, facts: readonly Fact[]) {
  const split = sql`split_part(t.key, ':', 1)::bigint`
  const kind = sql`split_part(t.key, ':', 2)`
  await sql`delete from people_entry e using json_to_recordset(${json(absent(facts))}::json) as t(key text)
    where e.identity = ${split} and e.kind = ${kind}`.execute(db)
  await sql`insert into people_entry (person, strand, identity, kind, at, inviter, inviter_strand, source, import)
    select t.person, coalesce((t.value->>'strand')::bigint, t.person), ${split}, ${kind}, (t.value->>'at')::timestamptz,
      (t.value->>'inviter')::bigint, coalesce(t.value->>'inviter_strand', t.value->>'inviter')::bigint, t.value->>'source',
      (t.value->>'import')::bigint
    from json_to_recordset(${json(present(facts))}::json) as t(person bigint, key text, value jsonb)
    on conflict (identity, kind) do update set at = excluded.at, inviter = excluded.inviter,
      inviter_strand = excluded.inviter_strand, source = excluded.source, import = excluded.import`.execute(db)
}

async function putWearers(db: Db<PeopleTables>, facts: readonly Fact[]) {
  await sql`delete from people_wearer where id = any(${absent(facts).map(({ key }) => key)}::bigint[])`.execute(db)
  await sql`insert into people_wearer (id, strand, sealed, updated_at) overriding system value
    select t.key, (t.value->>'strand')::bigint, decode(t.value->>'sealed', 'hex'), (t.value->>'updated_at')::timestamptz
    from json_to_recordset(${json(present(facts))}::json) as t(key bigint, value jsonb)
    on conflict (id) do update set sealed = excluded.sealed, updated_at = excluded.updated_at`.execute(db)
}

async function putCarriers(db: Db<PeopleTables>, facts: readonly Fact[]): Promise<string[]> {
  await sql`update people_carrier c set ended = (t.value->>'ended')::timestamptz
    from json_to_recordset(${json(present(facts))}::json) as t(key bigint, value jsonb) where c.id = t.key`.execute(db)
  const gone = await sql<{ id: string }>`delete from people_carrier
    where id = any(${absent(facts).map(({ key }) => key)}::bigint[]) returning id`.execute(db)
  return gone.rows.map(({ id }) => id)
}
