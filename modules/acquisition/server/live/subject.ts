import type { Postgres, Tx } from '#platform/postgres/postgres'
import { type Subject, tableOf } from '#platform/subject'
import type { LiveTables } from './tables.ts'

/** By which live codes somebody came. */
export const liveTable = (postgres: Postgres, strands: Subject['strands']) =>
  tableOf('acquisition.liveCodes', ['code', 'member', 'addedAt', 'leftAt'], async () => {
    const rows = await postgres
      .tables<LiveTables>()
      .selectFrom('acquisition_live_add as a')
      .innerJoin('acquisition_live as l', 'l.id', 'a.live')
      .select(['l.name', 'a.member', 'a.added_at', 'a.left_at'])
      .where('a.strand', 'in', strands.length > 0 ? [...strands] : ['0'])
      .orderBy('a.id')
      .execute()
    return rows.map(({ name: code, member, added_at, left_at }) => ({
      ...{ code, member, addedAt: added_at.toISOString(), leftAt: left_at?.toISOString() ?? null },
    }))
  })

/** Their browser's decisions go with them: nothing is left that knows it again. */
export async function eraseLive(tx: Tx, strands: Subject['strands']) {
  if (strands.length === 0) return
  const db = tx.tables<LiveTables>()
  const rows = await db
    .selectFrom('acquisition_live_add')
    .select('id')
    .where('strand', 'in', [...strands])
    .execute()
  if (rows.length === 0) return
  const ids = rows.map(({ id }) => id)
  await db
    .deleteFrom('acquisition_live_shown')
    .where('visitor', 'in', (q) => q.selectFrom('acquisition_live_shown').select('visitor').where('added', 'in', ids))
    .execute()
  await db.deleteFrom('acquisition_live_add').where('id', 'in', ids).execute()
}
