import { sql } from 'kysely'
import type { Db } from '#platform/postgres/postgres'
import { readListCursor, writeListCursor } from './cursor.ts'
import type { PeopleTables } from './tables.ts'

export interface ListQuestion {
  cursor?: string | undefined
  limit: number
  known?: 'true' | 'false' | undefined
  entered?: 'true' | undefined
}

const orderOf = (question: ListQuestion) => (question.entered ? ('entered_at' as const) : ('first_seen' as const))

/** One row more than asked for, newest first, from the cursor downwards: page 5,000 costs what page 1 does. */
export function listQuery(db: Db<PeopleTables>, question: ListQuestion) {
  let query = db.selectFrom('people_person').selectAll().where('merged_into', 'is', null)
  const by = orderOf(question)
  if (question.entered) query = query.where('entered_at', 'is not', null)
  if (question.known) query = query.where('known', '=', question.known === 'true')
  if (question.cursor !== undefined) {
    const { at, id } = readListCursor(question.cursor)
    query = query.where(sql<boolean>`(${sql.ref(by)}, id) < (${at}::timestamptz, ${id}::bigint)`)
  }
  return query
    .orderBy(by, 'desc')
    .orderBy('id', 'desc')
    .limit(question.limit + 1)
}

/** The rows of one page, and where the next one begins. */
export async function readPage(db: Db<PeopleTables>, question: ListQuestion) {
  const rows = await listQuery(db, question).execute()
  const page = rows.slice(0, question.limit)
  const last = page.at(-1)
  if (rows.length <= question.limit || !last) return { page }
  const at = last[orderOf(question)] ?? last.first_seen
  return { page, next: writeListCursor({ at: at.toISOString(), id: last.id }) }
}
