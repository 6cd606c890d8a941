import { type TimeSlot, units } from '#kit/time'
import { type Day, type Forecast, forecast } from './forecast.ts'
import { type Counts, type FactorName, factorNames, type Planned, type Scenario } from './scenario.ts'

/** What one day brought; `start` is epoch ms. */
export interface ActualDay {
  readonly start: number
  readonly gmv: number
  readonly entered: number
  readonly live: number
}

/** A month of the year, as planned and as it is; `actual` is null before it begins, `isOver` false while it runs. */
export interface MonthRow {
  start: number
  end: number
  isOver: boolean
  plan: { gmv: number; entered: number; live: number } | null
  actual: { gmv: number; entered: number; live: number } | null
}

/** The months of a year in order. `days`: those of the year so far, today's too. */
export function monthsOf(
  year: TimeSlot,
  zone: string,
  planned: Planned | null,
  days: readonly ActualDay[],
  now: number,
) {
  return units(year.start, year.end, 'month', zone).map((slot, i): MonthRow => {
    const mine = days.filter(({ start }) => start >= slot.start && start < slot.end)
    const plan = planned?.months[i]
    return {
      ...slot,
      isOver: slot.end <= now,
      plan: plan ? { gmv: plan.gmv, entered: plan.entered, live: plan.live } : null,
      actual:
        mine.length === 0
          ? null
          : { gmv: add(mine, 'gmv'), entered: add(mine, 'entered'), live: mine.at(-1)?.live ?? 0 },
    }
  })
}

/** What the year will come to. Without a plan every day is expected to bring the same. */
export function forecastOf(
  what: 'gmv' | 'entered',
  year: TimeSlot,
  zone: string,
  planned: Planned | null,
  days: readonly ActualDay[],
  now: number,
): Forecast {
  const expected = expectedDays(what, year, zone, planned)
  const found = new Map(days.map((one) => [one.start, one]))
  const over = expected.filter(({ end }) => end <= now)
  const past = over.map(({ start, planned: of }): Day => ({ actual: found.get(start)?.[what] ?? 0, planned: of }))
  const ahead = expected.slice(over.length).map(({ planned: of }) => of)
  const began = past.findIndex(({ actual }) => actual !== 0)
  // Days before anything was kept say nothing of the pace.
  return forecast(began < 0 ? [] : past.slice(began), ahead)
}

function expectedDays(what: 'gmv' | 'entered', year: TimeSlot, zone: string, planned: Planned | null) {
  return units(year.start, year.end, 'month', zone).flatMap((month, i) => {
    const days = units(month.start, month.end, 'day', zone)
    const whole = planned ? (planned.months[i]?.[what] ?? 0) : days.length
    return days.map((slot) => ({ ...slot, planned: whole / days.length }))
  })
}

/**
 * What the formula should count by now: money and orders by the share of the plan's money that was due, people as they
 * should have come, the basket and orders a buyer as planned. `due`: that share, 0–1.
 */
export function dueCounts(planned: Planned, scenario: Scenario, start: number, due: number, entered: number): Counts {
  const people = Math.min(planned.people, start + entered)
  return {
    people,
    self: Math.round(people / scenario.factors.fission),
    buyers: Math.round(planned.buyers * due),
    orders: Math.round(planned.orders * due),
    gmv: Math.round(planned.gmv * due),
  }
}

/** Planned money and newcomers until `now`; a running month counts by its days. */
export function dueBy(months: readonly MonthRow[], now: number) {
  const part = ({ start, end }: MonthRow) => Math.min(1, Math.max(0, (now - start) / (end - start)))
  return {
    gmv: months.reduce((sum, month) => sum + (month.plan?.gmv ?? 0) * part(month), 0),
    entered: Math.round(months.reduce((sum, month) => sum + (month.plan?.entered ?? 0) * part(month), 0)),
  }
}

/** The value of each factor by its counts; null where its quotient is empty. */
export function factorValues({ self, people, buyers, orders, gmv }: Counts): Record<FactorName, number | null> {
  const ratio = (a: number, b: number) => (b === 0 ? null : a / b)
  const values = [self, ratio(people, self), ratio(buyers, people), ratio(gmv, orders), ratio(orders, buyers)]
  return Object.fromEntries(factorNames.map((name, i) => [name, values[i] ?? null])) as Record<
    FactorName,
    number | null
  >
}

const add = (days: readonly ActualDay[], what: 'gmv' | 'entered') => days.reduce((sum, one) => sum + one[what], 0)
