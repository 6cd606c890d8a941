import { implement, ORPCError } from '@orpc/server'
import { sql } from 'kysely'
import type { z } from 'zod'
import type { Bilingual } from '#kit/api'
import { audit } from '#platform/audit'
import { nameOf, type RequestContext } from '#platform/http/context'
import type { Postgres } from '#platform/postgres/postgres'
import { intake } from '../../contract.ts'
import { type PlanState, type PropertyType, planState } from '../../core/plan.ts'
import { EventPlan } from '../../core/planContract.ts'
import { type PlanTables, readBreached, readPlans, readSeen } from './store.ts'
import type { PlanWatch } from './watch.ts'

export interface PlanDeps {
  postgres: Postgres
  watch: PlanWatch
  now: () => number
  /** Events that a number of the platform is made of, and what stays empty without them. */
  needed: readonly { event: string; by: Bilingual }[]
}

const stateOrder: readonly PlanState[] = ['breached', 'silent', 'unplanned', 'fine']

/** The endpoints of the tracking plan. */
export function planHandlers(deps: PlanDeps) {
  const os = implement(intake.plan).$context<RequestContext>()
  return os.router({
    list: os.list.handler(async () => {
      const mark = await deps.postgres
        .tables<PlanTables>()
        .selectFrom('intake_seen_mark')
        .select('received')
        .executeTakeFirst()
      return { items: await lines(deps), until: mark?.received.toISOString() ?? null }
    }),
    get: os.get.handler(({ input }) => detail(deps, input.event)),
    set: os.set.handler(async ({ input: { event, ...plan }, context }) => {
      const by = nameOf(context.actor)
      await deps.postgres.transaction(async (tx) => {
        await sql`insert into intake_plan_event (event, plan, updated_by) values (${event}, ${JSON.stringify(plan)}::jsonb, ${by})
          on conflict (event) do update set plan = excluded.plan, version = intake_plan_event.version + 1,
            updated_at = now(), updated_by = excluded.updated_by`.execute(tx.tables<PlanTables>())
        await audit(tx, by, 'plan.changed', event, plan)
      })
      await deps.watch.refresh()
      return detail(deps, event)
    }),
    remove: os.remove.handler(async ({ input: { event }, context }) => {
      await deps.postgres.transaction(async (tx) => {
        const gone = await tx
          .tables<PlanTables>()
          .deleteFrom('intake_plan_event')
          .where('event', '=', event)
          .returning('event')
          .execute()
        if (gone.length === 0) throw new ORPCError('NOT_FOUND')
        await audit(tx, nameOf(context.actor), 'plan.removed', event, {})
      })
      await deps.watch.refresh()
      return { done: true as const }
    }),
  })
}

/** Every event that is planned, needed or seen; what is wrong comes first, then what comes most. */
async function lines({ postgres, needed, now }: PlanDeps) {
  const [plans, seen, breached] = await Promise.all([
    readPlans(postgres),
    readSeen(postgres, now()),
    readBreached(postgres, now()),
  ])
  const planned = new Map(plans.map((plan) => [plan.name, plan]))
  const names = new Set([...planned.keys(), ...needed.map(({ event }) => event), ...seen.keys()])
  const items = [...names].map((event) => {
    const plan = planned.get(event)
    const neededBy = needed.filter((one) => one.event === event).map(({ by }) => by)
    const came = seen.get(event)
    const breaches7 = breached.get(event) ?? 0
    const wanted = plan !== undefined || neededBy.length > 0
    return {
      ...{ event, zh: plan?.zh ?? '', owner: plan?.owner ?? '', planned: plan !== undefined, neededBy, breaches7 },
      ...{ events7: came?.week ?? 0, events30: came?.month ?? 0, lastAt: came?.last ?? null },
      state: planState({ wanted, seen: came?.week ?? 0, breaches: breaches7 }),
    }
  })
  return items.sort(
    (a, b) =>
      stateOrder.indexOf(a.state) - stateOrder.indexOf(b.state) ||
      b.events7 - a.events7 ||
      (a.event < b.event ? -1 : 1),
  )
}

async function detail(deps: PlanDeps, event: string) {
  const line = (await lines(deps)).find((one) => one.event === event)
  if (!line) throw new ORPCError('NOT_FOUND')
  const db = deps.postgres.tables<PlanTables>()
  const row = await db.selectFrom('intake_plan_event').selectAll().where('event', '=', event).executeTakeFirst()
  const [days, seen, breaches] = await Promise.all([
    daysOf(deps, event),
    seenProperties(deps, event),
    breachesSince(deps, event),
  ])
  const plan: z.output<typeof EventPlan> | null = row ? EventPlan.parse(row.plan) : null
  return { ...line, plan, version: row?.version ?? null, changedBy: row?.updated_by ?? null, days, seen, breaches }
}

async function daysOf({ postgres, now }: PlanDeps, event: string) {
  const rows = await sql<{ day: string; events: string }>`select day::text, events from intake_seen_event
    where event = ${event} and day > ${new Date(now() - 30 * 86_400_000)}::date order by day`.execute(
    postgres.tables<PlanTables>(),
  )
  return rows.rows.map(({ day, events }) => ({ day, events: Number(events) }))
}

async function seenProperties({ postgres }: PlanDeps, event: string) {
  const db = postgres.tables<PlanTables>()
  const sample = await db
    .selectFrom('intake_seen_sample')
    .select('events')
    .where('event', '=', event)
    .executeTakeFirst()
  const rows = await db
    .selectFrom('intake_seen_property')
    .select(['name', 'type', 'events'])
    .where('event', '=', event)
    .orderBy('events', 'desc')
    .limit(500)
    .execute()
  return rows.map(({ name, type, events }) => ({
    name,
    type: type as PropertyType,
    share: Math.min(1, Number(events) / Math.max(1, Number(sample?.events ?? 0))),
  }))
}

async function breachesSince({ postgres, now }: PlanDeps, event: string) {
  const rows = await sql<{ kind: string; property: string; events: string; last: Date }>`
    select kind, property, sum(events) as events, max(last_at) as last from intake_plan_breach
    where event = ${event} and last_at > ${new Date(now() - 7 * 86_400_000)} group by kind, property order by 3 desc`.execute(
    postgres.tables<PlanTables>(),
  )
  return rows.rows.map(({ kind, property, events, last }) => ({
    ...{ kind, property, events: Number(events), lastAt: last.toISOString() },
  }))
}
