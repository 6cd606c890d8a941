import { z } from 'zod'
import { field } from '#kit/form'
import { roundParts, splitByWeights } from '#kit/money'

/** The five factors of the formula, as the board has them; `basket` is fen an order. */
const Factors = z.strictObject({
  traffic: field(z.number().int().min(0).max(1e9), { zh: '流量', en: 'Traffic' }),
  fission: field(z.number().min(1).max(100), { zh: '裂变倍数', en: 'Fission' }),
  conversion: field(z.number().min(0).max(1), { zh: '转化率', en: 'Conversion' }),
  basket: field(z.number().min(0).max(1e9), { zh: '客单价', en: 'Basket' }),
  lifetime: field(z.number().min(0).max(1000), { zh: '复购倍数', en: 'Lifetime' }),
})
export type Factors = z.output<typeof Factors>
export const factorNames = ['traffic', 'fission', 'conversion', 'basket', 'lifetime'] as const
export type FactorName = (typeof factorNames)[number]

const Share = z.strictObject({ key: z.string().max(200), share: z.number().min(0).max(1e6) })
const shares = (list: readonly { key: string }[]) => new Set(list.map(({ key }) => key)).size === list.length
const Shares = z.array(Share).max(500).refine(shares, { message: 'a key stands twice' })

/** What a year is planned as. */
export const scenarioSchema = z.strictObject({
  name: field(z.string().trim().min(1).max(60), { zh: '名称', en: 'Name' }),
  year: field(z.number().int().min(2000).max(2100), { zh: '年份', en: 'Year' }),
  factors: Factors,
  /** How much of the year falls to each month, as weights. */
  months: z
    .array(z.number().min(0).max(1e6))
    .length(12)
    .refine((list) => list.some((weight) => weight > 0), { message: 'some month must have a weight' })
    .default(Array.from({ length: 12 }, () => 1)),
  /** Who brings the people, by source; shares are weights. */
  channels: Shares.default([]),
  /** Who answers for the money, by owner of the customer; shares are weights. */
  owners: Shares.default([]),
  /** Part of the pool that leaves in a month, to be made good. */
  churn: z.number().min(0).max(1).default(0.02),
  /** Fen spent for each newcomer. */
  costPerPerson: z.number().int().min(0).max(1e9).default(0),
  note: z.string().max(2000).default(''),
})
export type Scenario = z.output<typeof scenarioSchema>

/** Whole people, orders and fen that factors come to. Buyers and orders are rounded for themselves, the GMV is not made from them. */
export function countsOf({ traffic, fission, conversion, basket, lifetime }: Factors) {
  const people = traffic * fission
  return {
    self: traffic,
    people: Math.round(people),
    buyers: Math.round(people * conversion),
    orders: Math.round(people * conversion * lifetime),
    gmv: Math.round(people * conversion * lifetime * basket),
  }
}
export type Counts = ReturnType<typeof countsOf>

/**
 * The value a factor must have so that the product is `gmv` (fen) while the others stay; traffic is rounded up to whole
 * people, so the product may be larger by less than one person's worth. Null where no value gets there.
 */
export function solveFor(factors: Factors, free: FactorName, gmv: number): number | null {
  const rest = factorNames.reduce((product, name) => (name === free ? product : product * factors[name]), 1)
  if (rest === 0) return null
  const value = free === 'traffic' ? Math.ceil(gmv / rest - 1e-9) : gmv / rest
  return Factors.shape[free].safeParse(value).success ? value : null
}

/** One month of a plan. `live` is the pool at its end, churn taken off. */
export type PlannedMonth = { gmv: number; entered: number; self: number; invited: number; live: number }

/** A scenario spelled out. Months, channels and owners each add up to the whole: people and fen, exactly. */
export type Planned = Counts & {
  /** People who must come in the year: all that the formula needs beyond those who were there when it began. */
  entered: number
  months: PlannedMonth[]
  channels: { key: string; self: number }[]
  owners: { key: string; gmv: number }[]
  /** Fen a head (GMV ÷ people); null with nobody. */
  perHead: number | null
  /** People a month who only make good those who leave, at the size of the pool at the end. */
  toReplace: number
  /** Fen for all newcomers. */
  cost: number
}

/** `start`: live people when the year began. */
export function planOf(scenario: Scenario, start: number): Planned {
  const counts = countsOf(scenario.factors)
  const entered = Math.max(0, counts.people - start)
  const self = Math.round(entered / scenario.factors.fission)
  const gmvs = splitByWeights(counts.gmv, scenario.months)
  const selves = splitByWeights(self, scenario.months)
  const others = splitByWeights(entered - self, scenario.months)
  let live = start
  const months = gmvs.map((gmv, i): PlannedMonth => {
    const [own, invited] = [selves[i] ?? 0, others[i] ?? 0]
    live += own + invited - Math.round(live * scenario.churn)
    return { gmv, entered: own + invited, self: own, invited, live }
  })
  return {
    ...counts,
    entered,
    months,
    channels: parted(scenario.channels, self).map(({ key, part }) => ({ key, self: part })),
    owners: parted(scenario.owners, counts.gmv).map(({ key, part }) => ({ key, gmv: part })),
    perHead: counts.people === 0 ? null : counts.gmv / counts.people,
    toReplace: Math.round(live * scenario.churn),
    cost: entered * scenario.costPerPerson,
  }
}

function parted(list: readonly { key: string; share: number }[], total: number) {
  const sum = list.reduce((all, { share }) => all + share, 0)
  const parts =
    sum === 0
      ? list.map(() => 0)
      : roundParts(
          total,
          list.map(({ share }) => (total * share) / sum),
        )
  return list.map(({ key }, i) => ({ key, part: parts[i] ?? 0 }))
}

/** People a month who must come so that `people` are live at the end of twelve months, with that churn; 0 where fewer leave. */
export function entriesNeeded(start: number, people: number, churn: number): number {
  const kept = (1 - churn) ** 12
  const grown = churn === 0 ? 12 : (1 - kept) / churn
  return Math.max(0, Math.ceil((people - start * kept) / grown - 1e-6))
}
