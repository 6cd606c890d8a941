import { no, ok, type Result } from '#kit/result'
import type { RuleRefusal } from '#kit/rules'
import { day, hour, minute, second } from '#kit/time'
import { anyEvent, type Breakdown, checkEvents, type EventRef } from './events.ts'

export const funnelOrders = ['ordered', 'strict', 'unordered'] as const
export const windowUnits = ['second', 'minute', 'hour', 'day'] as const
export const attempts = ['best', 'first'] as const
export const mostSteps = 10
export const mostExclusions = 5

/** Must not happen after step `i` and before step `j` of an attempt, `between: [i, j]` from 0. */
export type Exclusion = EventRef & { readonly between: readonly [number, number] }

export type Funnel = {
  readonly steps: readonly EventRef[]
  readonly window: { readonly value: number; readonly unit: (typeof windowUnits)[number] }
  readonly order: (typeof funnelOrders)[number]
  readonly attempt: (typeof attempts)[number]
  readonly breakdown?: Breakdown | undefined
  readonly exclusions?: readonly Exclusion[] | undefined
}

export type FunnelRefusal =
  | RuleRefusal
  | 'window-too-long'
  | 'exclusion-range-wrong'
  | 'steps-overlap'
  | 'breakdown-step-wrong'

const milliseconds = { second, minute, hour, day } as const
const longestWindow = 3660 * day

/** Length of the window in ms; an event exactly that much later still counts. */
export const windowOf = ({ window: { value, unit } }: Funnel): number => value * milliseconds[unit]

/** Refuses a funnel that cannot be asked, before anything is read. */
export function checkFunnel(funnel: Funnel): Result<void, FunnelRefusal> {
  const { steps, exclusions = [], breakdown, order } = funnel
  const checked = checkEvents([...steps, ...exclusions], [breakdown?.property])
  if (!checked.ok) return checked
  if (windowOf(funnel) > longestWindow) return no('window-too-long')
  if ((breakdown?.step ?? 0) >= steps.length) return no('breakdown-step-wrong')
  const last = steps.length - 1
  for (const { between } of exclusions) {
    const [from, to] = between
    if (from >= to || to > last) return no('exclusion-range-wrong')
    // Without an order there is no place between two steps but that between the first and the last.
    if (order === 'unordered' && (from !== 0 || to !== last)) return no('exclusion-range-wrong')
  }
  return order === 'unordered' && overlapping(steps) ? no('steps-overlap') : ok()
}

/** True where one event may count for two different steps: without an order nobody could say for which. */
function overlapping(steps: readonly EventRef[]): boolean {
  return steps.some((one, i) =>
    steps.slice(i + 1).some((other) => {
      if (sameEvents(one, other)) return false
      return one.event === other.event || one.event === anyEvent || other.event === anyEvent
    }),
  )
}

/** True when two steps ask for the same events: then they need as many of them as there are steps. */
export const sameEvents = (one: EventRef, other: EventRef): boolean =>
  one.event === other.event && JSON.stringify(one.where) === JSON.stringify(other.where)

/** What the store finds of one group: people who reached each step, and seconds from the step before to it. */
export interface FunnelTally {
  readonly people: readonly number[]
  readonly median: readonly (number | null)[]
  readonly average: readonly (number | null)[]
}

/** The steps with their rates; a rate of nobody is null. Seconds are null for the first step and where nobody came. */
export function funnelSteps(steps: readonly EventRef[], { people, median, average }: FunnelTally) {
  const rate = (part: number, whole: number) => (whole === 0 ? null : part / whole)
  const [first = 0] = people
  return steps.map(({ event }, i) => {
    const reached = people[i] ?? 0
    return {
      ...{ event, people: reached, conversion: rate(reached, first) },
      fromPrevious: i === 0 ? null : rate(reached, people[i - 1] ?? 0),
      medianSeconds: i === 0 ? null : (median[i] ?? null),
      averageSeconds: i === 0 ? null : (average[i] ?? null),
    }
  })
}
