import { type Generated, sql } from 'kysely'
import type { Db, Postgres, Tx } from '#platform/postgres/postgres'
import type { Origin } from '../core/again.ts'
import { tooMuch } from '../core/event.ts'
import { type OffPlan, type ParkReason, reasonText } from '../core/parkReasons.ts'

export interface ParkedTables {
  intake_parked: {
    id: Generated<string>
    source: number
    received_at: Date
    reason: string
    message_id: string | null
    raw: unknown
    origin: Origin | null
  }
}

export interface Parked {
  source: number
  receivedAt: number
  reason: ParkReason | OffPlan
  messageId: string | null
  raw: unknown
  /** Null when it cannot be read again. */
  origin: Origin | null
}

const maxRaw = 200_000
/** A batch may say things about all of its events; more than this is not kept with each. */
const maxOrigin = 32_768

/** Kept of what cannot be written. */
export const tooDeepToKeep = 'nested too deeply to be kept'

/** JSON; null when nested so deeply that writing it overflows the stack. */
export function jsonOf(raw: unknown): string | null {
  try {
    return JSON.stringify(raw ?? null)
  } catch (error) {
    if (error instanceof RangeError) return null
    throw error
  }
}

/** What is kept of one; what is not kept whole is not read again. */
function kept({ raw, origin }: Parked): { raw: string; origin: string | null } {
  const text = jsonOf(raw)
  if (text === null) return { raw: JSON.stringify(tooDeepToKeep), origin: null }
  const from = origin && jsonOf(origin)
  const whole = text.length <= maxRaw && from !== null && from.length <= maxOrigin
  return { raw: text.slice(0, maxRaw), origin: whole ? from : null }
}

/** Keeps what cannot be stored; returns when it is safe. */
export async function park(postgres: Postgres, rows: readonly Parked[]) {
  if (rows.length === 0) return
  const values = rows.map((row) => ({
    source: row.source,
    received_at: new Date(row.receivedAt),
    reason: row.reason.slice(0, 450),
    message_id: row.messageId?.slice(0, 300) ?? null,
    ...kept(row),
  }))
  await sql`insert into intake_parked (source, received_at, reason, message_id, raw, origin)
    select source, received_at, reason, message_id, to_jsonb(raw), origin::jsonb
    from unnest(${values.map((v) => v.source)}::int[],
      ${values.map((v) => v.received_at)}::timestamptz[], ${values.map((v) => v.reason)}::text[],
      ${values.map((v) => v.message_id)}::text[], ${values.map((v) => v.raw)}::text[],
      ${values.map((v) => v.origin)}::text[])
      as t(source, received_at, reason, message_id, raw, origin)`.execute(postgres.tables<ParkedTables>())
}

/** Which parked events: these, or all (of a reason) but some. */
export interface ParkedFilter {
  ids?: readonly string[] | undefined
  reason?: string | undefined
  except?: readonly string[] | undefined
}

/** The rows of a filter, without order. */
export function parkedOf(db: Db<ParkedTables>, { ids, reason, except }: ParkedFilter) {
  let query = db.selectFrom('intake_parked')
  if (reason !== undefined) query = query.where('reason', '=', reason)
  if (ids) query = query.where(sql<boolean>`id = any(${ids}::bigint[])`)
  if (except?.length) query = query.where(sql<boolean>`id <> all(${except}::bigint[])`)
  return query
}

/** How many wait. */
export async function countParked(postgres: Postgres, filter: ParkedFilter = {}): Promise<number> {
  const row = await parkedOf(postgres.tables(), filter)
    .select((e) => e.fn.countAll<string>().as('events'))
    .executeTakeFirst()
  return Number(row?.events ?? 0)
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
    text: reasonText(row.reason),
    detail: rawOf(row.raw),
  }))
}

/** What was sent, as JSON where it is whole and flat enough to be answered as JSON; else the text that was kept. */
export const rawOf = (raw: unknown): unknown => (typeof raw === 'string' ? parseLoosely(raw) : raw)

function parseLoosely(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text)
    return tooMuch(value) === 'too-deep' ? text : value
  } catch {
    return text
  }
}
