import { implement } from '@orpc/server'
import { sql } from 'kysely'
import { audit } from '#platform/audit'
import { nameOf, type RequestContext } from '#platform/http/context'
import { refuse } from '#platform/http/problem'
import { tags } from '../../contract.ts'
import { tagProblems } from '../../core/refusals.ts'
import type { SegmentDeps } from '../deps.ts'
import type { SegmentDb } from '../store.ts'
import type { SegmentTables } from '../tables.ts'

/** The endpoints of groups of tags. */
export function groupHandlers(deps: SegmentDeps) {
  const os = implement(tags).$context<RequestContext>()
  return {
    groups: os.groups.handler(async () => ({ items: await shownGroups(deps.postgres.tables<SegmentTables>(), null) })),
    createGroup: os.createGroup.handler(({ input, context }) => save(deps, null, input, nameOf(context.actor))),
    changeGroup: os.changeGroup.handler(({ input: { id, ...form }, context }) =>
      save(deps, id, form, nameOf(context.actor)),
    ),
    archiveGroup: os.archiveGroup.handler(async ({ input, context }) => {
      await putAway(deps, input.id, nameOf(context.actor))
      return { done: true as const }
    }),
  }
}

async function shownGroups(db: SegmentDb, id: string | null) {
  const rows = await sql<{ id: string; name: string; exclusive: boolean; archived_at: Date | null; tags: string }>`
    select g.id, g.name, g.exclusive, g.archived_at,
      (select count(*) from segments_tag t where t.tag_group = g.id and t.archived_at is null) as tags
    from segments_tag_group g where g.archived_at is null and (${id}::bigint is null or g.id = ${id}::bigint)
    order by g.name, g.id`.execute(db)
  return rows.rows.map(({ archived_at, tags: count, ...row }) => ({
    ...{ ...row, tags: Number(count), archivedAt: archived_at?.toISOString() ?? null },
  }))
}

async function save(deps: SegmentDeps, id: string | null, form: { name: string; exclusive: boolean }, by: string) {
  return deps.postgres.transaction(async (tx) => {
    const db = tx.tables<SegmentTables>()
    await sql`select pg_advisory_xact_lock(hashtextextended('segments tag groups', 0))`.execute(db)
    const same = await db
      .selectFrom('segments_tag_group')
      .select('id')
      .where(sql<boolean>`lower(name) = lower(${form.name})`)
      .where('archived_at', 'is', null)
      .where('id', '!=', id ?? '0')
      .executeTakeFirst()
    if (same) refuse(tagProblems, 'name-taken')
    const query = id
      ? db.updateTable('segments_tag_group').set(form).where('id', '=', id).returning('id')
      : db.insertInto('segments_tag_group').values(form).returning('id')
    const row = await query.executeTakeFirst()
    if (!row) refuse(tagProblems, 'no-such-group')
    if (id) await audit(tx, by, 'tagGroup.changed', row.id, form)
    else await audit(tx, by, 'tagGroup.created', row.id, form)
    const [shown] = await shownGroups(db, row.id)
    return shown ?? refuse(tagProblems, 'no-such-group')
  })
}

async function putAway(deps: SegmentDeps, id: string, by: string) {
  await deps.postgres.transaction(async (tx) => {
    const db = tx.tables<SegmentTables>()
    const [group] = await shownGroups(db, id)
    if (!group) refuse(tagProblems, 'no-such-group')
    if (group.tags > 0) refuse(tagProblems, 'group-in-use')
    const at = new Date(deps.now())
    await db.updateTable('segments_tag_group').set({ archived_at: at }).where('id', '=', id).execute()
    await audit(tx, by, 'tagGroup.archived', id, { name: group.name })
  })
}
