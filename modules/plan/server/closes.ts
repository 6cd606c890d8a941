import { implement } from '@orpc/server'
import { sql } from 'kysely'
import { nextStart, parseTime } from '#kit/time'
import { audit } from '#platform/audit'
import { nameOf, type RequestContext } from '#platform/http/context'
import { refuse } from '#platform/http/problem'
import { closing, planProblems } from '../contract.ts'
import { type ClosedFigures, closedSchema } from '../core/close.ts'
import type { PlanDeps, Range } from './ports.ts'
import type { PlanTables } from './tables.ts'

interface Row {
  month: string
  figures: unknown
  note: string
  closed_at: Date
  closed_by: string
}

/** Closing of months: what was reported stays, what it is now stands beside it with the orders between. */
export function closingHandlers(deps: PlanDeps) {
  const os = implement(closing).$context<RequestContext>()
  return os.router({
    list: os.list.handler(async ({ input }) => {
      const rows = await read(deps, input.year === undefined ? null : `${input.year}-`)
      return { items: await Promise.all(rows.map((row) => shown(deps, row))) }
    }),
    close: os.close.handler(async ({ input: { month, note }, context }) => {
      const row = await close(deps, month, note, nameOf(context.actor))
      return shown(deps, row)
    }),
    month: os.month.handler(async ({ input: { month } }) => {
      const range = await rangeOf(deps, month)
      const [row] = await read(deps, month)
      const [now, bridge, closed] = await Promise.all([
        figuresOf(deps, range),
        deps.books.bridge(range),
        row ? shown(deps, row) : null,
      ])
      const changed = row ? await deps.books.changedSince(range, row.closed_at.getTime()) : []
      const iso = (at: number) => new Date(at).toISOString()
      return {
        ...{ now, bridge, closed },
        changed: changed.map((one) => ({ ...one, paidAt: iso(one.paidAt), changedAt: iso(one.changedAt) })),
      }
    }),
  })
}

/** Rows of the months that begin with `prefix`, the latest first. */
async function read({ postgres }: PlanDeps, prefix: string | null): Promise<Row[]> {
  const rows = await sql<Row>`
    select to_char(month, 'YYYY-MM') as month, figures, note, closed_at, closed_by from plan_close
    where ${prefix}::text is null or to_char(month, 'YYYY-MM') like ${`${prefix ?? ''}%`}
    order by month desc limit 120`.execute(postgres.tables<PlanTables>())
  return rows.rows
}

async function rangeOf({ actuals }: PlanDeps, month: string): Promise<Range> {
  const zone = await actuals.zone()
  const from = parseTime(`${month}-01`, zone)
  if (!from.ok) throw new Error(`the month ${month} has no beginning in ${zone}`)
  return { from: from.value, to: nextStart('month', from.value, zone) }
}

async function figuresOf({ actuals }: PlanDeps, range: Range): Promise<ClosedFigures> {
  const { self: _, ...counts } = await actuals.counts(range)
  return closedSchema.parse(counts)
}

async function close(deps: PlanDeps, month: string, note: string, by: string): Promise<Row> {
  const range = await rangeOf(deps, month)
  if (range.to > deps.now()) refuse(planProblems, 'month-not-over')
  const figures = await figuresOf(deps, range)
  const closedAt = await deps.postgres.transaction(async (tx) => {
    // By the clock of the store: it is compared with when orders changed, which is that clock's too.
    const written = await sql<{ closed_at: Date }>`insert into plan_close (month, figures, note, closed_at, closed_by)
      values (${`${month}-01`}::date, ${JSON.stringify(figures)}::jsonb, ${note}, now(), ${by})
      on conflict do nothing returning closed_at`.execute(tx.tables<PlanTables>())
    const [row] = written.rows
    if (row) await audit(tx, by, 'month.closed', month, { gmv: figures.gmv })
    return row?.closed_at ?? null
  })
  if (!closedAt) refuse(planProblems, 'already-closed')
  return { month, figures, note, closed_at: closedAt, closed_by: by }
}

async function shown(deps: PlanDeps, { month, figures, note, closed_at, closed_by }: Row) {
  const now = await figuresOf(deps, await rangeOf(deps, month))
  const reported = closedSchema.parse(figures)
  return { month, reported, now, note, closedAt: closed_at.toISOString(), closedBy: closed_by }
}
