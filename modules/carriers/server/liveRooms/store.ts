import { isDeepStrictEqual } from 'node:util'
import { sql } from 'kysely'
import type { DuplicateRule, ImportCounts, UndoCounts } from '#modules/intake'
import type { Postgres } from '#platform/postgres/postgres'
import type { Figures } from '../../core/liveRooms/figures.ts'
import type { LiveRoom } from '../../core/liveRooms/room.ts'
import type { LiveBefore, LiveDb, LiveRow, LiveTables } from './tables.ts'

interface Deps {
  readonly postgres: Postgres
  readonly now: () => number
}

export interface Put {
  readonly platform: string
  /** Where a row does not name its own. */
  readonly account: string
  readonly rooms: readonly LiveRoom[]
  /** Null = it came by itself: nothing is kept to undo it. */
  readonly importId: string | null
  readonly onDuplicate: DuplicateRule
}

type Said = Pick<LiveRow, 'title' | 'started_at' | 'ended_at' | 'figures'>

/** What a room is after a row of it: the row replaces, leaves alone, or fills what is unknown. */
function mergedBy(rule: DuplicateRule, before: LiveRow, room: LiveRoom): Said {
  const said = saidBy(room)
  if (rule === 'overwrite') return { ...said, title: said.title || before.title }
  const was: Said = { ...before }
  if (rule === 'skip') return was
  return {
    ...{ title: was.title || said.title, started_at: was.started_at, ended_at: was.ended_at ?? said.ended_at },
    figures: { ...said.figures, ...was.figures },
  }
}

const saidBy = ({ title, startedAt, endedAt, figures }: LiveRoom): Said => ({
  ...{ title, started_at: new Date(startedAt), ended_at: endedAt === null ? null : new Date(endedAt), figures },
})

const partsOf = ({ title, started_at, ended_at, figures }: Said) => ({ title, started_at, ended_at, figures })

const asJson = (figures: Figures) => JSON.stringify(figures) as never

/** Puts rooms where they belong; the same again changes nothing. */
export const putRooms = (deps: Deps, put: Put): Promise<ImportCounts> =>
  deps.postgres.transaction(async (tx) => write(tx.tables<LiveTables>(), deps.now(), put))

/** Counts what `putRooms` would do. */
export async function tryRooms(deps: Deps, put: Put): Promise<ImportCounts> {
  const db = deps.postgres.tables<LiveTables>()
  const counts = { created: 0, updated: 0, skipped: 0 }
  for (const room of put.rooms) {
    const before = await find(db, put, room)
    counts[!before ? 'created' : isSame(before, mergedBy(put.onDuplicate, before, room)) ? 'skipped' : 'updated'] += 1
  }
  return counts
}

const isSame = (before: LiveRow, next: Said) => isDeepStrictEqual(partsOf(before), partsOf(next))

const find = (db: LiveDb, { platform, account }: Put, room: LiveRoom) =>
  db
    .selectFrom('carriers_live_room')
    .selectAll()
    .where('platform', '=', platform)
    .where('account', '=', room.account ?? account)
    .where('key', '=', room.key)
    .executeTakeFirst()

async function write(db: LiveDb, now: number, put: Put): Promise<ImportCounts> {
  await sql`select pg_advisory_xact_lock(hashtextextended('carriers live rooms', 0))`.execute(db)
  const counts = { created: 0, updated: 0, skipped: 0 }
  for (const room of put.rooms) {
    const before = await find(db, put, room)
    const next = before ? mergedBy(put.onDuplicate, before, room) : saidBy(room)
    // A break in the middle of a file is made good by beginning again: what this import brought is its own still.
    const own = before !== undefined && before.first_import !== null && before.first_import === put.importId
    if (before && isSame(before, next)) {
      counts[own ? 'created' : before.last_import === put.importId && put.importId !== null ? 'updated' : 'skipped'] +=
        1
      continue
    }
    counts[before && !own ? 'updated' : 'created'] += 1
    const id = await store(db, now, { put, room, next, before })
    if (put.importId !== null) await remember(db, put.importId, id, before ?? null)
  }
  return counts
}

interface Storing {
  readonly put: Put
  readonly room: LiveRoom
  readonly next: Said
  readonly before: LiveRow | undefined
}

async function store(db: LiveDb, now: number, { put, room, next, before }: Storing): Promise<string> {
  const set = { ...next, figures: asJson(next.figures), last_import: put.importId, updated_at: new Date(now) }
  if (before) {
    await db.updateTable('carriers_live_room').set(set).where('id', '=', before.id).execute()
    return before.id
  }
  const of = { platform: put.platform, account: room.account ?? put.account, key: room.key }
  const made = db.insertInto('carriers_live_room').values({ ...of, ...set, first_import: put.importId })
  return (await made.returning('id').executeTakeFirstOrThrow()).id
}

async function remember(db: LiveDb, importId: string, room: string, before: LiveRow | null) {
  const was: LiveBefore | null = before && {
    ...{ title: before.title, figures: before.figures, last_import: before.last_import },
    ...{ started_at: before.started_at.toISOString(), ended_at: before.ended_at?.toISOString() ?? null },
  }
  await db
    .insertInto('carriers_live_change')
    .values({ import: importId, room, before: was === null ? null : (JSON.stringify(was) as never) })
    .onConflict((on) => on.doNothing())
    .execute()
}

/** Takes some of what an import did back: what it brought goes, what it changed is as before, what another has changed since stays. */
export function undoRooms(deps: Deps, importId: string, limit: number): Promise<UndoCounts> {
  return deps.postgres.transaction(async (tx) => {
    const db = tx.tables<LiveTables>()
    const counts = { removed: 0, restored: 0, kept: 0 }
    const rows = await db
      .selectFrom('carriers_live_change as c')
      .innerJoin('carriers_live_room as r', 'r.id', 'c.room')
      .select(['c.room', 'c.before', 'r.last_import'])
      .where('c.import', '=', importId)
      .orderBy('c.room')
      .limit(limit)
      .execute()
    for (const { room, before, last_import: last } of rows) {
      if (last !== importId) counts.kept += 1
      else if (before === null) {
        counts.removed += 1
        await db.deleteFrom('carriers_live_room').where('id', '=', room).execute()
      } else {
        counts.restored += 1
        const { title, started_at: at, ended_at: end, figures, last_import } = before
        const times = { started_at: new Date(at), ended_at: end === null ? null : new Date(end) }
        const set = { title, ...times, figures: asJson(figures), last_import, updated_at: new Date(deps.now()) }
        await db.updateTable('carriers_live_room').set(set).where('id', '=', room).execute()
      }
    }
    const done = rows.map(({ room }) => room)
    const over = db.deleteFrom('carriers_live_change').where('import', '=', importId)
    if (done.length > 0) await over.where('room', 'in', done).execute()
    return counts
  })
}
