import { sql } from 'kysely'
import type { Db } from '#platform/postgres/postgres'
import type { Joint, Whole } from '../core/strands.ts'
import type { Side } from '../index.ts'
import { strandsOf } from './store.ts'
import type { IdentityTables } from './tables.ts'

type Identified = Db<IdentityTables>

/** Whoever stands for this number, with their strands and the merges that hold. */
export async function wholeOf(db: Identified, person: string): Promise<Whole> {
  const strands = await strandsOf(db, person)
  const joints = await sql<Joint>`
    select id, lead, other from identity_merge
    where lead = any(${strands}::bigint[]) and undone_at is null order by id`.execute(db)
  return { person: strands[0] ?? person, strands, joints: joints.rows }
}

/** Makes these persons stand for their strands, ids included, and says who of them is proven to be somebody. */
export async function regroup(db: Identified, wholes: readonly Whole[]): Promise<Side[]> {
  const pairs = wholes.flatMap(({ person, strands }) => strands.map((strand) => ({ strand, person })))
  const strands = pairs.map(({ strand }) => strand)
  const persons = pairs.map(({ person }) => person)
  const list = sql`unnest(${strands}::bigint[], ${persons}::bigint[]) as t(strand, person)`
  await sql`delete from identity_strand where strand = any(${strands}::bigint[])`.execute(db)
  await sql`insert into identity_strand (strand, person) select strand, person from ${list} where strand <> person`.execute(
    db,
  )
  await sql`update identity_handle h set person = t.person from ${list}
    where h.strand = t.strand and h.person <> t.person`.execute(db)
  const known = await sql<{ person: string }>`
    select distinct person from identity_handle where strong and person = any(${persons}::bigint[])`.execute(db)
  const proven = new Set(known.rows.map((row) => row.person))
  return wholes.map((whole) => ({ ...whole, known: proven.has(whole.person) }))
}
