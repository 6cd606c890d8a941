import { kindOf } from '#modules/identity'
import { audit } from '#platform/audit'
import { forgetRows } from '#platform/clickhouse/forget'
import { refuse } from '#platform/http/problem'
import { firstCells } from '../core/list.ts'
import { segmentProblems } from '../core/refusals.ts'
import { segmentChanged } from '../index.ts'
import type { SegmentDeps } from './deps.ts'
import { record, settle } from './runs.ts'
import { holdNames, isFree, keepVersion } from './save.ts'
import { findSegment, nextNumber } from './store.ts'
import type { SegmentTables } from './tables.ts'

interface Asked {
  readonly name: string
  readonly note: string
  readonly people?: readonly string[] | undefined
  readonly ids?: { readonly type: string; readonly csv: string } | undefined
  readonly snapshotOf?: string | undefined
  /** Those who stand already: nobody of them is looked up. */
  readonly persons?: readonly string[] | undefined
}

/** Makes a segment of people named now; nobody comes or goes later. */
export async function createList(deps: SegmentDeps, asked: Asked, by: string) {
  const db = deps.postgres.tables<SegmentTables>()
  if (asked.snapshotOf && !(await findSegment(db, asked.snapshotOf))) refuse(segmentProblems, 'no-such-segment')
  const { people, unknown } = await named(deps, asked)
  const at = deps.now()
  const id = await deps.postgres.transaction(async (tx) => {
    const own = tx.tables<SegmentTables>()
    await holdNames(own)
    await isFree(own, asked.name, null)
    const row = await own
      .insertInto('segments_segment')
      .values({
        ...{ name: asked.name, note: asked.note, kind: 'list', refresh: 'manual', version: 1 },
        ...{ created_by: by, created_at: new Date(at), changed_by: by, changed_at: new Date(at) },
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    await keepVersion(own, row.id, by, new Date(at))
    await audit(tx, by, 'segment.created', row.id, { name: asked.name, list: people?.length ?? asked.snapshotOf })
    return row.id
  })
  const run = await nextNumber(db)
  await bring(deps, { segment: id, run, at, people, from: asked.snapshotOf })
  const counted = await settle(deps, db, id, run)
  await deps.postgres.transaction(async (tx) => {
    const ran = { cause: 'list', by, at, tookMs: null } as const
    await record(tx.tables<SegmentTables>(), { id, version: 1 }, { run, ...counted }, ran)
    await deps.outbox.publish(tx, segmentChanged, { segment: id, run, entered: counted.entered, gone: 0 })
  })
  deps.outbox.kick()
  return { id, unknown }
}

interface Bringing {
  readonly segment: string
  readonly run: string
  readonly at: number
  readonly people: readonly string[] | null
  readonly from: string | undefined
}

async function bring({ olap }: SegmentDeps, { segment, run, at, people, from }: Bringing) {
  if (people) {
    const rows = people.map((person) => ({ segment, run, person, at, entered: 1 }))
    await olap.insert('segment_changes', rows)
    return
  }
  await olap.run(
    {
      name: 'segments.snapshot',
      sql: `insert into segment_changes (segment, run, person, at, entered)
        select distinct {segment:UInt64}, {run:UInt64}, dictGetOrDefault('person_override', 'kept', person, person),
          fromUnixTimestamp64Milli({at:Int64}, 'UTC'), 1
        from segment_people final where segment = {from:UInt64} and deleted = 0`,
    },
    { segment, run, at, from },
  )
}

const atOnce = 200
const mostLines = 200

/** The people a list names, each once, and the lines that name nobody. Null = those of another segment. */
async function named(deps: SegmentDeps, { people, ids, persons }: Asked) {
  const nobody = { count: 0, lines: [] as number[] }
  if (persons) return { people: [...persons], unknown: nobody }
  if (!people && !ids) return { people: null, unknown: nobody }
  if (ids && !kindOf(ids.type)) refuse(segmentProblems, 'id-type-unknown')
  const { identities } = deps
  const asked = people?.map((value, i) => ({ line: i + 1, value })) ?? firstCells(ids?.csv ?? '')
  const find = (value: string) => (ids ? identities.lookup(ids.type, value) : identities.standing(value))
  const found = new Set<string>()
  const unknown: number[] = []
  for (let from = 0; from < asked.length; from += atOnce) {
    const some = asked.slice(from, from + atOnce)
    const persons = await Promise.all(some.map(({ value }) => find(value)))
    for (const [i, { line }] of some.entries()) {
      const person = persons[i]
      if (person) found.add(person)
      // The first line of a sheet is its heading.
      else if (people || line > 1) unknown.push(line)
    }
  }
  return { people: [...found], unknown: { count: unknown.length, lines: unknown.slice(0, mostLines) } }
}

/** Whoever is erased stands on no list. */
export async function forgetMembers({ olap }: Pick<SegmentDeps, 'olap'>, strands: readonly string[]) {
  for (const table of ['segment_people', 'segment_changes', 'person_tags'])
    await forgetRows(olap, table, 'person', strands)
}
