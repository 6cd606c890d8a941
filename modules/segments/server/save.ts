import { sql } from 'kysely'
import { audit } from '#platform/audit'
import { refuse } from '#platform/http/problem'
import type { Definition } from '../core/definition.ts'
import { segmentProblems } from '../core/refusals.ts'
import type { SegmentDeps } from './deps.ts'
import { findSegment, type SegmentDb, unknownTags } from './store.ts'
import type { Refresh, SegmentTables } from './tables.ts'
import { treeOf } from './tree.ts'

const mostLive = 50

interface Drawn {
  readonly name: string
  readonly note: string
  readonly refresh: Refresh
  readonly definition: Definition
}

/** Stores a new segment by rule; answers its id. */
export async function createSegment(deps: SegmentDeps, { name, note, refresh, definition }: Drawn, by: string) {
  return deps.postgres.transaction(async (tx) => {
    const db = tx.tables<SegmentTables>()
    await holdNames(db)
    await allowed(db, definition, null)
    await isFree(db, name, null)
    if (refresh === 'live') await roomForLive(db, null)
    const at = new Date(deps.now())
    const { id } = await db
      .insertInto('segments_segment')
      .values({
        ...{ name, note, refresh, kind: 'rule', definition: JSON.stringify(definition) as never, version: 1 },
        ...{ created_by: by, created_at: at, changed_by: by, changed_at: at },
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    await keepVersion(db, id, by, at)
    await audit(tx, by, 'segment.created', id, { name, refresh })
    return id
  })
}

interface Changed {
  readonly id: string
  readonly version: number
  readonly name?: string | undefined
  readonly note?: string | undefined
  readonly refresh?: Refresh | undefined
  readonly definition?: Definition | undefined
}

/** Changes a segment from the version its editor has seen; says whether its people must be found anew. */
export async function changeSegment(deps: SegmentDeps, asked: Changed, by: string): Promise<{ recompute: boolean }> {
  return deps.postgres.transaction(async (tx) => {
    const db = tx.tables<SegmentTables>()
    await holdNames(db)
    const row = (await findSegment(db, asked.id)) ?? refuse(segmentProblems, 'no-such-segment')
    if (row.version !== asked.version) refuse(segmentProblems, 'version-old')
    const { name = row.name, note = row.note, refresh = row.refresh, definition } = asked
    if (row.kind === 'list' && definition) refuse(segmentProblems, 'list-has-no-rule')
    if (definition) await allowed(db, definition, row.id)
    await isFree(db, name, row.id)
    if (refresh === 'live' && row.refresh !== 'live') await roomForLive(db, row.id)
    const at = new Date(deps.now())
    await db
      .updateTable('segments_segment')
      .set({
        ...{ name, note, refresh: row.kind === 'list' ? 'manual' : refresh, version: row.version + 1 },
        ...(definition ? { definition: JSON.stringify(definition) as never } : {}),
        ...{ changed_by: by, changed_at: at },
      })
      .where('id', '=', row.id)
      .execute()
    await keepVersion(db, row.id, by, at)
    await audit(tx, by, 'segment.changed', row.id, { name, refresh, definition: definition !== undefined })
    return { recompute: definition !== undefined }
  })
}

/** Two changes at once could each find a name free, or make a circle that neither sees. */
export const holdNames = (db: SegmentDb) =>
  sql`select pg_advisory_xact_lock(hashtextextended('segments names', 0))`.execute(db)

async function allowed(db: SegmentDb, definition: Definition, self: string | null) {
  await treeOf(db, definition, self)
  if ((await unknownTags(db, definition)).length > 0) refuse(segmentProblems, 'tag-unknown')
}

export async function isFree(db: SegmentDb, name: string, except: string | null) {
  const same = await db
    .selectFrom('segments_segment')
    .select('id')
    .where(sql<boolean>`lower(name) = lower(${name})`)
    .where('archived_at', 'is', null)
    .where('id', '!=', except ?? '0')
    .executeTakeFirst()
  if (same) refuse(segmentProblems, 'name-taken')
}

async function roomForLive(db: SegmentDb, except: string | null) {
  const live = await db
    .selectFrom('segments_segment')
    .select((e) => e.fn.countAll<string>().as('n'))
    .where('refresh', '=', 'live')
    .where('archived_at', 'is', null)
    .where('id', '!=', except ?? '0')
    .executeTakeFirstOrThrow()
  if (Number(live.n) >= mostLive) refuse(segmentProblems, 'too-many-live')
}

/** Keeps what a segment is now as one of its versions. */
export async function keepVersion(db: SegmentDb, id: string, by: string, at: Date) {
  await sql`insert into segments_version (segment, version, name, refresh, definition, by, at)
    select id, version, name, refresh, definition, ${by}, ${at} from segments_segment where id = ${id}::bigint`.execute(
    db,
  )
}
