import type { Db } from '#platform/postgres/postgres'
import type { PeopleTables } from './tables.ts'
import { type WhoStands, whoStands } from './whoStands.ts'

/** As `whoStands`, with when they came into the pool (epoch ms; null = not in it). */
export async function whoEntered(
  db: Db<PeopleTables>,
  people: readonly string[],
): Promise<readonly (WhoStands & { readonly enteredAt: number | null })[]> {
  const standing = await whoStands(db, people)
  if (standing.length === 0) return []
  const ids = [...new Set(standing.map(({ person }) => person))]
  const rows = await db.selectFrom('people_person').select(['id', 'entered_at']).where('id', 'in', ids).execute()
  const entered = new Map(rows.map(({ id, entered_at: at }) => [id, at?.getTime() ?? null]))
  return standing.map((one) => ({ ...one, enteredAt: entered.get(one.person) ?? null }))
}
