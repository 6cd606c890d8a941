import { sql } from 'kysely'
import { z } from 'zod'
import { PeopleFilter } from '#contracts/people'
import { Id } from '#kit/api'
import { audit } from '#platform/audit'
import { type TaskKind, taskKind } from '#platform/tasks/kind'
import { withTag } from '../../core/check.ts'
import type { SegmentDeps } from '../deps.ts'
import { membersAfter } from '../read.ts'
import { keepVersion } from '../save.ts'
import { findSegment } from '../store.ts'
import type { SegmentTables } from '../tables.ts'
import { give, write } from './give.ts'

const batchSize = 500
const rights = { read: 'people:read', write: 'people:write' }
const changed = { zh: '已改', en: 'changed' }
const words = (name: string) => ({ zh: name, en: name })

const PeopleOf = PeopleFilter.extend({ segment: Id.optional() })
type Listed = z.output<typeof PeopleFilter>

/** Port: the people of a list of people, which another house keeps. */
export interface ListedPeople {
  count(filter: Listed): Promise<number>
  /** Ids after one, in the order of ids. */
  after(filter: Listed, after: string, limit: number): Promise<readonly string[]>
}

export interface TagTaskDeps extends SegmentDeps {
  readonly listed: ListedPeople
}

export const giveTaskName = 'segments.give'

/** Giving all people of a segment or of a list a tag, or taking it. */
export function giveTask(deps: TagTaskDeps): TaskKind {
  const page = async ({ segment, ...filter }: z.output<typeof PeopleOf>, after: string) => {
    if (!segment) return deps.listed.after(filter, after, batchSize)
    const rows = await membersAfter(deps.olap, { segment, side: 'entered', after, limit: batchSize })
    return rows.map(({ person }) => person)
  }
  return taskKind({
    ...{ kind: giveTaskName, rights, counts: { changed } },
    title: { zh: '批量打标签', en: 'Give people a tag' },
    input: z.object({
      ...{ tag: Id, name: z.string(), given: z.boolean(), batch: Id },
      ...{ filter: PeopleOf, except: z.array(Id) },
    }),
    about: ({ name, given }) => ({
      zh: `${given ? '打上' : '去掉'} ${name}`,
      en: `${given ? 'Give' : 'Take'} ${name}`,
    }),
    total: ({ filter }) => countOf(deps, filter),
    async *steps({ tag, given, batch, filter, except }, { by, before }) {
      const spared = new Set(except)
      let count = before['changed'] ?? 0
      let done = 0
      for (let after = '0'; ; ) {
        const ids = await page(filter, after)
        const last = ids.at(-1)
        if (last === undefined) break
        const people = ids.filter((id) => !spared.has(id))
        count += await deps.postgres.transaction((tx) => give(deps, tx, { tag, people, given, by, batch }))
        done += ids.length
        after = last
        yield { done, counts: { changed: count } }
      }
      await deps.outbox.settled()
    },
  })
}

async function countOf({ postgres, listed }: TagTaskDeps, { segment, ...filter }: z.output<typeof PeopleOf>) {
  if (!segment) return listed.count(filter)
  const row = await findSegment(postgres.tables<SegmentTables>(), segment)
  return Number(row?.people ?? 0)
}

export const undoTaskName = 'segments.undo'

/** Taking back a batch: each change that is still the last of its tag and person. */
export function undoTask(deps: SegmentDeps): TaskKind {
  return taskKind({
    ...{ kind: undoTaskName, rights, counts: { changed } },
    title: { zh: '撤销批量打标签', en: 'Take tags back' },
    input: z.object({ batch: Id, undo: Id, name: z.string() }),
    about: ({ name }) => words(name),
    async total({ batch }) {
      const db = deps.postgres.tables<SegmentTables>()
      const row = await db
        .selectFrom('segments_given_fact')
        .select((e) => e.fn.countAll<string>().as('n'))
        .where('batch', '=', batch)
        .executeTakeFirstOrThrow()
      return Number(row.n)
    },
    async *steps({ batch, undo }, { by, before }) {
      let count = before['changed'] ?? 0
      let done = 0
      for (let after = '0'; ; ) {
        const facts = await factsAfter(deps, batch, after)
        const last = facts.at(-1)
        if (!last) break
        const back = facts
          .filter(({ is_last }) => is_last)
          .map(({ tag, strand, given }) => ({ tag, strand, given: !given }))
        await deps.postgres.transaction((tx) => write(deps, tx, back, { by, batch: undo }))
        count += back.length
        done += facts.length
        after = last.id
        yield { done, counts: { changed: count } }
      }
      await deps.outbox.settled()
    },
  })
}

