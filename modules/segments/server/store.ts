import { sql } from 'kysely'
import type { Result } from '#kit/result'
import type { Db } from '#platform/postgres/postgres'
import { type ExpandRefusal, expand, type Known } from '../core/check.ts'
import { type Definition, leavesOf } from '../core/definition.ts'
import type { SegmentRow, SegmentTables } from './tables.ts'

export type SegmentDb = Db<SegmentTables>

export const findSegment = (db: SegmentDb, id: string): Promise<SegmentRow | undefined> =>
  db.selectFrom('segments_segment').selectAll().where('id', '=', id).executeTakeFirst()

/** A number for a run or for a copy of tags: the larger one counts. */
export async function nextNumber(db: SegmentDb): Promise<string> {
  const rows = await sql<{ n: string }>`select nextval('segments_number') as n`.execute(db)
  return rows.rows[0]?.n ?? '0'
}

/** Segments and tags by rule that conditions may name. There are hundreds of them, not millions. */
async function knownTo(db: SegmentDb) {
  const segments = await db.selectFrom('segments_segment').select(['id', 'definition']).execute()
  const tags = await db.selectFrom('segments_tag').select(['id', 'segment']).execute()
  const known = new Map<string, Known>(segments.map(({ id, definition }) => [id, { definition }]))
  return { known, tags: new Map(tags.map(({ id, segment }) => [id, segment])) }
}

/**
 * A definition with the conditions of other segments and of tags by rule put in their place, as `memberSql` needs it.
 * `self`: the segment whose definition it is.
 */
export async function expanded(
  db: SegmentDb,
  definition: Definition,
  self: string | null,
): Promise<Result<Definition, ExpandRefusal>> {
  const { known, tags } = await knownTo(db)
  const byRule = new Map([...tags].flatMap(([tag, segment]) => (segment === null ? [] : [[tag, segment] as const])))
  return expand(definition, { segments: known, tags: byRule }, self)
}

/** Tags a definition names that are not there. */
export async function unknownTags(db: SegmentDb, definition: Definition): Promise<string[]> {
  const named = leavesOf(definition).flatMap((leaf) => ('tag' in leaf ? [leaf.tag] : []))
  if (named.length === 0) return []
  const found = await db.selectFrom('segments_tag').select('id').where('id', 'in', named).execute()
  const there = new Set(found.map(({ id }) => id))
  return named.filter((tag) => !there.has(tag))
}

export interface Use {
  readonly kind: 'segment' | 'tag'
  readonly id: string
  readonly name: string
}

/** What uses each segment and each tag, by their ids. */
export async function usesOf(db: SegmentDb): Promise<{ segments: Map<string, Use[]>; tags: Map<string, Use[]> }> {
  const segments = new Map<string, Use[]>()
  const tags = new Map<string, Use[]>()
  const add = (to: Map<string, Use[]>, id: string, use: Use) => to.set(id, [...(to.get(id) ?? []), use])
  const rules = await db
    .selectFrom('segments_segment')
    .select(['id', 'name', 'definition'])
    .where('archived_at', 'is', null)
    .where('definition', 'is not', null)
    .execute()
  for (const { id, name, definition } of rules) {
    const named = new Set((definition ? leavesOf(definition) : []).flatMap(nameOf))
    for (const one of named) {
      const [kind = '', of = ''] = one.split(' ')
      add(kind === 'tag' ? tags : segments, of, { kind: 'segment', id, name })
    }
  }
  const byRule = await db
    .selectFrom('segments_tag')
    .select(['id', 'name', 'segment'])
    .where('archived_at', 'is', null)
    .where('segment', 'is not', null)
    .execute()
  for (const { id, name, segment } of byRule) if (segment) add(segments, segment, { kind: 'tag', id, name })
  return { segments, tags }
}

function nameOf(leaf: Definition): string[] {
  if ('tag' in leaf) return [`tag ${leaf.tag}`]
  return 'segment' in leaf ? [`segment ${leaf.segment}`] : []
}
