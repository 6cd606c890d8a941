import { sql } from 'kysely'
import type { Tx } from '#platform/postgres/postgres'
import { identityErased } from '../index.ts'
import type { HandleCache } from './cache.ts'
import type { IdentityDeps } from './deps.ts'
import { tellIds } from './idTypes.ts'
import { alone } from './store.ts'
import type { IdentityTables } from './tables.ts'

/** A person with everyone who was merged into them, themselves included. */
export interface WholePerson {
  person: string
  all: readonly string[]
}

/** Port: what a removed source alone has brought. */
export interface IdentityErasing {
  /** People of whom every id came first from one of these origins. */
  onlyFrom(origins: readonly string[]): Promise<readonly WholePerson[]>
  /** Deletes all ids and merges of these people; `also` runs in the same transaction. Their numbers are never used again. */
  erase(people: readonly WholePerson[], also: (tx: Tx) => Promise<void>): Promise<void>
}

/** Erasing waits until no evidence is being weighed, and nothing of it stays in memory. One process only. */
export function eraser(deps: IdentityDeps, cache: HandleCache): IdentityErasing {
  return {
    onlyFrom: (origins) => onlyFrom(deps, origins),
    async erase(people, also) {
      const persons = people.flatMap(({ all }) => [...all])
      if (persons.length === 0) return
      await deps.postgres.transaction(async (tx) => {
        await alone(tx.tables<IdentityTables>())
        // Whoever asks from now on waits for the lock and finds nothing.
        cache.clear()
        await also(tx)
        await deleteAll(deps, tx, persons)
      })
      // A batch that was decided before the lock may have been remembered since.
      cache.clear()
      deps.outbox.kick()
    },
  }
}

async function onlyFrom(deps: IdentityDeps, origins: readonly string[]): Promise<WholePerson[]> {
  const rows = await sql<{ person: string; all: string[] }>`
    with recursive brought as (
      select person from identity_handle group by person having bool_and(coalesce(origin = any(${origins}::text[]), false))
    ), whole as (
      select person, person as one from brought
      union all select s.person, s.strand from brought join identity_strand s using (person)
    ) select person, array_agg(one::text) as all from whole group by person order by person`.execute(
    deps.postgres.tables<IdentityTables>(),
  )
  return rows.rows
}

async function deleteAll(deps: IdentityDeps, tx: Tx, persons: readonly string[]) {
  const db = tx.tables<IdentityTables>()
  await sql`delete from identity_handle where person = any(${persons}::bigint[])`.execute(db)
  await tellIds(deps.outbox, tx, persons)
  await sql`delete from identity_unverified where person = any(${persons}::bigint[])`.execute(db)
  const merges = await sql<{ kept: string; gone: string }>`
    delete from identity_merge where lead = any(${persons}::bigint[]) or other = any(${persons}::bigint[])
    returning kept, gone`.execute(db)
  await sql`delete from identity_apart where one = any(${persons}::bigint[]) or other = any(${persons}::bigint[])`.execute(
    db,
  )
  for (const table of ['identity_past', 'identity_seen'])
    await sql`delete from ${sql.table(table)} where strand = any(${persons}::bigint[])`.execute(db)
  await sql`delete from identity_doubt where one = any(${persons}::bigint[]) or other = any(${persons}::bigint[])`.execute(
    db,
  )
  await sql`delete from identity_strand where strand = any(${persons}::bigint[])`.execute(db)
  const told = merges.rows.flatMap(({ kept, gone }) => [kept, gone]).filter((one) => persons.includes(one))
  if (told.length > 0) await deps.outbox.publish(tx, identityErased, { persons: [...new Set(told)] })
}