async function factsAfter({ postgres }: SegmentDeps, batch: string, after: string) {
  const rows = await sql<{ id: string; tag: string; strand: string; given: boolean; is_last: boolean }>`
    select f.id, f.tag, f.strand, f.given, not exists (select 1 from segments_given_fact l
      where l.tag = f.tag and l.strand = f.strand and l.id > f.id) as is_last
    from segments_given_fact f where f.batch = ${batch}::bigint and f.id > ${after}::bigint
    order by f.id limit ${batchSize}`.execute(postgres.tables<SegmentTables>())
  return rows.rows
}

export const mergeTaskName = 'segments.mergeTags'

/** Giving all people of one tag another, and putting the first away; definitions then ask for the other. */
export function mergeTask(deps: SegmentDeps): TaskKind {
  return taskKind({
    ...{ kind: mergeTaskName, rights, counts: { changed } },
    title: { zh: '合并标签', en: 'Merge tags' },
    input: z.object({ from: Id, into: Id, name: z.string() }),
    about: ({ name }) => words(name),
    async total({ from }) {
      const db = deps.postgres.tables<SegmentTables>()
      const row = await db
        .selectFrom('segments_given')
        .select((e) => e.fn.countAll<string>().as('n'))
        .where('tag', '=', from)
        .executeTakeFirstOrThrow()
      return Number(row.n)
    },
    async *steps({ from, into }, { by, before }) {
      let count = before['changed'] ?? 0
      for (let done = 0; ; ) {
        const rows = await deps.postgres
          .tables<SegmentTables>()
          .selectFrom('segments_given')
          .select('strand')
          .where('tag', '=', from)
          .limit(batchSize)
          .execute()
        if (rows.length === 0) break
        count += await moveSome(
          deps,
          rows.map(({ strand }) => strand),
          { from, into, by },
        )
        done += rows.length
        yield { done, counts: { changed: count } }
      }
      await putAway(deps, { from, into, by })
      await deps.outbox.settled()
    },
  })
}

async function moveSome(
  deps: SegmentDeps,
  strands: readonly string[],
  { from, into, by }: { from: string; into: string; by: string },
) {
  const standing = await Promise.all(strands.map((strand) => deps.identities.standing(strand)))
  const people = [...new Set(standing.map((person, i) => person ?? strands[i] ?? ''))]
  return deps.postgres.transaction(async (tx) => {
    const count = await give(deps, tx, { tag: into, people, given: true, by, batch: null })
    // An exclusive group has taken the old tag already.
    await give(deps, tx, { tag: from, people, given: false, by, batch: null })
    return count
  })
}

async function putAway(deps: SegmentDeps, { from, into, by }: { from: string; into: string; by: string }) {
  await deps.postgres.transaction(async (tx) => {
    const db = tx.tables<SegmentTables>()
    const at = new Date(deps.now())
    const rows = await db
      .selectFrom('segments_segment')
      .select(['id', 'definition'])
      .where('kind', '=', 'rule')
      .execute()
    for (const { id, definition } of rows) {
      const next = definition && withTag(definition, from, into)
      if (JSON.stringify(next) === JSON.stringify(definition)) continue
      await sql`update segments_segment set definition = ${JSON.stringify(next)}::jsonb, version = version + 1,
        changed_by = ${by}, changed_at = ${at} where id = ${id}::bigint`.execute(db)
      await keepVersion(db, id, by, at)
    }
    await db.updateTable('segments_tag').set({ archived_at: at, merged_into: into }).where('id', '=', from).execute()
    await audit(tx, by, 'tag.merged', from, { into })
  })
}
