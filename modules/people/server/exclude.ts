import { sql } from 'kysely'
import { audit } from '#platform/audit'
import type { Outbox } from '#platform/outbox'
import type { Postgres } from '#platform/postgres/postgres'
import { peopleChanged } from '../index.ts'
import { tellOwn } from './own.ts'
import { holdStanding } from './standing.ts'
import type { PeopleTables } from './tables.ts'

type Exclusion = 'staff' | 'test' | 'cheat'

/** Takes people out of every number with a reason, or back in with null. Answers with who changed and how they stood
 * before, when every later read sees it. Merged ids mean who stands for them. */
export async function exclude(
  { postgres, outbox }: { postgres: Postgres; outbox: Outbox },
  asked: readonly string[],
  reason: Exclusion | null,
  by: string,
): Promise<{ id: string; before: Exclusion | null }[]> {
  const changed = await postgres.transaction(async (tx) => {
    const db = tx.tables<PeopleTables>()
    const standing = await holdStanding(db, asked)
    const ids = [...new Set(asked.map(standing))]
    const before = await sql<{ id: string; before: Exclusion | null }>`
      select id, excluded as before from people_person
      where id = any(${ids}::bigint[]) and excluded is distinct from ${reason} order by id`.execute(db)
    const moved = before.rows.map(({ id }) => id)
    if (moved.length === 0) return []
    await sql`update people_person set excluded = ${reason}, version = nextval('people_version')
      where id = any(${moved}::bigint[])`.execute(db)
    await tellOwn(
      db,
      moved.map((id) => ({
        strand: id,
        facts: () => [['excluded', reason ? { op: 'set', value: reason } : { op: 'unset' }]],
      })),
    )
    for (const id of moved) await audit(tx, by, 'person.excluded', id, { reason })
    await outbox.publish(tx, peopleChanged, { ids: moved })
    return before.rows
  })
  if (changed.length > 0) await outbox.settled()
  return changed
}
