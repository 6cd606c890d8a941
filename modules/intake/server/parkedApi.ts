import { implement } from '@orpc/server'
import { sql } from 'kysely'
import { audit } from '#platform/audit'
import { nameOf, type RequestContext } from '#platform/http/context'
import type { Postgres } from '#platform/postgres/postgres'
import type { StartTask } from '#platform/tasks/kind'
import { intake } from '../contract.ts'
import { reasonText } from '../core/parkReasons.ts'
import { type ParkedFilter, type ParkedTables, parkedOf, rawOf } from './parked.ts'
import { startReplay } from './replay.ts'

export interface ParkedApiDeps {
  readonly postgres: Postgres
  readonly startTask: StartTask
}

/** The endpoints of parked events. */
export function parkedHandlers(deps: ParkedApiDeps) {
  const os = implement(intake.parked).$context<RequestContext>()
  return os.router({
    list: os.list.handler(({ input }) => listParked(deps, input)),
    summary: os.summary.handler(() => sumParked(deps)),
    dismiss: os.dismiss.handler(({ input, context }) => dismiss(deps, chosen(input), nameOf(context.actor))),
    replay: os.replay.handler(async ({ input, context }) => ({
      task: await startReplay(deps, chosen(input), context),
    })),
  })
}

interface Many {
  ids?: string[] | undefined
  filter?: { reason?: string | undefined } | undefined
  except: string[]
}

const chosen = ({ ids, filter, except }: Many): ParkedFilter => (ids ? { ids } : { ...filter, except })

interface ListInput {
  cursor?: string | undefined
  limit: number
  reason?: string | undefined
}

async function listParked({ postgres }: ParkedApiDeps, { cursor, limit, reason }: ListInput) {
  let query = parkedOf(postgres.tables<ParkedTables>(), { reason })
    .selectAll()
    .orderBy('id', 'desc')
    .limit(limit + 1)
  if (cursor && /^\d{1,18}$/.test(cursor)) query = query.where('id', '<', cursor)
  const rows = await query.execute()
  const items = rows.slice(0, limit).map((row) => ({
    id: row.id,
    source: String(row.source),
    receivedAt: row.received_at.toISOString(),
    reason: row.reason,
    text: reasonText(row.reason),
    messageId: row.message_id,
    replayable: row.origin !== null,
    raw: rawOf(row.raw),
  }))
  const last = items.at(-1)
  return rows.length > limit && last ? { items, next: last.id } : { items }
}

/** Parked events by reason, the most first. */
export async function sumParked({ postgres }: Pick<ParkedApiDeps, 'postgres'>) {
  const rows = await postgres
    .tables<ParkedTables>()
    .selectFrom('intake_parked')
    .select((e) => [
      'reason',
      e.fn.countAll<string>().as('events'),
      sql<string>`count(origin)`.as('replayable'),
      e.fn.max('received_at').as('last'),
    ])
    .groupBy('reason')
    .orderBy('events', 'desc')
    .execute()
  const items = rows.map((row) => ({
    ...{ reason: row.reason, text: reasonText(row.reason) },
    ...{ events: Number(row.events), replayable: Number(row.replayable) },
    lastAt: row.last.toISOString(),
  }))
  return { items }
}

/** Drops them for good; what is dropped by reason is not listed one by one. */
function dismiss({ postgres }: ParkedApiDeps, filter: ParkedFilter, by: string) {
  return postgres.transaction(async (tx) => {
    const db = tx.tables<ParkedTables>()
    const gone = await db
      .deleteFrom('intake_parked')
      .where('id', 'in', parkedOf(db, filter).select('id'))
      .executeTakeFirst()
    const dismissed = Number(gone.numDeletedRows)
    const { ids, reason = null, except = [] } = filter
    const subject = ids ? ids.join(',').slice(0, 200) : (reason ?? 'all')
    if (dismissed > 0) await audit(tx, by, 'parked.dismissed', subject, { events: dismissed, ids, reason, except })
    return { dismissed }
  })
}
