import { sql } from 'kysely'
import type { Postgres } from '#platform/postgres/postgres'
import type { BreachKind, PlannedEvent } from '../../core/plan.ts'

export interface PlanTables {
  intake_plan_event: { event: string; plan: unknown; version: number; updated_at: Date; updated_by: string }
  intake_plan_breach: { event: string; day: Date; kind: string; property: string; events: string; last_at: Date }
  intake_seen_event: { event: string; day: Date; events: string; last_at: Date }
  intake_seen_property: { event: string; name: string; type: string; events: string }
  intake_seen_sample: { event: string; events: string }
  intake_seen_mark: { id: number; received: Date }
}

/** Breaches of one kind since they were last written. */
export interface BreachCount {
  event: string
  kind: BreachKind
  property: string
  events: number
  lastAt: number
}

/** Adds what was counted to its day (UTC). */
export async function addBreaches(postgres: Postgres, counts: readonly BreachCount[]): Promise<void> {
  if (counts.length === 0) return
  const of = <T>(pick: (one: BreachCount) => T) => counts.map(pick)
  await sql`insert into intake_plan_breach (event, day, kind, property, events, last_at)
    select event, (last_at at time zone 'UTC')::date, kind, property, events, last_at
    from unnest(${of((one) => one.event)}::text[], ${of((one) => one.kind)}::text[],
      ${of((one) => one.property)}::text[], ${of((one) => one.events)}::bigint[],
      ${of((one) => new Date(one.lastAt))}::timestamptz[]) as t(event, kind, property, events, last_at)
    on conflict (event, day, kind, property) do update
    set events = intake_plan_breach.events + excluded.events, last_at = greatest(intake_plan_breach.last_at, excluded.last_at)`.execute(
    postgres.tables<PlanTables>(),
  )
}

/** Every planned event; they are few and all are needed where events come in. */
export async function readPlans(postgres: Postgres): Promise<PlannedEvent[]> {
  const rows = await postgres.tables<PlanTables>().selectFrom('intake_plan_event').select(['event', 'plan']).execute()
  return rows.map(({ event, plan }) => ({ ...(plan as Omit<PlannedEvent, 'name'>), name: event }))
}

/** Names that a list shows; beyond are those of a broken sender. */
const most = 5000

/** Events of the last thirty days, with how many in the last seven. */
export async function readSeen(postgres: Postgres, now: number) {
  const rows = await sql<{ event: string; week: string; month: string; last: Date }>`
    select event, coalesce(sum(events) filter (where day > ${new Date(now - 7 * 86_400_000)}::date), 0) as week,
      sum(events) filter (where day > ${new Date(now - 30 * 86_400_000)}::date) as month, max(last_at) as last
    from intake_seen_event group by event order by month desc nulls last limit ${most}`.execute(
    postgres.tables<PlanTables>(),
  )
  return new Map(
    rows.rows.map((row) => [
      row.event,
      { week: Number(row.week), month: Number(row.month ?? 0), last: row.last.toISOString() },
    ]),
  )
}

/** Breaches of the last seven days by event. */
export async function readBreached(postgres: Postgres, now: number): Promise<Map<string, number>> {
  const rows = await postgres
    .tables<PlanTables>()
    .selectFrom('intake_plan_breach')
    .where('last_at', '>', new Date(now - 7 * 86_400_000))
    .select((e) => ['event', e.fn.sum<string>('events').as('events')])
    .groupBy('event')
    .execute()
  return new Map(rows.map((row) => [row.event, Number(row.events)]))
}
