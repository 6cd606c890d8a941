import { sql } from 'kysely'
import type { Tx } from '#platform/postgres/postgres'
import { type TagsGiven, tagsGiven } from '../../index.ts'
import type { SegmentDeps } from '../deps.ts'
import type { SegmentDb } from '../store.ts'
import type { SegmentTables } from '../tables.ts'

export interface Giving {
  readonly tag: string
  /** Who stands now, each once. */
  readonly people: readonly string[]
  readonly given: boolean
  readonly by: string
  readonly batch: string | null
}

interface Change {
  readonly tag: string
  readonly strand: string
  readonly given: boolean
}

/**
 * Gives people a tag by hand or takes it, with a fact for each change; of a group where a person has one tag the new one
 * takes the place of the old. Answers how many people it changed. The caller waits for the outbox where reads must see it.
 */
export async function give(deps: SegmentDeps, tx: Tx, { tag, people, given, by, batch }: Giving): Promise<number> {
  const strands = await Promise.all(people.map((person) => deps.identities.strands(person)))
  const db = tx.tables<SegmentTables>()
  const others = await exclusiveWith(db, tag)
  const had = await held(db, [...people, ...strands.flat()], [tag, ...others])
  const changes: Change[] = []
  let changed = 0
  for (const [i, person] of people.entries()) {
    const mine = [...new Set([person, ...(strands[i] ?? [])])].flatMap((strand) =>
      (had.get(strand) ?? []).map((of) => ({ tag: of, strand })),
    )
    const coming = given && !mine.some((one) => one.tag === tag)
    const leaving = mine.filter((one) => (one.tag === tag) !== given)
    if (!coming && leaving.length === 0) continue
    if (coming) changes.push({ tag, strand: person, given: true })
    changes.push(...leaving.map((one) => ({ ...one, given: false })))
    changed += 1
  }
  await write(deps, tx, changes, { by, batch })
  return changed
}

/** Tags that go when this one comes. Two who give at once would each see the group empty: the group is held. */
async function exclusiveWith(db: SegmentDb, tag: string): Promise<string[]> {
  const group = await sql<{ exclusive: boolean; id: string }>`
    select g.exclusive, g.id from segments_tag_group g join segments_tag t on t.tag_group = g.id
    where t.id = ${tag}::bigint for update of g`.execute(db)
  const [of] = group.rows
  if (!of?.exclusive) return []
  const rows = await db
    .selectFrom('segments_tag')
    .select('id')
    .where('tag_group', '=', of.id)
    .where('id', '!=', tag)
    .where('segment', 'is', null)
    .execute()
  return rows.map(({ id }) => id)
}

async function held(db: SegmentDb, strands: readonly string[], tags: readonly string[]) {
  const rows = await sql<{ tag: string; strand: string }>`
    select tag, strand from segments_given
    where strand = any(${strands}::bigint[]) and tag = any(${tags}::bigint[])`.execute(db)
  return new Map(
    [...Map.groupBy(rows.rows, ({ strand }) => strand)].map(([strand, list]) => [strand, list.map(({ tag }) => tag)]),
  )
}

/** Writes changes with their facts, and tells of them. */
export async function write(
  { outbox, now }: Pick<SegmentDeps, 'outbox' | 'now'>,
  tx: Tx,
  changes: readonly Change[],
  { by, batch }: { by: string; batch: string | null },
) {
  if (changes.length === 0) return
  const db = tx.tables<SegmentTables>()
  const at = new Date(now())
  const asked = sql`json_to_recordset(${JSON.stringify(changes)}::json) as c(tag bigint, strand bigint, given boolean)`
  await sql`delete from segments_given g using ${asked}
    where g.tag = c.tag and g.strand = c.strand and not c.given`.execute(db)
  await sql`insert into segments_given (tag, strand, at, by)
    select tag, strand, ${at}::timestamptz, ${by} from ${asked} where given on conflict do nothing`.execute(db)
  await sql`insert into segments_given_fact (tag, strand, given, at, by, batch)
    select tag, strand, given, ${at}::timestamptz, ${by}, ${batch}::bigint from ${asked}`.execute(db)
  await outbox.publish(tx, tagsGiven, { tags: changes } satisfies TagsGiven)
}
