import { sql } from 'kysely'
import { type PeopleChanged, peopleChanged } from '#modules/people'
import type { Jobs } from '#platform/jobs'
import type { Log } from '#platform/log'
import type { Outbox, Subscription } from '#platform/outbox'
import type { SegmentDeps } from './deps.ts'
import { forgetMembers } from './lists.ts'
import { LiveSegments } from './live.ts'
import type { SegmentTables } from './tables.ts'
import { copyTags } from './tags/copy.ts'
import { hearIds } from './tags/pending.ts'
import { tagsOf } from './tags/store.ts'
import { giveTask, type ListedPeople, mergeTask, undoTask } from './tags/tasks.ts'
import { refreshTask, runDue } from './tasks.ts'

export { belongingOf, wrongIn } from './belonging.ts'
export { segmentExport } from './exported.ts'
export { segmentHandlers } from './handlers.ts'
export { createList } from './lists.ts'
export { membersAfter } from './membersAfter.ts'
export { segmentViews } from './readingViews.ts'
export { segmentsSubject } from './subject.ts'
export { tagHandlers } from './tags/handlers.ts'
export { giveFromOutside, tagNamed } from './tags/outside.ts'

interface Deps extends SegmentDeps {
  readonly log: Log
  readonly jobs: Jobs
  readonly outbox: Outbox
}

/** What the house does by itself: it hears of the others, keeps live segments, and computes at night. Before jobs start. */
export function openSegments(deps: Deps): LiveSegments {
  const live = new LiveSegments(deps)
  for (const one of [copyTags(deps.olap, deps.now), hearIds(deps), hearGone(deps), live.hear()])
    deps.outbox.subscribe(one)
  const failed = (id: string, error: unknown) =>
    deps.log.error(
      { segment: id, error: error instanceof Error ? error.message : String(error) },
      'segment not computed',
    )
  deps.jobs.define('segments.daily', () => runDue(deps, 'daily', failed), { cron: '10 4 * * *' })
  // Somebody leaves by the mere passing of time: no event tells of it.
  deps.jobs.define('segments.live', () => runDue(deps, 'live', failed), { cron: '*/10 * * * *' })
  return live
}

/** The tasks of the house. */
export const segmentTasks = (deps: SegmentDeps & { listed: ListedPeople }) => [
  refreshTask(deps),
  giveTask(deps),
  undoTask(deps),
  mergeTask(deps),
]

/** The names of the tags of whoever has these numbers. */
export const tagNames = (deps: Pick<SegmentDeps, 'postgres' | 'olap'>) => async (strands: readonly string[]) =>
  (await tagsOf(deps, strands)).map(({ name }) => name)

/** Whoever is gone for good, as after an import that was undone, has no tags and stands nowhere. */
function hearGone(deps: SegmentDeps): Subscription {
  return {
    consumer: 'segments.gone',
    topics: [peopleChanged],
    async handle(tx, facts) {
      const gone = facts.flatMap(({ payload }) => (payload as PeopleChanged).gone?.people ?? [])
      if (gone.length === 0) return
      const db = tx.tables<SegmentTables>()
      for (const table of ['segments_given', 'segments_given_fact', 'segments_pending'] as const)
        await db.deleteFrom(table).where(sql<boolean>`strand = any(${gone}::bigint[])`).execute()
      await forgetMembers(deps, gone)
    },
  }
}
