import { sql } from 'kysely'
import { day, nextStart, startOf, type TimeSlot, units } from '#kit/time'
import type { Db } from '#platform/postgres/postgres'
import { type TouchCarrier, type TouchPurpose, weightOf } from '../core/guard.ts'
import { type PressureWeek, warningOf } from '../core/pressure.ts'
import type { PlanDeps } from './ports.ts'
import type { PlanTables } from './tables.ts'

interface Summed {
  week: number
  carrier: TouchCarrier
  purpose: TouchPurpose
  touches: number
}

/** Touches against what they do: losses, opt-outs and buyers, week by week; the last one is running. */
export async function pressureOf(deps: PlanDeps, count: number) {
  const { postgres, actuals, standing } = deps
  const [zone, guard] = [await actuals.zone(), await deps.guard.read()]
  const to = nextStart('week', deps.now(), zone)
  const from = startOf('week', to - count * 7 * day + 3 * day, zone)
  const slots = units(from, to, 'week', zone)
  const [sums, people, days, optOuts, buyers] = await Promise.all([
    sumTouches(postgres.tables<PlanTables>(), slots),
    touchedPeople(postgres.tables<PlanTables>(), slots),
    actuals.days({ from, to }),
    standing.optOuts(slots),
    actuals.buyers(slots),
  ])
  const weeks = slots.map((slot, i): PressureWeek => {
    const mine = days.filter(({ start }) => start >= slot.start && start < slot.end)
    const touches = sums.filter(({ week }) => week === i)
    const live = mine.at(-1)?.live ?? 0
    const weighted = touches.reduce((sum, one) => sum + one.touches * weightOf(one, guard), 0)
    const lost = mine.reduce((sum, one) => sum + one.lost, 0)
    const share = (part: number) => (live === 0 ? null : part / live)
    return {
      start: slot.start,
      ...{ touches: touches.reduce((sum, one) => sum + one.touches, 0), weighted, touched: people.get(i) ?? 0 },
      ...{ live, index: share(weighted), lost, lostRate: share(lost), optOuts: optOuts[i] ?? 0 },
      ...{ buyers: buyers[i] ?? 0, conversion: share(buyers[i] ?? 0) },
    }
  })
  const shown = weeks.map(({ start, ...week }) => ({ ...week, start: new Date(start).toISOString() }))
  return { weeks: shown, warning: warningOf(weeks.slice(0, -1)) }
}

/** Whether people are pressed harder and it costs more than it brings; cheap where nobody was touched lately. */
export async function isPressed(deps: PlanDeps): Promise<boolean> {
  const since = new Date(deps.now() - 35 * day)
  const db = deps.postgres.tables<PlanTables>()
  const any = await db.selectFrom('plan_touch').select('key').where('at', '>', since).limit(1).executeTakeFirst()
  return any !== undefined && (await pressureOf(deps, 9)).warning !== null
}

const bounds = (slots: readonly TimeSlot[]) => sql`${slots.map(({ start }) => new Date(start))}::timestamptz[]`

async function sumTouches(db: Db<PlanTables>, slots: readonly TimeSlot[]): Promise<Summed[]> {
  const rows = await sql<Summed>`
    select width_bucket(at, ${bounds(slots)}) - 1 as week, carrier, purpose, count(*)::int as touches
    from plan_touch where at >= ${new Date(slots[0]?.start ?? 0)} and at < ${new Date(slots.at(-1)?.end ?? 0)}
    group by 1, 2, 3`.execute(db)
  return rows.rows
}

async function touchedPeople(db: Db<PlanTables>, slots: readonly TimeSlot[]): Promise<Map<number, number>> {
  const rows = await sql<{ week: number; people: number }>`
    select width_bucket(at, ${bounds(slots)}) - 1 as week, count(distinct person)::int as people
    from plan_touch where at >= ${new Date(slots[0]?.start ?? 0)} and at < ${new Date(slots.at(-1)?.end ?? 0)}
    group by 1`.execute(db)
  return new Map(rows.rows.map(({ week, people }) => [week, people]))
}
