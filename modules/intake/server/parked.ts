import { implement } from '@orpc/server'
import { type Generated, sql } from 'kysely'
import type { RequestContext } from '#platform/http/context'
import type { Postgres, Tx } from '#platform/postgres/postgres'
import { intake } from '../contract.ts'
import { tooMuch } from '../core/event.ts'

interface ParkedTables {
  intake_parked: {
    id: Generated<string>
    source: number
    received_at: Date
    reason: string
    message_id: string | null
    raw: unknown
  }
}

export interface Parked {
  source: number
  receivedAt: number
  reason: string
  messageId: string | null
  raw: unknown
}

const maxRaw = 200_000

function textOf(raw: unknown): string {
  try {
    return JSON.stringify(raw ?? null)
  } catch (error) {
    // Nested so deeply that writing it overflows the stack.
    if (error instanceof RangeError) return 'nested too deeply to be kept'
    throw error
  }
}

/** Keeps what cannot be stored; returns when it is safe. */
export async function park(postgres: Postgres, rows: readonly Parked[]) {
  if (rows.length === 0) return
  const values = rows.map((row) => ({
    source: row.source,
    received_at: new Date(row.receivedAt),
    reason: row.reason.slice(0, 200),
    message_id: row.messageId?.slice(0, 300) ?? null,
    raw: textOf(row.raw).slice(0, maxRaw),
  }))
  await sql`insert into intake_parked (source, received_at, reason, message_id, raw)
    select source, received_at, reason, message_id, to_jsonb(raw) from unnest(${values.map((v) => v.source)}::int[],
      ${values.map((v) => v.received_at)}::timestamptz[], ${values.map((v) => v.reason)}::text[],
      ${values.map((v) => v.message_id)}::text[], ${values.map((v) => v.raw)}::text[])
      as t(source, received_at, reason, message_id, raw)`.execute(postgres.tables<ParkedTables>())
}

/** Deletes what was parked of a source. */
export async function deleteParked(tx: Tx, source: number) {
  await tx.tables<ParkedTables>().deleteFrom('intake_parked').where('source', '=', source).execute()
}

/** What was parked since then (epoch ms), newest first, as the live view shows it; `source` null = of any. */
export async function recentParked(postgres: Postgres, since: number, source: number | null, limit: number) {
  let query = postgres
    .tables<ParkedTables>()
    .selectFrom('intake_parked')
    .selectAll()
    .where('received_at', '>=', new Date(since))
    .orderBy('id', 'desc')
    .limit(limit)
  if (source !== null) query = query.where('source', '=', source)
  const rows = await query.execute()
  return rows.map((row) => ({
    id: `parked-${row.id}`,
    receivedAt: row.received_at.toISOString(),
    source: String(row.source),
    event: null,
    type: null,
    at: null,
    person: null,
    parked: row.reason,
    detail: rawOf(row.raw),
  }))
}

const rawOf = (raw: unknown): unknown => (typeof raw === 'string' ? parseLoosely(raw) : raw)

/** The endpoints of parked events. */
export function parkedHandlers(postgres: Postgres) {
  const os = implement(intake.parked).$context<RequestContext>()
  const db = () => postgres.tables<ParkedTables>()
  return os.router({
    list: os.list.handler(async ({ input }) => {
      let query = db()
        .selectFrom('intake_parked')
        .selectAll()
        .orderBy('id', 'desc')
        .limit(input.limit + 1)
      if (input.cursor && /^\d+$/.test(input.cursor)) query = query.where('id', '<', input.cursor)
      if (input.reason) query = query.where('reason', '=', input.reason)
      const rows = await query.execute()
      const items = rows.slice(0, input.limit).map((row) => ({
        id: row.id,
        source: String(row.source),
        receivedAt: row.received_at.toISOString(),
        reason: row.reason,
        messageId: row.message_id,
        raw: rawOf(row.raw),
      }))
      const last = items.at(-1)
      return rows.length > input.limit && last ? { items, next: last.id } : { items }
    }),
    summary: os.summary.handler(async () => {
      const rows = await db()
        .selectFrom('intake_parked')
        .select((e) => ['reason', e.fn.countAll<string>().as('events'), e.fn.max('received_at').as('last')])
        .groupBy('reason')
        .execute()
      return { items: rows.map((r) => ({ reason: r.reason, events: Number(r.events), lastAt: r.last.toISOString() })) }
    }),
  })
}

/** As JSON where it is whole and flat enough to be answered as JSON; else the text that was kept. */
function parseLoosely(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text)
    return tooMuch(value) === 'too-deep' ? text : value
  } catch {
    return text
  }
}
