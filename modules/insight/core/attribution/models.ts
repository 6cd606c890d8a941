export const attributionModels = ['first', 'last', 'linear', 'position', 'time-decay', 'markov', 'shapley'] as const
export type AttributionModel = (typeof attributionModels)[number]

/** Where a touch stands on its path: alone, at an end, or between. */
export const places = ['only', 'first', 'inner', 'last'] as const
export type Place = (typeof places)[number]

/** A journey to conversions, or to none: keys in order of time, and how many went this way. */
export type Path = {
  readonly keys: readonly string[]
  readonly conversions: number
  readonly value: number
  /** People who went this way without converting. */
  readonly nulls: number
  /** Days from each touch to the conversion; only time decay asks. Absent = one day between neighbours. */
  readonly ages?: readonly number[]
}

/** Touches of one key at one place of converting paths with `touches` touches: what the positional models need. */
export type PlaceRow = {
  readonly key: string
  readonly place: Place
  readonly touches: number
  /** Conversions and their value, counted once for each such touch. */
  readonly conversions: number
  readonly value: number
  /** Conversions and value by the weight each touch has from its age; the weights of one conversion sum to 1. */
  readonly decayed: number
  readonly decayedValue: number
}

/** Converting paths that touch `key` and `keys` different ones in all: what Shapley needs. */
export type MemberRow = {
  readonly key: string
  readonly keys: number
  readonly conversions: number
  readonly value: number
}

export type Credit = { readonly key: string; readonly conversions: number; readonly value: number }

/** The part of a conversion a touch gets by where it stands on a path of `touches` touches. 40/20/40; two: 50/50. */
function weightAt(model: 'first' | 'last' | 'linear' | 'position', place: Place, touches: number): number {
  if (place === 'only') return 1
  if (model === 'linear') return 1 / touches
  if (model === 'position') {
    if (touches === 2) return 0.5
    return place === 'inner' ? 0.2 / (touches - 2) : 0.4
  }
  return place === model ? 1 : 0
}

/**
 * Weights of touches by their age in days: halved for every `halfLife` days; they sum to 1. Ages are taken from the
 * youngest, so that a touch of long ago does not vanish into 0 ÷ 0.
 */
export function decayWeights(ages: readonly number[], halfLife: number): number[] {
  const youngest = Math.min(...ages)
  const raw = ages.map((age) => 2 ** (-(age - youngest) / halfLife))
  const sum = raw.reduce((a, b) => a + b, 0)
  return raw.map((weight) => weight / sum)
}

/** Credit of the models that look at where, or when, a touch stands on its path. */
export function placedCredit(
  model: Exclude<AttributionModel, 'markov' | 'shapley'>,
  rows: readonly PlaceRow[],
): Credit[] {
  return collect(
    rows.map(({ key, place, touches, conversions, value, decayed, decayedValue }) => {
      if (model === 'time-decay') return { key, conversions: decayed, value: decayedValue }
      const weight = weightAt(model, place, touches)
      return { key, conversions: conversions * weight, value: value * weight }
    }),
  )
}

/**
 * Shapley value with v(S) = conversions of the paths that touch nothing outside S. Such a v is a sum of unanimity
 * games, one for each set of keys on a path, and the value of each is divided among its members in equal parts: this is
 * the sum over all coalitions, exact for any number of keys, without going through 2^n of them.
 */
export function shapleyCredit(rows: readonly MemberRow[]): Credit[] {
  return collect(
    rows.map(({ key, keys, conversions, value }) => ({ key, conversions: conversions / keys, value: value / keys })),
  )
}

/** Sums by key, the largest first. */
export function collect(parts: readonly Credit[]): Credit[] {
  const sums = new Map<string, { conversions: number; value: number }>()
  for (const { key, conversions, value } of parts) {
    const sum = sums.get(key)
    if (sum) {
      sum.conversions += conversions
      sum.value += value
    } else sums.set(key, { conversions, value })
  }
  const all = [...sums].map(([key, sum]) => ({ key, ...sum }))
  return all.sort((a, b) => b.conversions - a.conversions || (a.key < b.key ? -1 : 1))
}
