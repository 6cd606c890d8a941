import { implement } from '@orpc/server'
import { audit } from '#platform/audit'
import { nameOf, type RequestContext } from '#platform/http/context'
import { refuse } from '#platform/http/problem'
import type { StartTask } from '#platform/tasks/kind'
import { segments } from '../contract.ts'
import { segmentProblems } from '../core/refusals.ts'
import { compare } from './compare.ts'
import type { SegmentDeps } from './deps.ts'
import { createList } from './lists.ts'
import { after, pageOf } from './page.ts'
import { estimate, fieldsOf, membersAfter } from './read.ts'
import { changeSegment, createSegment } from './save.ts'
import { shownSegments } from './shown.ts'
import { findSegment, type SegmentDb, usesOf } from './store.ts'
import type { SegmentTables } from './tables.ts'
import { refreshTaskName } from './tasks.ts'
import { treeOf } from './tree.ts'

export interface SegmentHandlerDeps extends SegmentDeps {
  readonly startTask: StartTask
  /** Told when what is live has changed; once it returns nothing that happens is missed. */
  readonly changed: () => Promise<void>
}

/** The endpoints of segments. */
export function segmentHandlers(deps: SegmentHandlerDeps) {
  const os = implement(segments).$context<RequestContext>()
  const db = () => deps.postgres.tables<SegmentTables>()
  const compute = async (id: string, cause: 'asked' | 'saved', context: RequestContext) => {
    const { name } = await found(db(), id)
    return deps.startTask(refreshTaskName, { segment: id, name, cause }, context)
  }
  return os.router({
    list: os.list.handler(({ input }) => listSegments(deps, input)),
    get: os.get.handler(({ input }) => shownOne(deps, input.id)),
    create: os.create.handler(async ({ input, context }) => {
      const id = await createSegment(deps, input, nameOf(context.actor))
      await deps.changed()
      const task = await compute(id, 'saved', context)
      return { segment: await shownOne(deps, id), task }
    }),
    createList: os.createList.handler(async ({ input, context }) => {
      const { id, unknown } = await createList(deps, input, nameOf(context.actor))
      return { segment: await shownOne(deps, id), unknown }
    }),
    change: os.change.handler(async ({ input, context }) => {
      const { recompute } = await changeSegment(deps, input, nameOf(context.actor))
      await deps.changed()
      const task = recompute ? await compute(input.id, 'saved', context) : null
      return { segment: await shownOne(deps, input.id), task }
    }),
    archive: os.archive.handler(async ({ input, context }) => {
      await archive(deps, input, nameOf(context.actor))
      await deps.changed()
      return shownOne(deps, input.id)
    }),
    ...asking(deps),
    refresh: os.refresh.handler(async ({ input, context }) => {
      if (!(await found(db(), input.id)).definition) refuse(segmentProblems, 'list-has-no-rule')
      return { task: await compute(input.id, 'asked', context) }
    }),
  })
}

/** Who belongs, would belong, and in what segments differ. */
function asking(deps: SegmentDeps) {
  const os = implement(segments).$context<RequestContext>()
  const db = () => deps.postgres.tables<SegmentTables>()
  return {
    estimate: os.estimate.handler(async ({ input }) => {
      const tree = await treeOf(db(), input.definition, input.id ?? null)
      return estimate(deps.olap, tree, deps.now(), input.exact)
    }),
    people: os.people.handler(async ({ input: { id, cursor, limit, ...rest } }) => {
      await found(db(), id)
      const rows = await membersAfter(deps.olap, { ...rest, segment: id, after: after(cursor), limit: limit + 1 })
      return pageOf(
        rows.map(({ person, since }) => ({ person, since: new Date(since).toISOString() })),
        limit,
        ({ person }) => person,
      )
    }),
    history: os.history.handler(({ input }) => history(db(), input)),
    compare: os.compare.handler(async ({ input }) => {
      await Promise.all([found(db(), input.a), found(db(), input.b)])
      return compare(deps.olap, input.a, input.b)
    }),
    fields: os.fields.handler(() => fieldsOf(deps.olap)),
  }
}

async function found(db: SegmentDb, id: string) {
  return (await findSegment(db, id)) ?? refuse(segmentProblems, 'no-such-segment')
}

async function shownOne({ postgres, now }: SegmentDeps, id: string) {
  const db = postgres.tables<SegmentTables>()
  const [shown] = await shownSegments(db, [await found(db, id)], now())
  return shown ?? refuse(segmentProblems, 'no-such-segment')
}

interface ListInput {
  cursor?: string | undefined
  limit: number
  q?: string | undefined
  archived?: 'true' | undefined
}

async function listSegments({ postgres, now }: SegmentDeps, { cursor, limit, q, archived }: ListInput) {
  const db = postgres.tables<SegmentTables>()
  let query = db.selectFrom('segments_segment').selectAll()
  query = query.where('archived_at', archived ? 'is not' : 'is', null)
  if (q) query = query.where('name', 'ilike', `%${q.replaceAll(/[\\%_]/g, '\\$&')}%`)
  if (cursor && /^\d{1,18}$/.test(cursor)) query = query.where('id', '<', cursor)
  const rows = await query
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute()
  const page = pageOf(rows, limit, ({ id }) => id)
  return { ...page, items: await shownSegments(db, page.items, now()) }
}

async function archive(deps: SegmentDeps, { id, archived }: { id: string; archived: boolean }, by: string) {
  await deps.postgres.transaction(async (tx) => {
    const db = tx.tables<SegmentTables>()
    const { name } = await found(db, id)
    if (archived && (await usesOf(db)).segments.get(id)?.length) refuse(segmentProblems, 'segment-in-use')
    const same = db
      .selectFrom('segments_segment')
      .select('id')
      .where('archived_at', 'is', null)
      .where('name', 'ilike', name)
    if (!archived && (await same.where('id', '!=', id).executeTakeFirst())) refuse(segmentProblems, 'name-taken')
    await db
      .updateTable('segments_segment')
      .set({ archived_at: archived ? new Date(deps.now()) : null })
      .where('id', '=', id)
      .execute()
    if (archived) await audit(tx, by, 'segment.archived', id, { name })
    else await audit(tx, by, 'segment.restored', id, { name })
  })
}

async function history(
  db: SegmentDb,
  { id, cursor, limit }: { id: string; cursor?: string | undefined; limit: number },
) {
  let query = db.selectFrom('segments_run').selectAll().where('segment', '=', id)
  if (cursor && /^\d{1,18}$/.test(cursor)) query = query.where('id', '<', cursor)
  const rows = await query
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute()
  const shown = rows.map((row) => ({
    ...{ id: row.id, version: row.version, cause: row.cause, by: row.by, at: row.at.toISOString() },
    ...{ tookMs: row.took_ms, people: Number(row.people), entered: Number(row.entered), gone: Number(row.gone) },
  }))
  return pageOf(shown, limit, (run) => run.id)
}
