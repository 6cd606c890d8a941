import type { Step } from './markov.ts'
import { decayWeights, type MemberRow, type Path, type Place, type PlaceRow } from './models.ts'

/** Keys that are kept apart when a step remembers `order` touches: the equations grow with their number to that power. */
export const mostKeys = { 1: 30, 2: 15 } as const
export type MarkovOrder = keyof typeof mostKeys

const placeOf = (index: number, touches: number): Place =>
  touches === 1 ? 'only' : index === 0 ? 'first' : index === touches - 1 ? 'last' : 'inner'

const converting = (paths: readonly Path[]) =>
  paths.filter(({ conversions, keys }) => conversions > 0 && keys.length > 0)

/** What the positional models need of paths. */
export function placeRows(paths: readonly Path[], halfLife: number): PlaceRow[] {
  return converting(paths).flatMap(({ keys, conversions, value, ages }) => {
    const weights = decayWeights(ages ?? keys.map((_, i) => keys.length - 1 - i), halfLife)
    return keys.map((key, i) => ({
      ...{ key, conversions, value, place: placeOf(i, keys.length), touches: keys.length },
      ...{ decayed: conversions * (weights[i] ?? 0), decayedValue: value * (weights[i] ?? 0) },
    }))
  })
}

/** What Shapley needs of paths. */
export function memberRows(paths: readonly Path[]): MemberRow[] {
  return converting(paths).flatMap(({ keys, conversions, value }) => {
    const set = new Set(keys)
    return [...set].map((key) => ({ key, keys: set.size, conversions, value }))
  })
}

/** What Markov needs of paths: how often each state follows another. A state is the last `order` touches. */
export function stepsOf(paths: readonly Path[], order: MarkovOrder): Step[] {
  return paths.flatMap(({ keys, conversions, nulls }) => {
    const states = keys.map((key, i) => (order === 2 && i > 0 ? [keys[i - 1] ?? '', key] : [key]))
    const times = conversions + nulls
    const last = states.at(-1)
    if (!last) return []
    const on = states.map((to, i) => ({ from: states[i - 1] ?? [], to, times }))
    return [
      ...on,
      { from: last, to: 'conversion' as const, times: conversions },
      { from: last, to: 'null' as const, times: nulls },
    ]
  })
}
