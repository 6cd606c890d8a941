import { sql } from 'kysely'
import type { Olap } from '#platform/clickhouse/olap'
import type { Outbox, Subscription } from '#platform/outbox'
import type { Db, Postgres, Tx } from '#platform/postgres/postgres'
import { isNamed, visitorTypes } from '../core/kinds.ts'
import type { IdentityFact } from '../core/known.ts'
import { type IdentityIds, identityIds } from '../index.ts'
import type { IdentityTables } from './tables.ts'

const chunk = 10_000

/** The strands whose types of ids these facts change, `moved` apart: whose an id was stands in the store. */
export function strandsWithIds(facts: readonly IdentityFact[]): string[] {
  return facts.flatMap((fact) => {
    if (fact.type === 'claimed' && !visitorTypes.has(fact.handle.type) && !isNamed(fact.handle.type))
      return [fact.handle.strand]
    return fact.type === 'moved' ? [fact.strand] : []
  })
}

/** Whose the ids are that are about to move; of a visitor's ids nothing is copied. */
export async function strandsBefore(db: Db<IdentityTables>, facts: readonly IdentityFact[]): Promise<string[]> {
  const moved = facts.filter((fact) => fact.type === 'moved').map((fact) => fact.handle)
  if (moved.length === 0) return []
  const rows = await sql<{ strand: string }>`
    select strand from identity_handle where id = any(${moved}::bigint[])`.execute(db)
  return rows.rows.map(({ strand }) => strand)
}

/** Says that these strands have other types of ids than before. */
export async function tellIds(outbox: Outbox, tx: Tx, strands: readonly string[]) {
  if (strands.length > 0) await outbox.publish(tx, identityIds, { strands: [...new Set(strands)] })
}

/** Copies to the shared log which types of ids a strand has: events and orders carry strands, so merges and splits change nothing. */
export function copyIdTypes(olap: Olap): Subscription {
  return {
    consumer: 'identity.idTypes',
    topics: [identityIds],
    async handle(tx, facts) {
      const strands = new Set(facts.flatMap((fact) => (fact.payload as IdentityIds).strands))
      await copyStrands(tx.tables<IdentityTables>(), olap, [...strands])
    },
  }
}

/** Copies everybody, as after an update of a Siyu that did not keep this copy yet. Nothing is done when there is one. */
export async function copyAllIdTypes(postgres: Postgres, olap: Olap) {
  if ((await olap.bytes('select 1 from id_types limit 1 format TSV')).length > 0) return
  const db = postgres.tables<IdentityTables>()
  for (let after: string | undefined = '0'; after !== undefined; ) {
    const rows: { rows: { strand: string }[] } = await sql<{ strand: string }>`
      select distinct strand from identity_handle where strand > ${after}::bigint order by strand limit ${chunk}`.execute(
      db,
    )
    const strands = rows.rows.map(({ strand }) => strand)
    await copyStrands(db, olap, strands)
    after = strands.at(-1)
  }
}

async function copyStrands(db: Db<IdentityTables>, olap: Olap, strands: readonly string[]) {
  // Taken before the state is read: whoever reads later writes the larger version.
  const version = await sql<{ version: string }>`select nextval('identity_number') as version`.execute(db)
  for (let from = 0; from < strands.length; from += chunk) {
    const some = strands.slice(from, from + chunk)
    const rows = await sql<{ strand: string; types: string[]; hearsay: string[] }>`
      select t.strand::text as strand,
        array(select distinct h.type from identity_handle h
          where h.strand = t.strand and h.type <> all(${[...visitorTypes]}::text[]) and h.type !~ '^order(:|$)') as types,
        array(select distinct u.type from identity_unverified u where u.person = t.strand) as hearsay
      from unnest(${some}::bigint[]) as t(strand)`.execute(db)
    const copies = rows.rows.map((row) => ({ ...row, version: version.rows[0]?.version ?? '0' }))
    await olap.insert('id_types', copies)
  }
}

/** Values that are on too many people to prove anything, by their type. */
export async function countShared(postgres: Postgres): Promise<{ type: string; values: number }[]> {
  const rows = await sql<{ type: string; values: string }>`
    select type, count(*) as values from identity_handle where shared_at is not null
    group by type order by 2 desc, 1`.execute(postgres.tables<IdentityTables>())
  return rows.rows.map(({ type, values }) => ({ type, values: Number(values) }))
}
