import type { Selectable } from 'kysely'
import { z } from 'zod'
import { type Bilingual, Id } from '#kit/api'
import type { RequestContext } from '#platform/http/context'
import type { Postgres, Tx } from '#platform/postgres/postgres'
import { type StartTask, type TaskKind, taskKind } from '#platform/tasks/kind'
import { parseAgain } from '../core/again.ts'
import type { Parsed } from '../core/event.ts'
import { reasonText } from '../core/parkReasons.ts'
import type { Collector } from './collector.ts'
import { countParked, type ParkedFilter, type ParkedTables, parkedOf } from './parked.ts'
import type { PlanWatch } from './plan/watch.ts'
import type { Sources } from './sources.ts'

export interface ReplayDeps {
  readonly postgres: Postgres
  readonly sources: Pick<Sources, 'byId'>
  readonly collector: Pick<Collector, 'replay'>
  readonly plan: Pick<PlanWatch, 'refresh'>
}

const kind = 'intake.replay'
const batchSize = 200
/** A repeat may have been parked for a plan that its first sending came before: that one counts. */
const beforeMs = 25 * 3_600_000

const Asked = z.object({
  ids: z.array(Id).optional(),
  reason: z.string().optional(),
  except: z.array(Id).default([]),
  /** The newest there was: what is parked meanwhile is not tried in circles. */
  upTo: z.string(),
})

function about({ ids, reason, except }: z.output<typeof Asked>): Bilingual {
  const n = except.length
  const but = { zh: n ? `，除去 ${n} 条` : '', en: n ? `, but ${n}` : '' }
  if (ids) return { zh: `所选 ${ids.length} 条`, en: `${ids.length} selected` }
  const text = reason === undefined ? { zh: '全部原因', en: 'any reason' } : reasonText(reason)
  return { zh: text.zh + but.zh, en: text.en + but.en }
}

type Row = Selectable<ParkedTables['intake_parked']>

/** Parked events taken in again: those that pass now are stored and leave the list, the others stay with what is wrong now. */
export function replayTask(deps: ReplayDeps): TaskKind {
  return taskKind({
    ...{ kind, about, input: Asked },
    title: { zh: '重放待处理事件', en: 'Replay parked events' },
    rights: { read: 'sources:read', write: 'sources:write' },
    counts: { stored: { zh: '已入库', en: 'stored' }, left: { zh: '仍待处理', en: 'still parked' } },
    total: (filter) => countParked(deps.postgres, filter),
    async *steps({ upTo, ...filter }, { before }) {
      await deps.plan.refresh()
      let stored = before['stored'] ?? 0
      let done = 0
      let left = 0
      for (let after = '0'; ; ) {
        const batch = await replayBatch(deps, filter, after, upTo)
        if (batch.last === null) return
        done += batch.stored + batch.left
        stored += batch.stored
        left += batch.left
        after = batch.last
        yield { done, counts: { stored, left } }
      }
    },
  })
}

/** Begins it for what is parked now. */
export async function startReplay(
  { postgres, startTask }: { postgres: Postgres; startTask: StartTask },
  filter: ParkedFilter,
  context: RequestContext,
): Promise<string> {
  const newest = postgres
    .tables<ParkedTables>()
    .selectFrom('intake_parked')
    .select((e) => e.fn.max('id').as('id'))
  const upTo = (await newest.executeTakeFirst())?.id ?? '0'
  return startTask(kind, { ...filter, upTo }, context)
}

/**
 * The rows are held until they have left: whoever dismisses one waits, and a second replay passes them by. After a crash
 * between storing and leaving they are tried again, and found stored.
 */
function replayBatch(deps: ReplayDeps, filter: ParkedFilter, after: string, upTo: string) {
  return deps.postgres.transaction(async (tx) => {
    const rows = await parkedOf(tx.tables<ParkedTables>(), filter)
      .selectAll()
      .where('id', '>', after)
      .where('id', '<=', upTo)
      .orderBy('id')
      .limit(batchSize)
      .forUpdate()
      .skipLocked()
      .execute()
    let stored = 0
    for (const [source, some] of Map.groupBy(rows, (row) => row.source))
      stored += await replaySource(deps, tx, source, some)
    return { stored, left: rows.length - stored, last: rows.at(-1)?.id ?? null }
  })
}

/** How many of these events of one source have left. */
async function replaySource(deps: ReplayDeps, tx: Tx, id: number, rows: readonly Row[]): Promise<number> {
  const source = await deps.sources.byId(id)
  const tried = rows.flatMap((row) => {
    const parsed = again(row)
    return source && parsed ? [{ row, parsed }] : []
  })
  if (!source || tried.length === 0) return 0
  const since = Math.min(...tried.map(({ row }) => row.received_at.getTime())) - beforeMs
  const reasons = await deps.collector.replay(
    source,
    tried.map(({ parsed }) => parsed),
    since,
  )
  const db = tx.tables<ParkedTables>()
  const passed = tried.filter((_, i) => reasons[i] === null).map(({ row }) => row.id)
  if (passed.length > 0) await db.deleteFrom('intake_parked').where('id', 'in', passed).execute()
  for (const [i, { row }] of tried.entries()) {
    const reason = reasons[i]?.slice(0, 450)
    if (reason !== undefined && reason !== row.reason)
      await db.updateTable('intake_parked').set({ reason }).where('id', '=', row.id).execute()
  }
  return passed.length
}

/** Null when it was not kept whole. */
function again({ id, raw, origin, message_id }: Row): Parsed | null {
  if (origin === null || typeof raw !== 'string') return null
  return parseAgain(JSON.parse(raw), origin, message_id ?? `parked-${id}`)
}
