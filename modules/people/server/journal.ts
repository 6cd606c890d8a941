import { sql } from 'kysely'
import type { Db } from '#platform/postgres/postgres'
import type { Facts } from '../core/undo.ts'
import type { PeopleTables } from './tables.ts'

/** What was said of a person, by name. */
export const saidFacts = sql`
  coalesce((select jsonb_object_agg('attribute:' || a.key, a.value) from jsonb_each(p.attributes) a), '{}')
  || jsonb_strip_nulls(jsonb_build_object('owner', p.owner, 'source', p.source))
  || coalesce((select jsonb_object_agg('private:' || v.field, jsonb_build_object('hash', encode(v.hash, 'hex'),
      'sealed', encode(v.sealed, 'hex'), 'verified', v.verified, 'updated_at', v.updated_at))
    from people_private v where v.person = p.id), '{}')`

/** Every fact that an import can set, by name. Proofs by orders are the shop's to tell. */
const facts = sql`${saidFacts}
  || coalesce((select jsonb_object_agg('entry:' || e.identity || ':' || e.kind,
      jsonb_build_object('at', e.at, 'inviter', e.inviter, 'strand', e.strand, 'inviter_strand', e.inviter_strand, 'source', e.source, 'import', e.import))
    from people_entry e where e.person = p.id and e.kind <> 'order'), '{}')
  || coalesce((select jsonb_object_agg('wearer:' || w.id,
      jsonb_build_object('strand', w.strand, 'sealed', encode(w.sealed, 'hex'), 'updated_at', w.updated_at))
    from people_wearer w where w.strand = p.id
      or w.strand in (select m.id from people_person m where m.merged_into = p.id)), '{}')
  || coalesce((select jsonb_object_agg('carrier:' || c.id, jsonb_build_object('ended', c.ended))
    from people_carrier c where c.person = p.id), '{}')`

/** Keeps what is known of these people before an import touches them; what an earlier attempt kept stays. `last` = the highest number before the import. */
export async function keepBefore(db: Db<PeopleTables>, importId: string, persons: readonly string[], last: bigint) {
  await sql`insert into people_import_change (import, person, brought, before)
    select ${importId}::bigint, p.id, p.id > ${String(last)}::bigint, ${facts} from people_person p
    where p.id = any(${persons}::bigint[]) on conflict do nothing`.execute(db)
}

/** Keeps how the import left these people. */
export async function keepAfter(db: Db<PeopleTables>, importId: string, persons: readonly string[]) {
  await sql`update people_import_change j set after = ${facts} from people_person p
    where p.id = j.person and j.import = ${importId}::bigint and p.id = any(${persons}::bigint[])`.execute(db)
}

export interface Touched {
  readonly person: string
  readonly brought: boolean
  readonly before: Facts
  readonly after: Facts | null
  /** Null when the person is gone or has become part of another one. */
  readonly now: Facts | null
}

/** Whom an import touched and who is not taken back yet, a piece at a time; their rows are held. */
export async function touchedBy(db: Db<PeopleTables>, importId: string, limit: number): Promise<Touched[]> {
  await sql`select id from people_person where id in (select person from people_import_change
    where import = ${importId}::bigint order by person limit ${limit}) order by id for update`.execute(db)
  const rows = await sql<Touched>`
    select j.person, j.brought, j.before, j.after,
      (select ${facts} from people_person p where p.id = j.person and p.merged_into is null) as now
    from people_import_change j where j.import = ${importId}::bigint order by j.person limit ${limit}`.execute(db)
  return rows.rows
}

/** What the next import after this one had found of these people. */
export async function foundLater(db: Db<PeopleTables>, importId: string, persons: readonly string[]) {
  const rows = await sql<{ import: string; person: string; before: Facts }>`
    select distinct on (person) import, person, before from people_import_change
    where person = any(${persons}::bigint[]) and import > ${importId}::bigint order by person, import`.execute(db)
  return rows.rows
}

export async function changeFound(db: Db<PeopleTables>, of: { import: string; person: string }, before: Facts) {
  await sql`update people_import_change set before = ${JSON.stringify(before)}::jsonb
    where import = ${of.import}::bigint and person = ${of.person}::bigint`.execute(db)
}

export async function dropTouched(db: Db<PeopleTables>, importId: string, persons: readonly string[]) {
  await sql`delete from people_import_change
    where import = ${importId}::bigint and person = any(${persons}::bigint[])`.execute(db)
}

/** The highest number a person has. */
export async function lastPerson(db: Db<PeopleTables>): Promise<bigint> {
  const rows = await sql<{ id: string | null }>`select max(id) as id from people_person`.execute(db)
  return BigInt(rows.rows[0]?.id ?? 0)
}

/** The highest number a person had when this import began first. */
export async function lastBefore(db: Db<PeopleTables>, importId: string): Promise<bigint> {
  await sql`insert into people_import_run (import, last_person)
    select ${importId}::bigint, coalesce(max(id), 0) from people_person on conflict do nothing`.execute(db)
  const rows = await sql<{ last_person: string }>`
    select last_person from people_import_run where import = ${importId}::bigint`.execute(db)
  return BigInt(rows.rows[0]?.last_person ?? 0)
}

/** Drops what was kept to undo these imports. */
export async function forgetChanges(db: Db<PeopleTables>, imports: readonly string[]) {
  await sql`delete from people_import_run where import = any(${imports}::bigint[])`.execute(db)
  await sql`delete from people_import_change where import = any(${imports}::bigint[])`.execute(db)
}
