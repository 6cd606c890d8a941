import type { Random } from '#kit/random'
import { day, hour, minute } from '#kit/time'
import { type Stage, storyDays } from './model.ts'

// Weight of each hour: stores are open from 11 to 21, phones are out at noon and at night.
const open = [...'000000000001111111122100'].map(Number)
const online = [...'100000012222442222334551'].map(Number)
const night = [...'003330000000000000000000'].map(Number)

export const hours = { open, online, night } as const

/** A moment of that day by the weights of its hours. */
export function momentOf(random: Random, stage: Stage, index: number, profile: keyof typeof hours): number {
  const at = placeIn(hours[profile], random.next())
  return stage.start + index * day + Math.floor(at * hour)
}

/** `count` days, as evenly over the weights as whole people allow; what is in an order then only chance decides. */
export function daysOf(random: Random, count: number, weight: (index: number) => number): number[] {
  const weights = Array.from({ length: storyDays }, (_, i) => weight(i))
  return random.even(count).map((share) => Math.floor(placeIn(weights, share)))
}

/** Where the share of the whole weight lies, as a place in the list with its fraction. */
function placeIn(weights: readonly number[], share: number): number {
  const sum = weights.reduce((all, one) => all + one, 0)
  let left = share * sum
  for (const [i, one] of weights.entries()) {
    if (left < one) return i + left / one
    left -= one
  }
  return weights.length - 0.001
}

/** A little later, still within the story. */
export function soonAfter(random: Random, stage: Stage, at: number, mostMinutes: number): number {
  return Math.floor(Math.min(at + (5 + random.next() * mostMinutes) * minute, stage.end - minute))
}

/**
 * Takes items one by one with their share each (below 1) and says which ones happen, so that over any stretch of items
 * with one key as many happen as the shares add up to. Chance alone would hide a planted cause among 3,000 people.
 */
export class Thinner {
  readonly #random: Random
  readonly #sums = new Map<string, number>()

  constructor(random: Random) {
    this.#random = random
  }

  happens(key: string, share: number): boolean {
    const sum = (this.#sums.get(key) ?? this.#random.next()) + share
    this.#sums.set(key, sum >= 1 ? sum - 1 : sum)
    return sum >= 1
  }
}
