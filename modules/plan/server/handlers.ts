import { implement } from '@orpc/server'
import { nameOf, type RequestContext } from '#platform/http/context'
import { refuse } from '#platform/http/problem'
import { planProblems, positioning, scenarios } from '../contract.ts'
import { hitsIn } from '../core/positioning.ts'
import { entriesNeeded, planOf, solveFor } from '../core/scenario.ts'
import type { PlanDeps } from './ports.ts'
import { progressOf, startOfYear, usualOf, yearOf } from './progress.ts'
import {
  adoptScenario,
  archiveScenario,
  changeScenario,
  createScenario,
  listScenarios,
  type Stored,
  versionsOf,
} from './scenarios.ts'
import type { PlanTables } from './tables.ts'

/** Scenarios of a year, and how far it is. */
export function scenarioHandlers(deps: PlanDeps) {
  const os = implement(scenarios).$context<RequestContext>()
  return os.router({ ...keeping(deps), ...choosing(deps), ...workingOut(deps) })
}

/** Keeping scenarios and what they were. */
function keeping(deps: PlanDeps) {
  const os = implement(scenarios).$context<RequestContext>()
  const db = () => deps.postgres.tables<PlanTables>()
  return {
    list: os.list.handler(async ({ input: { year, cursor, limit } }) => {
      const before = /^\d{1,18}$/.test(cursor ?? '') ? cursor : undefined
      const rows = await listScenarios(db(), { year, before, limit: limit + 1 })
      const items = await Promise.all(rows.slice(0, limit).map(showing(deps)))
      const last = items.at(-1)
      return rows.length > limit && last ? { items, next: last.id } : { items }
    }),
    create: os.create.handler(async ({ input, context }) =>
      showing(deps)(await createScenario(deps.postgres, input, nameOf(context.actor), deps.now())),
    ),
    change: os.change.handler(async ({ input: { id, version, ...value }, context }) => {
      const by = nameOf(context.actor)
      const result = await changeScenario(deps.postgres, { id, version }, value, by, deps.now())
      return result.ok ? asPlan(deps, result.value, by) : refuse(planProblems, result.refusal)
    }),
    versions: os.versions.handler(async ({ input: { id } }) => {
      const items = await versionsOf(db(), id)
      if (items.length === 0) refuse(planProblems, 'no-scenario')
      return { items: items.map((one) => ({ ...one, at: one.at.toISOString() })) }
    }),
  }
}

function choosing(deps: PlanDeps) {
  const os = implement(scenarios).$context<RequestContext>()
  return {
    adopt: os.adopt.handler(async ({ input: { id }, context }) => {
      const by = nameOf(context.actor)
      const result = await adoptScenario(deps.postgres, id, by)
      return result.ok ? asPlan(deps, result.value, by) : refuse(planProblems, result.refusal)
    }),
    archive: os.archive.handler(async ({ input: { id }, context }) => {
      const result = await archiveScenario(deps.postgres, id, nameOf(context.actor), deps.now())
      return result.ok ? { done: true as const } : refuse(planProblems, result.refusal)
    }),
  }
}

/** What factors come to, and how far the year is. */
function workingOut(deps: PlanDeps) {
  const os = implement(scenarios).$context<RequestContext>()
  return {
    work: os.work.handler(async ({ input: { goal, livePeople, ...scenario } }) => {
      const start = await startOfYear(deps.actuals, yearOf(scenario.year, await deps.actuals.zone()), deps.now())
      return {
        start,
        planned: planOf(scenario, start),
        solved: goal ? solveFor(scenario.factors, goal.free, goal.gmv) : null,
        entriesNeeded: livePeople === undefined ? null : entriesNeeded(start, livePeople, scenario.churn),
      }
    }),
    progress: os.progress.handler(async ({ input }) => {
      const { from, to, asOf, scenario, planned: _, months, ...rest } = await progressOf(deps, input.year)
      return {
        ...rest,
        ...{ from: iso(from), to: iso(to), asOf: iso(asOf) },
        scenario: scenario && (await showing(deps)(scenario)),
        months: months.map(({ start, end, ...month }) => ({ ...month, start: iso(start), end: iso(end) })),
      }
    }),
    usual: os.usual.handler(async () => {
      const { from, to, ...rest } = await usualOf(deps)
      return { ...rest, from: iso(from), to: iso(to) }
    }),
  }
}

const iso = (at: number) => new Date(at).toISOString()

/** Scenarios with what they come to; the stock at the start of a year is asked once for all of a reply. */
function showing(deps: PlanDeps) {
  const starts = new Map<number, Promise<number>>()
  const startOf = async (year: number) => startOfYear(deps.actuals, yearOf(year, await deps.actuals.zone()), deps.now())
  return async ({ updatedAt, ...scenario }: Stored) => {
    const start = starts.get(scenario.year) ?? startOf(scenario.year)
    starts.set(scenario.year, start)
    return { ...scenario, updatedAt: updatedAt.toISOString(), planned: planOf(scenario, await start) }
  }
}

/** As it is shown; the plan of a year is the goal on the board, too. */
async function asPlan(deps: PlanDeps, scenario: Stored, by: string) {
  const shown = await showing(deps)(scenario)
  const { gmv, months } = shown.planned
  // A goal of nothing is none.
  const goal = { year: shown.year, people: months.at(-1)?.live || null, gmv: gmv || null }
  if (shown.adopted) await deps.setGoal(goal, by)
  return shown
}

/** The positioning sheet. */
export function positioningHandlers({ positioning: sheet }: Pick<PlanDeps, 'positioning'>) {
  const os = implement(positioning).$context<RequestContext>()
  return os.router({
    get: os.get.handler(() => sheet.read()),
    change: os.change.handler(({ input, context }) => sheet.change(input, nameOf(context.actor))),
    versions: os.versions.handler(async () => ({
      items: (await sheet.versions(50)).map((one) => ({ ...one, at: one.at.toISOString() })),
    })),
    check: os.check.handler(async ({ input }) => ({ hits: hitsIn(input.text, (await sheet.read()).forbidden) })),
  })
}
