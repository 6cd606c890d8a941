import type { CapName, Terms } from './terms.ts'

export const lineKinds = ['cps', 'cpa', 'referral'] as const
export type LineKind = (typeof lineKinds)[number]

/** A sale or an activation that is credited to a partner, as it stands now. */
export interface Deal {
  readonly id: string
  readonly partner: string
  /** Who brought the partner in; null = nobody. There is never a second one above. */
  readonly upline: string | null
  readonly kind: 'sale' | 'activation'
  /** Epoch ms. */
  readonly at: number
  /** Of the workspace: `2026-06-01`. */
  readonly day: string
  /** Fen of the sale that are really paid; 0 for an activation. */
  readonly net: number
  readonly isVoid: boolean
  /** Those that held at `at`. */
  readonly terms: Terms
}

/** Why it comes to so much. Money in fen, rates in hundredths of a percent. */
export interface Why {
  readonly base: number
  readonly rate: number | null
  /** Sold in the month; what the tier is chosen by. */
  readonly volume: number
  readonly uncapped: number
  readonly cap: CapName | null
}

/** What somebody is to have for a deal. */
export interface Target {
  readonly deal: string
  readonly partner: string
  readonly kind: LineKind
  readonly amount: number
  readonly why: Why
}

/** A share in whole fen, halves up; exact for any amount. */
export const shareOf = (net: number, rate: number): number => Number((BigInt(net) * BigInt(rate) + 5000n) / 10_000n)

/** The rate for a month in which so much was sold: that of the highest tier reached, else the plain one. */
export function rateFor({ rate, tiers }: NonNullable<Terms['cps']>, volume: number): number {
  const reached = tiers.filter(({ from }) => volume >= from).toSorted((a, b) => b.from - a.from)
  return reached[0]?.rate ?? rate
}

/**
 * What all deals of one programme in one calendar month come to. It depends on nothing but them: told in any order and as
 * often as one likes it is the same, so that whatever changes afterwards is the difference to what was posted.
 */
export function settle(deals: readonly Deal[]): Target[] {
  const volumes = new Map<string, number>()
  for (const { partner, net, isVoid } of deals) if (!isVoid) volumes.set(partner, (volumes.get(partner) ?? 0) + net)
  const used = new Map<string, number>()
  const ordered = deals.toSorted((a, b) => a.at - b.at || (BigInt(a.id) < BigInt(b.id) ? -1 : 1))
  return ordered.flatMap((deal) => targetsOf(deal, volumes.get(deal.partner) ?? 0, used))
}

function targetsOf(deal: Deal, volume: number, used: Map<string, number>): Target[] {
  const { id, partner, upline, kind, net, isVoid, terms } = deal
  const found: Target[] = []
  const add = (to: string, line: LineKind, base: number, rate: number | null, amount: number) => {
    const uncapped = isVoid ? 0 : amount
    const capped = within(terms, used, { partner: to, day: deal.day, wanted: uncapped })
    found.push({ deal: id, partner: to, kind: line, ...capped, why: { base, rate, volume, uncapped, cap: capped.cap } })
  }
  if (kind === 'activation') {
    if (terms.cpa) add(partner, 'cpa', terms.cpa.amount, null, terms.cpa.amount)
    return found
  }
  if (terms.cps) {
    const rate = rateFor(terms.cps, volume)
    add(partner, 'cps', net, rate, shareOf(net, rate))
  }
  if (upline !== null && terms.referralRate > 0)
    add(upline, 'referral', net, terms.referralRate, shareOf(net, terms.referralRate))
  return found
}

interface Wanted {
  readonly partner: string
  readonly day: string
  readonly wanted: number
}

/** As much of it as the caps leave; it is drawn from them. */
function within({ caps }: Terms, used: Map<string, number>, { partner, day, wanted }: Wanted) {
  const keys: Record<CapName, string> = {
    partnerDay: `${partner} ${day}`,
    partnerMonth: partner,
    programmeDay: ` ${day}`,
    programmeMonth: ' ',
  }
  let [amount, cap]: [number, CapName | null] = [wanted, null]
  for (const [name, key] of Object.entries(keys) as [CapName, string][]) {
    const left = Math.max(0, (caps[name] ?? Number.POSITIVE_INFINITY) - (used.get(key) ?? 0))
    if (left < amount) [amount, cap] = [left, name]
  }
  for (const key of Object.values(keys)) used.set(key, (used.get(key) ?? 0) + amount)
  return { amount, cap }
}
