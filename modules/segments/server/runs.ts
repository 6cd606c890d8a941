import { z } from 'zod'
import type { Postgres } from '#platform/postgres/postgres'
import { type SegmentChanged, segmentChanged } from '../index.ts'
import type { SegmentDeps } from './deps.ts'
import { memberSql } from './memberSql.ts'
import { expanded, findSegment, nextNumber, type SegmentDb } from './store.ts'
import type { RunCause, SegmentRow, SegmentTables } from './tables.ts'

export interface Ran {
  readonly run: string
  readonly people: number
  readonly entered: number
  readonly gone: number
}

const Params = z.record(z.string(), z.unknown())
const Int = z.coerce.number().int()

/**
 * Works out who belongs to a segment now and writes the difference to before; every later read sees it. With `strands`
 * only those people are looked at, who must be named by all of their numbers.
 */
export async function runSegment(
  deps: SegmentDeps,
  id: string,
  { cause, by, strands }: { cause: RunCause; by: string; strands?: readonly string[] },
): Promise<Ran | null> {
  const ran = await locked(deps.postgres, `segment ${id}`, () => compute(deps, id, { cause, by, strands }))
  deps.outbox.kick()
  return ran
}

/** One at a time, in whatever process. No transaction holds it: one that is open for seconds would hold up every fact. */
async function locked<T>({ pool }: Postgres, key: string, work: () => Promise<T>): Promise<T> {
  const client = await pool.connect()
  try {
    await client.query('select pg_advisory_lock(hashtextextended($1, 0))', [key])
    return await work()
  } finally {
    await client.query('select pg_advisory_unlock(hashtextextended($1, 0))', [key]).catch(() => undefined)
    client.release()
  }
}

async function compute(
  deps: SegmentDeps,
  id: string,
  { cause, by, strands }: { cause: RunCause; by: string; strands?: readonly string[] | undefined },
): Promise<Ran | null> {
  const started = performance.now()
  const db = deps.postgres.tables<SegmentTables>()
  const row = await findSegment(db, id)
  if (!row?.definition || row.archived_at) return null
  const tree = await expanded(db, row.definition, id)
  if (!tree.ok) throw new Error(`segment ${id} cannot be computed: ${tree.refusal}`)
  const run = await nextNumber(db)
  const at = deps.now()
  const members = memberSql(tree.value, at, strands ? { strands } : 'everybody')
  await writeChanges(deps, { segment: id, run, at, members, strands })
  const counted = await settle(deps, db, id, run)
  if (strands && counted.entered + counted.gone === 0) return { run, ...counted }
  const tookMs = Math.round(performance.now() - started)
  await deps.postgres.transaction(async (tx) => {
    await record(tx.tables<SegmentTables>(), row, { run, ...counted }, { cause, by, at, tookMs })
    const { entered, gone } = counted
    await deps.outbox.publish(tx, segmentChanged, { segment: id, run, entered, gone } satisfies SegmentChanged)
  })
  return { run, ...counted }
}

interface Change {
  readonly segment: string
  readonly run: string
  readonly at: number
  readonly members: { readonly sql: string; readonly params: Readonly<Record<string, unknown>> }
  readonly strands?: readonly string[] | undefined
}

/** Who belongs and did not, and who did and does not. */
async function writeChanges({ olap }: SegmentDeps, { segment, run, at, members, strands }: Change) {
  const some = strands ? ' and person in {strands:Array(UInt64)}' : ''
  const text = `insert into segment_changes (segment, run, person, at, entered)
    select {segment:UInt64}, {run:UInt64}, person, fromUnixTimestamp64Milli({at:Int64}, 'UTC'), max(is_new)
    from (
      select who as person, 1 as is_new, 0 as is_old from (${members.sql})
      union all
      select person, 0, 1 from segment_people final where segment = {segment:UInt64} and deleted = 0${some}
    ) group by person having max(is_new) != max(is_old)`
  await olap.run(
    { name: 'segments.changes', sql: text },
    { ...members.params, segment, run, at, ...(strands ? { strands: strands.map(Number) } : {}) },
  )
}

const counts = {
  name: 'segments.counts',
  sql: `select
      (select uniqExact(dictGetOrDefault('person_override', 'kept', person, person)) from segment_people final
        where segment = {segment:UInt64} and deleted = 0) as people,
      countIf(entered = 1) as came, countIf(entered = 0) as gone
    from segment_changes where segment = {segment:UInt64} and run = {run:UInt64}`,
  params: Params,
  row: z.object({ people: Int, came: Int, gone: Int }),
}

/** Makes the changes of a run the members, and those of the tags by rule that the segment gives. */
export async function settle({ olap }: SegmentDeps, db: SegmentDb, segment: string, run: string) {
  await olap.run(
    {
      name: 'segments.settle',
      sql: `insert into segment_people (segment, person, version, at, deleted)
        select segment, person, run, at, entered = 0 from segment_changes
        where segment = {segment:UInt64} and run = {run:UInt64}`,
    },
    { segment, run },
  )
  const tags = await db
    .selectFrom('segments_tag')
    .select('id')
    .where('segment', '=', segment)
    .where('archived_at', 'is', null)
    .execute()
  for (const { id } of tags)
    await olap.run(
      {
        name: 'segments.settleTag',
        sql: `insert into person_tags (tag, person, version, at, deleted)
          select {tag:UInt64}, person, run, at, entered = 0 from segment_changes
          where segment = {segment:UInt64} and run = {run:UInt64}`,
      },
      { segment, run, tag: id },
    )
  const [found] = await olap.query(counts, { segment, run })
  return { people: found?.people ?? 0, entered: found?.came ?? 0, gone: found?.gone ?? 0 }
}

/** Keeps a run with its numbers, and shows them on the segment. */
export async function record(
  db: SegmentDb,
  row: Pick<SegmentRow, 'id' | 'version'>,
  { run, people, entered, gone }: Ran,
  { cause, by, at, tookMs }: { cause: RunCause; by: string; at: number; tookMs: number | null },
) {
  await db
    .insertInto('segments_run')
    .values({
      ...{ id: run, segment: row.id, version: row.version, cause, by, at: new Date(at), took_ms: tookMs },
      ...{ people: String(people), entered: String(entered), gone: String(gone) },
    })
    .execute()
  await db
    .updateTable('segments_segment')
    .set({ people: String(people), computed_at: new Date(at) })
    .where('id', '=', row.id)
    .execute()
}
