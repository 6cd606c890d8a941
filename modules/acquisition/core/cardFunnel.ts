/** How far cards came, from the first stage to the last. */
export const cardStages = ['printed', 'delivered', 'inserted', 'scanned', 'added', 'claimed', 'ordered'] as const
export type CardStage = (typeof cardStages)[number]

export type Reached = Readonly<Record<CardStage, number>>

/** Share of those of the stage before; null where there was none, or where the stage before was not counted. */
export function sharesOf(reached: Reached): Readonly<Record<CardStage, number | null>> {
  const shares = cardStages.map((stage, i) => {
    const before = cardStages.slice(0, i).findLast((one) => reached[one] > 0)
    return [stage, before === undefined || reached[before] === 0 ? null : reached[stage] / reached[before]] as const
  })
  return Object.fromEntries(shares) as Record<CardStage, number | null>
}

export interface Counted {
  readonly of: number
  readonly hits: number
}

/** 95 % interval of a share by Wilson's score; null where nothing was counted. */
export function intervalOf({ of, hits }: Counted): readonly [number, number] | null {
  if (of === 0) return null
  const z = 1.959964
  const p = hits / of
  const middle = (p + (z * z) / (2 * of)) / (1 + (z * z) / of)
  const half = (z / (1 + (z * z) / of)) * Math.sqrt((p * (1 - p)) / of + (z * z) / (4 * of * of))
  return [Math.max(0, middle - half), Math.min(1, middle + half)]
}

export type Verdict =
  | { readonly better: 'first' | 'second'; readonly p: number }
  | {
      readonly better: 'unclear'
      readonly p: number | null /** Cards of each that would tell this difference with 80 % power. */
      readonly needed: number | null
    }

/** Which of two shares is better, by the pooled two-proportion z-test at 5 %. */
export function compare(first: Counted, second: Counted): Verdict {
  if (first.of === 0 || second.of === 0) return { better: 'unclear', p: null, needed: null }
  const [a, b] = [first.hits / first.of, second.hits / second.of]
  const pooled = (first.hits + second.hits) / (first.of + second.of)
  const error = Math.sqrt(pooled * (1 - pooled) * (1 / first.of + 1 / second.of))
  const p = error === 0 ? 1 : 2 * (1 - normal(Math.abs(a - b) / error))
  const isEnough = [first, second].every(({ of }) => of * pooled >= 5 && of * (1 - pooled) >= 5)
  if (p < 0.05 && isEnough) return { better: a > b ? 'first' : 'second', p }
  const needed = a === b ? null : Math.ceil((7.849 * (a * (1 - a) + b * (1 - b))) / (a - b) ** 2)
  return { better: 'unclear', p, needed }
}

/** Distribution function of the normal, to 7.5e-8 (Abramowitz and Stegun 26.2.17). */
function normal(z: number): number {
  const t = 1 / (1 + 0.2316419 * z)
  const tail = t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))))
  return 1 - Math.exp((-z * z) / 2) * 0.3989422804014327 * tail
}

export interface Stock {
  readonly delivered: number
  readonly inserted: number
  /** Cards put into parcels a day, of the days that count; null = not known. */
  readonly perDay: number | null
  /** From the order at the printer to the warehouse. */
  readonly leadDays: number
}

export interface Advice {
  readonly rest: number
  readonly daysLeft: number | null
  /** Reorder when as many are left: what the lead time uses, and half as much for safety. */
  readonly reorderAt: number | null
  readonly advice: 'reorder' | 'enough' | 'idle' | 'unknown'
}

/** What lies at the warehouse, how long it lasts, and what to do. */
export function adviceOf({ delivered, inserted, perDay, leadDays }: Stock): Advice {
  const rest = Math.max(0, delivered - inserted)
  if (perDay === null) return { rest, daysLeft: null, reorderAt: null, advice: 'unknown' }
  if (perDay === 0) return { rest, daysLeft: null, reorderAt: null, advice: rest > 0 ? 'idle' : 'unknown' }
  const reorderAt = Math.ceil(perDay * leadDays * 1.5)
  return { rest, daysLeft: Math.floor(rest / perDay), reorderAt, advice: rest <= reorderAt ? 'reorder' : 'enough' }
}
