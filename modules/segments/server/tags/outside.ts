import { sql } from 'kysely'
import type { SegmentDeps } from '../deps.ts'
import type { SegmentTables } from '../tables.ts'
import { give } from './give.ts'
import { createTag } from './save.ts'

/**
 * Tags that come from outside: the one of this name in a group of this name, both made where they are missing; null where
 * that is a tag by rule, which nobody gives.
 */
export async function tagNamed(deps: SegmentDeps, group: string, name: string, by: string): Promise<string | null> {
  const db = deps.postgres.tables<SegmentTables>()
  const groupId = await groupNamed(deps, group.slice(0, 30))
  const known = await db
    .selectFrom('segments_tag')
    .select(['id', 'segment'])
    .where('tag_group', '=', groupId)
    .where(sql<boolean>`lower(name) = lower(${name.slice(0, 30)})`)
    .where('archived_at', 'is', null)
    .executeTakeFirst()
  if (known) return known.segment === null ? known.id : null
  return createTag(deps, { name: name.slice(0, 30), group: groupId }, by)
}

async function groupNamed(deps: SegmentDeps, name: string): Promise<string> {
  return deps.postgres.transaction(async (tx) => {
    const db = tx.tables<SegmentTables>()
    await sql`select pg_advisory_xact_lock(hashtextextended('segments tag groups', 0))`.execute(db)
    const known = await db
      .selectFrom('segments_tag_group')
      .select('id')
      .where(sql<boolean>`lower(name) = lower(${name})`)
      .where('archived_at', 'is', null)
      .executeTakeFirst()
    if (known) return known.id
    const made = await db
      .insertInto('segments_tag_group')
      .values({ name, exclusive: false, archived_at: null })
      .returning('id')
      .executeTakeFirstOrThrow()
    return made.id
  })
}

/** Gives whoever stands for these numbers a tag, or takes it. */
export async function giveFromOutside(
  deps: SegmentDeps,
  { tag, strands, given, by }: { tag: string; strands: readonly string[]; given: boolean; by: string },
): Promise<void> {
  const standing = await Promise.all(strands.map((strand) => deps.identities.standing(strand)))
  const people = [...new Set(standing.filter((one) => one !== null))]
  if (people.length === 0) return
  await deps.postgres.transaction((tx) => give(deps, tx, { tag, people, given, by, batch: null }))
  deps.outbox.kick()
}
