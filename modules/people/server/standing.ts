import { sql } from 'kysely'
import type { Db } from '#platform/postgres/postgres'
import type { PeopleTables } from './tables.ts'

/**
 * Locks the rows of the people who stand for these ids until the transaction ends, and says who that is: nobody can be
 * merged away between looking and writing. Always in the order of ids, so that two transactions do not wait crosswise.
 */
export async function holdStanding(db: Db<PeopleTables>, ids: readonly string[]): Promise<(id: string) => string> {
  const into = new Map<string, string>()
  let asked = [...new Set(ids)]
  while (asked.length > 0) {
    const rows = await sql<{ id: string; merged_into: string | null }>`
      select id, merged_into from people_person where id = any(${asked}::bigint[]) order by id for update`.execute(db)
    for (const { id, merged_into } of rows.rows) if (merged_into) into.set(id, merged_into)
    asked = [...new Set(rows.rows.flatMap(({ merged_into }) => merged_into ?? []))]
  }
  return (id) => {
    let at = id
    for (let next = into.get(at); next !== undefined; next = into.get(at)) at = next
    return at
  }
}

/** Locks what a merge writes: both sides and everyone the gone one has invited. */
export async function holdMerging(db: Db<PeopleTables>, ids: readonly string[]) {
  await sql`select id from people_person where id = any(${ids}::bigint[]) or inviter = any(${ids}::bigint[])
    order by id for update`.execute(db)
}
