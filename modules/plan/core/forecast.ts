/** A day of what was reached, and what was planned for it. */
export type Day = { readonly actual: number; readonly planned: number }

/** `low` and `high` hold four times out of five; null where less than three weeks are over. */
export type Forecast = { value: number; low: number | null; high: number | null }

const weeks = 8
const halfLife = 4
/** Eight of ten values of a normal distribution lie within so many deviations. */
const z80 = 1.2816

/**
 * What the year will come to: what is there, and for the rest the plan times how the last eight weeks went against it
 * (ratio of each week, half of the weight every four weeks back). The band comes from how much these weeks differ, for
 * the weeks to come and for the ratio itself. It knows no causes that are still to come; seasons stand in the plan.
 * `past`: full days so far, oldest first; `ahead`: what is planned for the others, today's too.
 */
export function forecast(past: readonly Day[], ahead: readonly number[]): Forecast {
  const reached = sum(past.map(({ actual }) => actual))
  const rest = sum(ahead)
  const seen = ratiosOf(past)
  if (seen.length === 0) return { value: Math.round(reached + rest), low: null, high: null }
  const all = sum(seen.map(({ weight }) => weight))
  const level = sum(seen.map(({ ratio, weight }) => ratio * weight)) / all
  const value = Math.round(reached + rest * level)
  if (seen.length < 3) return { value, low: null, high: null }
  const squares = sum(seen.map(({ weight }) => weight ** 2))
  // Unbiased for weights that only say how much an observation counts.
  const variance = sum(seen.map(({ ratio, weight }) => weight * (ratio - level) ** 2)) / (all - squares / all)
  const spread = Math.sqrt(
    variance * (sum(chunks(ahead).map((week) => sum(week) ** 2)) + rest ** 2 * (squares / all ** 2)),
  )
  const reach = z80 * spread
  return { value, low: Math.round(Math.max(reached, value - reach)), high: Math.round(value + reach) }
}

/** The last weeks against their plan, newest first; a week nothing was planned for says nothing. */
function ratiosOf(past: readonly Day[]) {
  return chunks(past.toReversed())
    .filter((week) => week.length === 7)
    .slice(0, weeks)
    .map((week, back) => ({
      planned: sum(week.map(({ planned }) => planned)),
      actual: sum(week.map(({ actual }) => actual)),
      weight: 0.5 ** (back / halfLife),
    }))
    .filter(({ planned }) => planned > 0)
    .map(({ planned, actual, weight }) => ({ ratio: actual / planned, weight }))
}

function chunks<T>(list: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(list.length / 7) }, (_, i) => list.slice(i * 7, i * 7 + 7))
}

const sum = (list: readonly number[]) => list.reduce((all, one) => all + one, 0)
