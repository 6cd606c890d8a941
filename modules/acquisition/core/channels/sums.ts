/** What came by one way in one cohort. Times in epoch ms, money in fen. */
export interface Newcomers {
  /** When the cohort begins. */
  readonly start: number
  readonly people: number
  /** Of them, deleted within seven days of their entry and not back by then. */
  readonly left: number
  /** Of them, with a first order. */
  readonly buyers: number
  /** What they bought, by the days since each one's entry: `[day, net]`. */
  readonly bought: readonly (readonly [number, number])[]
}

/** A cost that falls into a cohort. */
export interface CohortCost {
  readonly start: number
  readonly origin: CostOrigin
  readonly amount: number
}

/** Where a cost is known from: entered by hand, or found in the books of what was used. */
export const costOrigins = ['hand', 'ads', 'cards', 'partners', 'hooks', 'links'] as const
export type CostOrigin = (typeof costOrigins)[number]

const ages = [7, 30, 90] as const

export interface Sums {
  readonly people: number
  readonly left: number
  /** Who stayed. */
  readonly net: number
  readonly buyers: number
  readonly cost: number
  readonly costs: Readonly<Record<CostOrigin, number>>
  readonly costPerNet: number | null
  readonly costPerBuyer: number | null
  /** What everybody bought in their first days; null while somebody of the cohort is not that old. */
  readonly value7: number | null
  readonly value30: number | null
  readonly value90: number | null
  readonly value: number
  /** What came in, times the margin where one is set, over the cost. */
  readonly roi: number | null
  /** First day after the entry at which it had come in; null = not yet, or nothing was spent. */
  readonly payback: number | null
}

export interface Reading {
  /** Epoch ms: the cohorts are over at this moment. */
  readonly end: number
  readonly now: number
  /** Share of the net money that is left, in basis points; null = not set: all of it. */
  readonly margin: number | null
}

const dayMs = 86_400_000
const whole = 10_000

/** Sums up cohorts and costs; whatever order they are in, parts add up to the whole. */
export function sumUp(cohorts: readonly Newcomers[], costs: readonly CohortCost[], reading: Reading): Sums {
  const sum = (of: (one: Newcomers) => number) => cohorts.reduce((total, one) => total + of(one), 0)
  const [people, left, buyers] = [sum((one) => one.people), sum((one) => one.left), sum((one) => one.buyers)]
  const byOrigin = Object.fromEntries(
    costOrigins.map((origin) => [
      origin,
      costs.reduce((total, one) => total + (one.origin === origin ? one.amount : 0), 0),
    ]),
  ) as Record<CostOrigin, number>
  const cost = costs.reduce((total, { amount }) => total + amount, 0)
  const days = byAge(cohorts)
  const until = (age: number) => days.reduce((total, [day, net]) => total + (day < age ? net : 0), 0)
  const [value7, value30, value90] = ages.map((age) =>
    reading.end + age * dayMs <= reading.now ? until(age) : null,
  ) as [number | null, number | null, number | null]
  const value = until(Number.POSITIVE_INFINITY)
  const margin = reading.margin ?? whole
  return {
    ...{ people, left, net: people - left, buyers, cost, costs: byOrigin, value7, value30, value90, value },
    costPerNet: people - left === 0 ? null : Math.round(cost / (people - left)),
    costPerBuyer: buyers === 0 ? null : Math.round(cost / buyers),
    roi: cost === 0 ? null : (value * margin) / whole / cost,
    payback: paybackOf(days, cost, margin),
  }
}

function byAge(cohorts: readonly Newcomers[]): readonly (readonly [number, number])[] {
  const days = new Map<number, number>()
  for (const { bought } of cohorts) for (const [day, net] of bought) days.set(day, (days.get(day) ?? 0) + net)
  return [...days].sort(([one], [other]) => one - other)
}

/** The first day at which what came in, times the margin, had reached the cost. */
function paybackOf(days: readonly (readonly [number, number])[], cost: number, margin: number): number | null {
  if (cost === 0) return null
  let come = 0
  for (const [day, net] of days) {
    come += net
    if (come * margin >= cost * whole) return day
  }
  return null
}
