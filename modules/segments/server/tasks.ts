import { z } from 'zod'
import { Id } from '#kit/api'
import { type TaskKind, taskKind } from '#platform/tasks/kind'
import type { SegmentDeps } from './deps.ts'
import { runSegment } from './runs.ts'
import { findSegment } from './store.ts'
import type { SegmentTables } from './tables.ts'

export const refreshTaskName = 'segments.refresh'

/** Computing one segment. */
export function refreshTask(deps: SegmentDeps): TaskKind {
  const db = () => deps.postgres.tables<SegmentTables>()
  return taskKind({
    kind: refreshTaskName,
    title: { zh: '计算分群', en: 'Compute a segment' },
    rights: { read: 'people:read', write: 'people:write' },
    input: z.object({ segment: Id, name: z.string(), cause: z.enum(['asked', 'saved']) }),
    counts: {
      people: { zh: '当前人数', en: 'people' },
      entered: { zh: '新进', en: 'entered' },
      gone: { zh: '离开', en: 'gone' },
    },
    about: ({ name }) => ({ zh: name, en: name }),
    // How many will belong is what it finds out; until then the last number says about how far it will go.
    total: async ({ segment }) => Number((await findSegment(db(), segment))?.people ?? 0),
    async *steps({ segment, cause }, { by }) {
      const ran = await runSegment(deps, segment, { cause, by })
      if (ran) yield { done: ran.people, counts: { people: ran.people, entered: ran.entered, gone: ran.gone } }
    },
  })
}

/** Computes what is due; one that fails does not hold up the others. */
export async function runDue(deps: SegmentDeps, which: 'daily' | 'live', failed: (id: string, error: unknown) => void) {
  const rows = await deps.postgres
    .tables<SegmentTables>()
    .selectFrom('segments_segment')
    .select('id')
    .where('refresh', 'in', which === 'daily' ? ['daily', 'live'] : ['live'])
    .where('archived_at', 'is', null)
    .where('kind', '=', 'rule')
    .orderBy('id')
    .execute()
  for (const { id } of rows)
    await runSegment(deps, id, { cause: which, by: 'system' }).catch((error: unknown) => failed(id, error))
}
