import type { TimeSlot } from '#kit/time'

export const retentionModes = ['first-time', 'recurring'] as const

export interface Cohort {
  /** Epoch ms. */
  readonly start: number
  readonly people: number
  /** Column k = people seen again in the k-th unit after; column 0 = all of them. */
  readonly returned: readonly number[]
  /** So many columns are over; the others still grow. */
  readonly finished: number
}

/**
 * A cohort for each of the first `count` slots, empty ones too. `slots` reach as far as the last column;
 * `found` = [slot, column, people].
 */
export function cohortsOf(
  slots: readonly TimeSlot[],
  count: number,
  periods: number,
  found: readonly (readonly [number, number, number])[],
  now: number,
): Cohort[] {
  const cells = new Map(found.map(([slot, column, people]) => [slot * periods + column, people]))
  return slots.slice(0, count).map(({ start }, slot) => {
    const returned = Array.from({ length: periods }, (_, k) => cells.get(slot * periods + k) ?? 0)
    const finished = slots.slice(slot, slot + periods).filter(({ end }) => end <= now).length
    return { start, people: returned[0] ?? 0, returned, finished }
  })
}

export interface RetentionAverage {
  /** Mean of the people seen again, weighted by the size of their cohorts. */
  readonly people: number | null
  /** People seen again ÷ people of the same cohorts. */
  readonly rate: number | null
}

/** Of each column over the cohorts for which it is over; null where there is none yet. */
export function retentionAverage(cohorts: readonly Omit<Cohort, 'start'>[], periods: number): RetentionAverage[] {
  return Array.from({ length: periods }, (_, k) => {
    const ripe = cohorts.filter(({ finished, people }) => finished > k && people > 0)
    const whole = ripe.reduce((sum, { people }) => sum + people, 0)
    if (whole === 0) return { people: null, rate: null }
    const back = ripe.reduce((sum, { returned }) => sum + (returned[k] ?? 0), 0)
    const weighted = ripe.reduce((sum, { people, returned }) => sum + people * (returned[k] ?? 0), 0)
    return { people: weighted / whole, rate: back / whole }
  })
}
