import { dateText, nextStart, parseTime, startOf, units } from '#kit/time'
import { contributions } from '#modules/insight'
import { dueBy, dueCounts, factorValues, forecastOf, monthsOf } from '../core/progress.ts'
import { factorNames, type Planned, planOf } from '../core/scenario.ts'
import type { Actuals, PlanDeps, Range } from './ports.ts'
import { adoptedOf, type Stored } from './scenarios.ts'
import type { PlanTables } from './tables.ts'

/** A year in a zone, `[from, to)`. */
export function yearOf(year: number, zone: string): Range {
  const [from, to] = [year, year + 1].map((one) => parseTime(`${one}-01-01`, zone))
  if (!from?.ok || !to?.ok) throw new Error(`the year ${year} has no beginning in ${zone}`)
  return { from: from.value, to: to.value }
}

const thisYear = (now: number, zone: string): number => Number(dateText(now, zone).slice(0, 4))

/** Live people when a year began; today's for a year that has not. */
export async function startOfYear(actuals: Actuals, range: Range, now: number): Promise<number> {
  const at = Math.min(range.from, now)
  return (await actuals.stock({ from: at, to: at + 1 })).start
}

/** A year: what was planned, what was reached, what each factor lacks, and what it will come to. */
export async function progressOf(deps: PlanDeps, asked: number | undefined) {
  const now = deps.now()
  const zone = await deps.actuals.zone()
  const year = asked ?? thisYear(now, zone)
  const range = yearOf(year, zone)
  const scenario = await adoptedOf(deps.postgres.tables<PlanTables>(), year)
  const start = await startOfYear(deps.actuals, range, now)
  const planned = scenario && planOf(scenario, start)
  const reached = await reachedIn(deps.actuals, range, now)
  const slot = { start: range.from, end: range.to }
  const months = monthsOf(slot, zone, planned, reached.days, now)
  const due = planned ? dueBy(months, Math.min(now, range.to)) : null
  const entered = reached.days.reduce((sum, one) => sum + one.entered, 0)
  const expected = scenario && planned && due ? dueOf(planned, scenario, start, due) : null
  const [values, plannedValues] = [factorValues(reached.counts), expected && factorValues(expected)]
  return {
    ...{ year, ...range, asOf: now, scenario, planned, start, months },
    live: reached.days.at(-1)?.live ?? start,
    due: due && { gmv: Math.round(due.gmv), entered: due.entered },
    actual: { ...reached.counts, entered },
    factors: factorNames.map((factor) => ({ factor, due: plannedValues?.[factor] ?? null, actual: values[factor] })),
    gap: expected ? contributions(expected, reached.counts).map(({ factor, amount }) => ({ factor, amount })) : [],
    channels: beside(planned?.channels, reached.channels, 'self', share(due?.entered, planned?.entered)),
    owners: beside(planned?.owners, reached.owners, 'gmv', share(due?.gmv, planned?.gmv)),
    forecast: {
      gmv: forecastOf('gmv', slot, zone, planned, reached.days, now),
      entered: forecastOf('entered', slot, zone, planned, reached.days, now),
    },
  }
}

const dueOf = (planned: Planned, scenario: Stored, start: number, due: { gmv: number; entered: number }) =>
  dueCounts(planned, scenario, start, planned.gmv === 0 ? 0 : due.gmv / planned.gmv, due.entered)

const share = (part: number | undefined, whole: number | undefined) => (whole && part !== undefined ? part / whole : 0)

const nothing = { self: 0, people: 0, buyers: 0, orders: 0, gmv: 0 }

async function reachedIn(actuals: Actuals, range: Range, now: number) {
  const to = Math.min(range.to, now + 1)
  if (to <= range.from) return { counts: nothing, days: [], channels: [], owners: [] }
  const until = { from: range.from, to }
  const [{ self, people, buyers, orders, gmv }, days, channels, owners] = await Promise.all([
    actuals.counts(until),
    actuals.days(until),
    actuals.cameBy(until),
    actuals.earnedBy(until),
  ])
  return {
    counts: { self, people, buyers, orders, gmv },
    days,
    channels,
    owners,
  }
}

/** Planned and reached side by side: what is planned first, in its order, then what came without a plan, the largest first. */
function beside<N extends 'self' | 'gmv'>(
  planned: readonly ({ key: string } & Record<N, number>)[] | undefined,
  actual: readonly ({ key: string } & Record<N, number>)[],
  name: N,
  due: number,
) {
  const found = new Map(actual.map((one) => [one.key, one[name]]))
  const rows = (planned ?? []).map((one) => ({
    key: one.key,
    plan: one[name] as number | null,
    due: Math.round(one[name] * due) as number | null,
    actual: found.get(one.key) ?? 0,
  }))
  const known = new Set(rows.map(({ key }) => key))
  const others = actual
    .filter(({ key }) => !known.has(key))
    .map((one) => ({ key: one.key, plan: null, due: null, actual: one[name] as number }))
    .sort((a, b) => b.actual - a.actual)
  return [...rows, ...others.slice(0, 50)]
}

/** The last 365 days as a scenario would say them: a start for planning. */
export async function usualOf({ actuals, now }: PlanDeps) {
  const at = now()
  const zone = await actuals.zone()
  const to = nextStart('day', at, zone)
  const from = startOf('day', to - 365 * 86_400_000, zone)
  const range = { from, to }
  const [counts, days, channels, owners, stock] = await Promise.all([
    actuals.counts(range),
    actuals.days(range),
    actuals.cameBy(range),
    actuals.earnedBy(range),
    actuals.stock(range),
  ])
  const months = units(from, to, 'month', zone)
  const weights = Array.from({ length: 12 }, () => 0)
  for (const { start, gmv } of days) {
    const month = Number(dateText(start, zone).slice(5, 7)) - 1
    weights[month] = (weights[month] ?? 0) + gmv
  }
  const lost = days.reduce((sum, one) => sum + one.lost, 0)
  const lived = days.reduce((sum, { live }) => sum + live, 0) / Math.max(1, days.length)
  return {
    ...{ from, to, factors: factorValues(counts) },
    // A year with a single month of sales says nothing of seasons.
    months: weights.filter((weight) => weight > 0).length < 12 || months.length < 12 ? weights.map(() => 1) : weights,
    channels: top(channels.map(({ key, self }) => ({ key, share: self }))),
    owners: top(owners.map(({ key, gmv }) => ({ key, share: gmv }))),
    churn: lived === 0 || stock.end + lost === 0 ? null : (lost / lived) * (30 / days.length),
  }
}

const top = (list: readonly { key: string; share: number }[]) =>
  list
    .filter(({ share: of }) => of > 0)
    .sort((a, b) => b.share - a.share)
    .slice(0, 20)
