import { type Contribution, contributions } from './contributions.ts'
import { type Counts, type Factors, factors, spendPerBuyer } from './factors.ts'
import { type AskedScope, type OrderClass, type OrderScope, orderClasses } from './scope.ts'

export const boardViews = ['cohort', 'period'] as const
export type BoardView = (typeof boardViews)[number]

export type Line = { readonly orders: number; readonly amount: number }
export type Lines = Readonly<Record<OrderClass, Line>>

/** What one range counts: people by how they came, buyers, and every order of the ledger on its line. */
export type Tally = {
  readonly people: number
  readonly invited: number
  readonly baseline: number
  readonly buyers: number
  readonly lines: Lines
  /** Net of the orders that could count, by order scope, whatever scope was asked for. */
  readonly parts: Readonly<Record<OrderScope, number>>
}

/** The numbers of one range on the board; amounts in fen. */
export type Figures = {
  readonly gmv: number
  readonly people: number
  readonly self: number
  readonly invited: number
  readonly baseline: number
  readonly buyers: number
  readonly orders: number
  readonly spendPerBuyer: number | null
  readonly factors: Factors
  readonly parts: Readonly<Record<OrderScope, number>>
  readonly ledger: Line
  readonly excluded: Readonly<Record<Exclude<OrderClass, 'counted'>, Line>>
}

/** What was asked; times in epoch ms, range `[from, to)`. */
export type BoardQuestion = {
  readonly view: BoardView
  readonly scope: AskedScope
  readonly from: number
  readonly to: number
  /** Days after each person's entry that count, cohort view only; null = to date. */
  readonly horizonDays: number | null
}

/** The counts of the formula: baseline people stand on the side of those who came by themselves. */
export function countsOf(tally: Tally): Counts {
  const { orders, amount } = tally.lines.counted
  return { self: tally.people - tally.invited, people: tally.people, buyers: tally.buyers, orders, gmv: amount }
}

export function figuresOf(tally: Tally): Figures {
  const counts = countsOf(tally)
  const { counted: _, ...excluded } = tally.lines
  const { people, invited, baseline, buyers, parts } = tally
  return {
    gmv: counts.gmv,
    people,
    self: people - invited - baseline,
    invited,
    baseline,
    buyers,
    orders: counts.orders,
    spendPerBuyer: spendPerBuyer(counts),
    factors: factors(counts),
    parts,
    ledger: sumOf(tally.lines),
    excluded,
  }
}

/** Why the GMV changed. Unlinked refunds stand outside the factors, so their change is told beside the parts. */
export function changeOf(before: Tally, after: Tally): { contributions: Contribution[]; unlinkedChange: number } {
  return {
    contributions: contributions(countsOf(before), countsOf(after)),
    unlinkedChange: after.lines.unlinked.amount - before.lines.unlinked.amount,
  }
}

/** The ledger is what the lines add up to: each order stands on exactly one. */
export function sumOf(lines: Lines): Line {
  const zero = { orders: 0, amount: 0 }
  return orderClasses.reduce(
    (sum, name) => ({ orders: sum.orders + lines[name].orders, amount: sum.amount + lines[name].amount }),
    zero,
  )
}
