import type { Db } from '#platform/postgres/postgres'
import type { PeopleTables } from './tables.ts'

/** Who looked after these strands from when on, the last first; `owner` null = nobody any more, `at` null = before it was kept. */
export async function ownersOf(db: Db<PeopleTables>, strands: readonly string[]) {
  const rows = await db
    .selectFrom('people_owner')
    .select(['person', 'owner', 'at'])
    .where('person', 'in', [...strands])
    .orderBy('id', 'desc')
    .limit(200)
    .execute()
  return rows.map(({ person, owner, at }) => ({ person, owner, at: at?.toISOString() ?? null }))
}
