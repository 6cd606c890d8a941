/** How scores are named: by ten cells, by ten narrower ones, or by high and low of each (the trade's eight). */
export const rfmTables = ['ten', 'narrow', 'eight'] as const
export type RfmTable = (typeof rfmTables)[number]

/** Scores 1–5, 5 the best: how recently, how often, how much. */
export type Scores = { readonly r: number; readonly f: number; readonly m: number }

export const rfmCells = [
  'champions',
  'loyal',
  'potentialLoyal',
  'newcomers',
  'promising',
  'needAttention',
  'aboutToSleep',
  'atRisk',
  'cannotLose',
  'lost',
  'others',
  'value',
  'develop',
  'keep',
  'winBack',
  'ordinary',
  'ordinaryNew',
  'ordinaryKeep',
  'ordinaryLost',
] as const
export type RfmCell = (typeof rfmCells)[number]

type Bounds = readonly [low: number, high: number]
type Rule = readonly [cell: RfmCell, r: Bounds, f: Bounds, m: Bounds]

const [high, low] = [
  [4, 5],
  [1, 3],
] as const

/** First match wins; bounds are inclusive. The first two are those published with the rfm package's data (table A and B). */
const rules: Record<RfmTable, readonly Rule[]> = {
  ten: [
    ['champions', [4, 5], [4, 5], [4, 5]],
    ['loyal', [2, 5], [3, 5], [3, 5]],
    ['potentialLoyal', [3, 5], [1, 3], [1, 3]],
    ['newcomers', [4, 5], [1, 1], [1, 1]],
    ['promising', [3, 4], [1, 1], [1, 1]],
    ['needAttention', [2, 3], [2, 3], [2, 3]],
    ['aboutToSleep', [2, 3], [1, 2], [1, 2]],
    ['atRisk', [1, 2], [2, 5], [2, 5]],
    ['cannotLose', [1, 1], [4, 5], [4, 5]],
    ['lost', [1, 2], [1, 2], [1, 2]],
  ],
  narrow: [
    ['champions', [5, 5], [5, 5], [5, 5]],
    ['potentialLoyal', [3, 5], [3, 5], [2, 5]],
    ['loyal', [2, 4], [2, 4], [2, 4]],
    ['promising', [3, 4], [1, 3], [3, 5]],
    ['newcomers', [4, 5], [1, 3], [1, 5]],
    ['cannotLose', [1, 2], [3, 4], [4, 5]],
    ['atRisk', [1, 2], [2, 5], [4, 5]],
    ['needAttention', [1, 3], [3, 5], [3, 5]],
    ['aboutToSleep', [2, 3], [1, 3], [1, 4]],
    ['lost', [1, 1], [1, 5], [1, 5]],
  ],
  eight: [
    ['value', high, high, high],
    ['develop', high, low, high],
    ['keep', low, high, high],
    ['winBack', low, low, high],
    ['ordinary', high, high, low],
    ['ordinaryNew', high, low, low],
    ['ordinaryKeep', low, high, low],
    ['ordinaryLost', low, low, low],
  ],
}

const within = (value: number, [from, to]: Bounds) => value >= from && value <= to

/** The name of a person's scores. */
export function cellOf({ r, f, m }: Scores, table: RfmTable): RfmCell {
  const found = rules[table].find(([, rs, fs, ms]) => within(r, rs) && within(f, fs) && within(m, ms))
  return found?.[0] ?? 'others'
}

/** Upper bounds, exclusive, of the first four of five bins. Money in fen. */
export type Thresholds = {
  readonly recency: readonly number[]
  readonly frequency: readonly number[]
  readonly monetary: readonly number[]
}

/** Every score whose name this is, as r × 100 + f × 10 + m. */
export function scoresOf(cell: RfmCell, table: RfmTable): number[] {
  const scores = [1, 2, 3, 4, 5]
  return scores.flatMap((r) =>
    scores.flatMap((f) => scores.filter((m) => cellOf({ r, f, m }, table) === cell).map((m) => r * 100 + f * 10 + m)),
  )
}

/** Layers of the pyramid: of the buyers of a range by what they spent; the last are people without a purchase in it. */
export const layers = ['core', 'middle', 'base', 'none'] as const
export type Layer = (typeof layers)[number]
/** The core is the first fifth, the base the last half. */
export const layerShares = { core: 0.2, middle: 0.5 } as const

/** The closed loop: a need shows, a decision is near, a purchase, a share, another purchase. */
export const loopStages = ['need', 'decision', 'purchase', 'share', 'repurchase'] as const
export type LoopStage = (typeof loopStages)[number]

/** Events that say that somebody is about to decide, as the usual shops and SDKs call them; a question may name others. */
export const decisionEvents = [
  ...['add_to_cart', 'AddToCart', 'AddToShoppingCart', 'Product Added', 'Checkout Started', 'begin_checkout'],
  ...['checkout_started', 'Product Added to Wishlist', 'appointment_made', 'consult', 'coupon_received'],
] as const
/** Events by which somebody passes something on. Who brought a person has shared, whatever was sent. */
export const shareEvents = ['share', '$MPShare', 'Product Shared', 'Cart Shared', 'page_shared'] as const
