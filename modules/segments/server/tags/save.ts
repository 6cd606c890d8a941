import { sql } from 'kysely'
import { audit } from '#platform/audit'
import { refuse } from '#platform/http/problem'
import { tagProblems } from '../../core/refusals.ts'
import type { SegmentDeps } from '../deps.ts'
import { findSegment, nextNumber, type SegmentDb, usesOf } from '../store.ts'
import type { SegmentTables } from '../tables.ts'

interface Made {
  readonly name: string
  readonly group: string
  readonly segment?: string | undefined
}

/** Makes a tag; one by rule is had at once by whoever belongs to its segment. Answers its id. */
export async function createTag(deps: SegmentDeps, { name, group, segment }: Made, by: string): Promise<string> {
  const id = await deps.postgres.transaction(async (tx) => {
    const db = tx.tables<SegmentTables>()
    await fits(db, { name, group }, null)
    if (segment) {
      const row = await findSegment(db, segment)
      if (!row || row.archived_at) refuse(tagProblems, 'no-such-segment')
    }
    const made = await db
      .insertInto('segments_tag')
      .values({
        ...{ name, tag_group: group, segment: segment ?? null },
        ...{ created_by: by, created_at: new Date(deps.now()) },
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    await audit(tx, by, 'tag.created', made.id, { name, segment: segment ?? null })
    return made.id
  })
  if (segment) await copyMembers(deps, id, segment)
  return id
}

/** Gives a tag by rule to those who belong now; runs of its segment do the rest. */
async function copyMembers({ olap, postgres }: SegmentDeps, tag: string, segment: string) {
  const version = await nextNumber(postgres.tables<SegmentTables>())
  await olap.run(
    {
      name: 'segments.tagMembers',
      sql: `insert into person_tags (tag, person, version, at, deleted)
        select {tag:UInt64}, person, {version:UInt64}, at, 0 from segment_people final
        where segment = {segment:UInt64} and deleted = 0`,
    },
    { tag, segment, version },
  )
}

/** Renames a tag or moves it to another group. */
export async function changeTag(
  deps: SegmentDeps,
  asked: { id: string; name?: string | undefined; group?: string | undefined },
  by: string,
) {
  await deps.postgres.transaction(async (tx) => {
    const db = tx.tables<SegmentTables>()
    const row = await found(db, asked.id)
    const { name = row.name, group = row.tag_group } = asked
    await fits(db, { name, group }, row.id)
    await db.updateTable('segments_tag').set({ name, tag_group: group }).where('id', '=', row.id).execute()
    await audit(tx, by, 'tag.changed', row.id, { name, group })
  })
}

/** Puts a tag away, or takes it back: whoever had it has it again, those of a rule as they are now. */
export async function archiveTag(deps: SegmentDeps, { id, archived }: { id: string; archived: boolean }, by: string) {
  const row = await deps.postgres.transaction(async (tx) => {
    const db = tx.tables<SegmentTables>()
    const tag = await found(db, id)
    if (archived && (await usesOf(db)).tags.get(id)?.length) refuse(tagProblems, 'tag-in-use')
    if (!archived) await fits(db, { name: tag.name, group: tag.tag_group }, id)
    const at = archived ? new Date(deps.now()) : null
    await db.updateTable('segments_tag').set({ archived_at: at }).where('id', '=', id).execute()
    if (archived) await audit(tx, by, 'tag.archived', id, { name: tag.name })
    else await audit(tx, by, 'tag.restored', id, { name: tag.name })
    return tag
  })
  if (row.segment) await renewMembers(deps, id, archived ? null : row.segment)
}

/** Takes a tag by rule from everybody, and gives it to those of a segment. */
async function renewMembers(deps: SegmentDeps, tag: string, segment: string | null) {
  const version = await nextNumber(deps.postgres.tables<SegmentTables>())
  await deps.olap.run(
    {
      name: 'segments.untag',
      sql: `insert into person_tags (tag, person, version, at, deleted)
        select tag, person, {version:UInt64}, at, 1 from person_tags final where tag = {tag:UInt64} and deleted = 0`,
    },
    { tag, version },
  )
  if (segment) await copyMembers(deps, tag, segment)
}

async function found(db: SegmentDb, id: string) {
  const row = await db.selectFrom('segments_tag').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
  return row ?? refuse(tagProblems, 'no-such-tag')
}

/** The group is there, and has no tag of this name; it is held, so that two of a name cannot come at once. */
async function fits(db: SegmentDb, { name, group }: { name: string; group: string }, except: string | null) {
  const there = await db
    .selectFrom('segments_tag_group')
    .select('id')
    .where('id', '=', group)
    .where('archived_at', 'is', null)
    .forUpdate()
    .executeTakeFirst()
  if (!there) refuse(tagProblems, 'no-such-group')
  const same = await db
    .selectFrom('segments_tag')
    .select('id')
    .where('tag_group', '=', group)
    .where(sql<boolean>`lower(name) = lower(${name})`)
    .where('archived_at', 'is', null)
    .where('id', '!=', except ?? '0')
    .executeTakeFirst()
  if (same) refuse(tagProblems, 'name-taken')
}
