import { roundParts } from '#kit/money'
import type { Counts } from './factors.ts'

export type ContributionFactor =
  | 'traffic'
  | 'fission'
  | 'people'
  | 'conversion'
  | 'basket'
  | 'lifetime'
  | 'valuePerPerson'
  | 'peopleTimesValue'

/** What one factor added to the change of GMV, in fen. `split` only at `people`: its share by those who came by themselves and by invitation. */
export type Contribution = {
  readonly factor: ContributionFactor
  readonly amount: number
  readonly split?: { readonly traffic: number; readonly fission: number }
}

type Change = { factor: ContributionFactor; ratio: number }

/**
 * Splits the change of GMV from `before` to `after` into additive parts (logarithmic-mean Divisia index, LMDI-I: Ang,
 * Energy Policy 33 (2005) 867): part = L(G₁, G₀) · ln(x₁ ÷ x₀). Whole fen by largest remainder; the parts sum to
 * `after.gmv - before.gmv` exactly. A logarithm of zero does not exist, so factors with a zero on a side are joined.
 */
export function contributions(before: Counts, after: Counts): Contribution[] {
  const total = after.gmv - before.gmv
  const changes = [...peopleChanges(before, after), ...valueChanges(before, after)]
  if (before.gmv === 0 || after.gmv === 0 || changes.some(({ ratio }) => !isUsable(ratio))) {
    return [{ factor: 'peopleTimesValue', amount: total }]
  }
  const mean = logarithmicMean(after.gmv, before.gmv)
  const amounts = roundParts(
    total,
    changes.map(({ ratio }) => mean * Math.log(ratio)),
  )
  return changes.map(({ factor }, i) => {
    const amount = amounts[i] ?? 0
    return factor === 'people' ? { factor, amount, split: splitPeople(before, after, amount) } : { factor, amount }
  })
}

function peopleChanges(before: Counts, after: Counts): Change[] {
  if (before.self === 0 || after.self === 0) return [{ factor: 'people', ratio: after.people / before.people }]
  return [
    { factor: 'traffic', ratio: after.self / before.self },
    { factor: 'fission', ratio: crossed(after.people, after.self, before.people, before.self) },
  ]
}

function valueChanges(before: Counts, after: Counts): Change[] {
  const sides = [before, after]
  if (sides.some((side) => side.buyers === 0 || side.orders === 0 || side.gmv === 0)) {
    return [{ factor: 'valuePerPerson', ratio: crossed(after.gmv, after.people, before.gmv, before.people) }]
  }
  return [
    { factor: 'conversion', ratio: crossed(after.buyers, after.people, before.buyers, before.people) },
    { factor: 'basket', ratio: crossed(after.gmv, after.orders, before.gmv, before.orders) },
    { factor: 'lifetime', ratio: crossed(after.orders, after.buyers, before.orders, before.buyers) },
  ]
}

// (a ÷ b) ÷ (c ÷ d) as one division: an unchanged quotient of whole numbers gives exactly 1, hence a part of exactly 0.
const crossed = (a: number, b: number, c: number, d: number) => (a * d) / (b * c)

const isUsable = (ratio: number) => Number.isFinite(ratio) && ratio > 0

/** (a - b) ÷ ln(a ÷ b), and a where both are equal; log1p keeps the digits where they nearly are. */
function logarithmicMean(a: number, b: number): number {
  const distance = a - b
  return distance === 0 ? a : distance / Math.log1p(distance / b)
}

/** Divides the people's part by Δself ÷ Δpeople; no change of people means no part to divide. */
function splitPeople(before: Counts, after: Counts, amount: number) {
  const change = after.people - before.people
  if (change === 0) return { traffic: 0, fission: amount }
  const share = (after.self - before.self) / change
  const [traffic = 0, fission = 0] = roundParts(amount, [amount * share, amount * (1 - share)])
  return { traffic, fission }
}
