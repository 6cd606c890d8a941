import { sql } from 'kysely'
import type { Vault } from '#platform/crypto'
import type { Db } from '#platform/postgres/postgres'
import type { PeopleTables } from './tables.ts'

/** A personal value that was said of a person. */
export interface Said {
  person: string
  field: string
  value: string
  /** Epoch ms. */
  at: number
  verified: boolean
}

/**
 * What a public client says never replaces what is proven; what is the same already is not written again.
 * With `fill` only what is not known yet is written.
 */
export async function writePrivate(db: Db<PeopleTables>, vault: Vault, list: readonly Said[], fill = false) {
  if (list.length === 0) return
  const changed = await sql<{ person: string }>`
    insert into people_private as p (person, field, hash, sealed, verified, updated_at)
    select person, field, hash, sealed, verified, to_timestamp(at / 1000.0) from unnest(
      ${list.map((f) => f.person)}::bigint[], ${list.map((f) => f.field)}::text[],
      ${list.map((f) => vault.hash(`${f.field}\0${f.value}`))}::bytea[],
      ${list.map((f) => vault.seal(f.value, 'people_private.sealed'))}::bytea[],
      ${list.map((f) => f.verified)}::boolean[], ${list.map((f) => f.at)}::float8[])
      as t(person, field, hash, sealed, verified, at)
    on conflict (person, field) do update set hash = excluded.hash, sealed = excluded.sealed,
      verified = excluded.verified, updated_at = excluded.updated_at
      where not ${fill} and (excluded.verified or not p.verified)
        and (excluded.hash, excluded.verified) is distinct from (p.hash, p.verified)
    returning person`.execute(db)
  await touch(db, changed.rows)
}

/** Which of these fields the person has. */
export async function fieldsOf(db: Db<PeopleTables>, person: string): Promise<Set<string>> {
  const rows = await db.selectFrom('people_private').select('field').where('person', '=', person).execute()
  return new Set(rows.map(({ field }) => field))
}

/** Takes personal values away, all or the named ones; what is proven goes only by proof. */
export async function removePrivate(
  db: Db<PeopleTables>,
  person: string,
  fields: readonly string[] | 'all',
  proof: boolean,
) {
  let query = db.deleteFrom('people_private').where('person', '=', person)
  if (fields !== 'all') query = query.where('field', 'in', fields)
  if (!proof) query = query.where('verified', '=', false)
  await touch(db, await query.returning('person').execute())
}

async function touch(db: Db<PeopleTables>, rows: readonly { person: string }[]) {
  await sql`update people_person set version = nextval('people_version')
    where id = any(${rows.map((row) => row.person)}::bigint[])`.execute(db)
}
