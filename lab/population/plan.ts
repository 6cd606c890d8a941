import { type Random, randomOf } from '#kit/random'
import type { World } from '../world/world.ts'
import { type Behaviour, behaviour, type Channel, channels, hours, invited, weekend } from './parameters.ts'

export interface Plan {
  seed: string
  people: number
  days: number
  /** Codes of contact ways to scan; all there are when empty. */
  ways: string[]
  /** Callbacks that may be on their way before the clock goes on. */
  slack: number
  /** Where purchases are told, for who has a shop to put them into. */
  orders?: string
  behaviour: Behaviour
  state: 'running' | 'done' | 'stopped'
  from: number
  until: number
  totals: Record<string, number>
}

const key = 'population'

export const planOf = (world: World): Plan | undefined => world.rows.settings.get(key)?.value as Plan | undefined

export function savePlan(world: World, plan: Plan): Plan {
  world.rows.settings.put({ id: key, value: plan })
  return plan
}

/** Counts something that happened. */
export function count(world: World, plan: Plan, what: string, by = 1): void {
  plan.totals[what] = (plan.totals[what] ?? 0) + by
  savePlan(world, plan)
}

export const newPlan = (world: World, given: Partial<Plan> & Pick<Plan, 'people' | 'days'>): Plan => ({
  seed: '1',
  ways: [],
  slack: 32,
  ...given,
  behaviour: { ...behaviour, ...given.behaviour },
  state: 'running',
  from: world.clock.now(),
  until: world.clock.now() + given.days * day,
  totals: {},
})

const day = 86_400_000
const zone = 8 * 3_600_000

export const channelOf = (name: string): Channel => channels[name] ?? invited

export const chanceOf = (plan: Plan, ...about: (string | number)[]): Random => randomOf([plan.seed, ...about].join(' '))

/** A moment within the run: more at weekends, and by the hours of the channel. */
export function arrivalOf(plan: Plan, random: Random, kind: Channel['hours']): number {
  for (;;) {
    const midnight = Math.floor((plan.from + zone + random.next() * plan.days * day) / day) * day - zone
    const weekday = new Date(midnight + zone).getUTCDay()
    const free = weekday === 0 || weekday === 6
    if (!free && random.next() > 1 / weekend) continue
    const weights = hours[kind]
    const hour = pickWeighted(random, weights)
    const at = midnight + (hour + random.next()) * 3_600_000
    if (at >= plan.from && at < plan.until) return at
  }
}

export function pickWeighted(random: Random, weights: readonly number[]): number {
  let left = random.next() * weights.reduce((sum, one) => sum + one, 0)
  for (const [i, weight] of weights.entries()) {
    left -= weight
    if (left < 0) return i
  }
  return weights.length - 1
}

/** Which way a person comes. */
export function comesBy(random: Random): string {
  const names = Object.keys(channels)
  return (
    names[
      pickWeighted(
        random,
        Object.values(channels).map(({ share }) => share),
      )
    ] ?? 'counter'
  )
}
