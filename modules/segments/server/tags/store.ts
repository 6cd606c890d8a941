import { sql } from 'kysely'
import { refuse } from '#platform/http/problem'
import { tagProblems } from '../../core/refusals.ts'
import type { SegmentDeps } from '../deps.ts'
import { coverage, ruleTagsOf } from '../read.ts'
import { type SegmentDb, usesOf } from '../store.ts'
import type { SegmentTables } from '../tables.ts'

/** A tag that can be given by hand; held, so that nobody puts it away meanwhile. */
export async function handTag(db: SegmentDb, id: string) {
  const row = await db.selectFrom('segments_tag').selectAll().where('id', '=', id).forShare().executeTakeFirst()
  if (!row) refuse(tagProblems, 'no-such-tag')
  if (row.segment !== null) refuse(tagProblems, 'tag-by-rule')
  if (row.archived_at) refuse(tagProblems, 'tag-archived')
  return row
}

export interface TagQuestion {
  readonly ids?: readonly string[] | undefined
  readonly group?: string | undefined
  readonly q?: string | undefined
  readonly archived?: 'true' | undefined
  readonly cursor?: string | undefined
  readonly limit: number
}

/** Tags with their groups, by the order they were made in; one more than asked for. */
export async function tagRows(db: SegmentDb, { ids, group, q, archived, cursor, limit }: TagQuestion) {
  let query = db
    .selectFrom('segments_tag')
    .innerJoin('segments_tag_group', 'segments_tag_group.id', 'segments_tag.tag_group')
    .selectAll('segments_tag')
    .select(['segments_tag_group.name as group_name', 'segments_tag_group.exclusive'])
  if (ids) query = query.where('segments_tag.id', 'in', ids.length > 0 ? [...ids] : ['0'])
  else query = query.where('segments_tag.archived_at', archived ? 'is not' : 'is', null)
  if (group) query = query.where('segments_tag.tag_group', '=', group)
  if (q) query = query.where('segments_tag.name', 'ilike', `%${q.replaceAll(/[\\%_]/g, '\\$&')}%`)
  if (cursor && /^\d{1,18}$/.test(cursor)) query = query.where('segments_tag.id', '<', cursor)
  return query
    .orderBy('segments_tag.id', 'desc')
    .limit(limit + 1)
    .execute()
}

export type TagRow = Awaited<ReturnType<typeof tagRows>>[number]

/** Tags as the API shows them. */
export async function shownTags(deps: SegmentDeps, rows: readonly TagRow[]) {
  const db = deps.postgres.tables<SegmentTables>()
  const { tags: uses } = await usesOf(db)
  const { tags: covered, people } = await coverage(deps.olap)
  const changed = await changedAt(
    db,
    rows.map(({ id }) => id),
  )
  return rows.map((row) => {
    const has = covered.get(row.id)
    return {
      ...{ id: row.id, name: row.name, group: row.tag_group, groupName: row.group_name, exclusive: row.exclusive },
      ...{ kind: row.segment === null ? ('hand' as const) : ('rule' as const), segment: row.segment },
      ...{ people: has?.people ?? 0, share: people === 0 ? 0 : (has?.people ?? 0) / people },
      changedAt: (changed.get(row.id) ?? (has ? new Date(has.changed) : null))?.toISOString() ?? null,
      ...{ usedBy: uses.get(row.id) ?? [], archivedAt: row.archived_at?.toISOString() ?? null },
      mergedInto: row.merged_into,
    }
  })
}

/** When tags were last given or taken; those by rule, when their segment was last computed. */
async function changedAt(db: SegmentDb, ids: readonly string[]): Promise<Map<string, Date>> {
  const rows = await sql<{ id: string; at: Date }>`
    select t.id, f.at from unnest(${ids}::bigint[]) as t(id) cross join lateral (
      select at from segments_given_fact where tag = t.id order by id desc limit 1) f
    union all
    select t.id, s.computed_at from segments_tag t join segments_segment s on s.id = t.segment
    where t.id = any(${ids}::bigint[]) and s.computed_at is not null`.execute(db)
  return new Map(rows.rows.map(({ id, at }) => [id, at]))
}

/** The tags of whoever has these numbers: by hand with who gave them, and by rule. */
export async function tagsOf(deps: Pick<SegmentDeps, 'postgres' | 'olap'>, strands: readonly string[]) {
  const db = deps.postgres.tables<SegmentTables>()
  const byHand = await sql<{ tag: string; at: Date; by: string }>`
    select distinct on (g.tag) g.tag, g.at, g.by from segments_given g
    where g.strand = any(${strands}::bigint[]) order by g.tag, g.at`.execute(db)
  const rules = await db
    .selectFrom('segments_tag')
    .select('id')
    .where('segment', 'is not', null)
    .where('archived_at', 'is', null)
    .execute()
  const byRule = await ruleTagsOf(
    deps.olap,
    strands,
    rules.map(({ id }) => id),
  )
  const since = new Map<string, { at: Date; by: string | null }>([
    ...byHand.rows.map(({ tag, at, by }) => [tag, { at, by }] as const),
    ...byRule.map(({ tag, since: at }) => [tag, { at: new Date(at), by: null }] as const),
  ])
  const rows = await tagRows(db, { ids: [...since.keys()], limit: 1000 })
  return rows
    .filter((row) => row.archived_at === null)
    .map((row) => ({
      ...{ tag: row.id, name: row.name, group: row.tag_group, groupName: row.group_name },
      kind: row.segment === null ? ('hand' as const) : ('rule' as const),
      ...{ since: since.get(row.id)?.at.toISOString() ?? '', by: since.get(row.id)?.by ?? null },
    }))
    .sort((a, b) => a.groupName.localeCompare(b.groupName, 'zh') || a.name.localeCompare(b.name, 'zh'))
}

/** What happened to tags, newest first: of one tag, or of whoever has these numbers. */
export async function factsOf(
  db: SegmentDb,
  of: { readonly tag: string } | { readonly strands: readonly string[] },
  { cursor, limit }: { cursor?: string | undefined; limit: number },
) {
  const which = 'tag' in of ? sql`f.tag = ${of.tag}::bigint` : sql`f.strand = any(${of.strands}::bigint[])`
  const before = cursor && /^\d{1,18}$/.test(cursor) ? sql`and f.id < ${cursor}::bigint` : sql``
  const rows = await sql<{
    id: string
    tag: string
    name: string
    strand: string
    given: boolean
    at: Date
    by: string
  }>`
    select f.id, f.tag, t.name, f.strand, f.given, f.at, f.by from segments_given_fact f
    join segments_tag t on t.id = f.tag where ${which} ${before} order by f.id desc limit ${limit + 1}`.execute(db)
  return rows.rows.map(({ strand, at, ...row }) => ({ ...row, person: strand, at: at.toISOString() }))
}
