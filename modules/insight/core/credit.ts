import { z } from 'zod'

export const creditSchema = z.strictObject({
  protectionDays: z.int().min(1).max(365).default(30),
  servingPercent: z.int().min(0).max(100).default(100),
})
export type CreditSetting = z.output<typeof creditSchema>

export const creditBys = ['staff', 'store'] as const
export type CreditBy = (typeof creditBys)[number]
export const creditReasons = ['correction', 'served', 'bound', 'store', 'public'] as const

/** Orders of the same serving staff, bound staff and store, with what of their net is the serving one's. */
export interface CreditGroup {
  readonly serving: string
  readonly bound: string
  readonly store: string
  readonly orders: number
  /** Fen; `servingPart` of it goes to the serving staff, the rest to the bound one. */
  readonly net: number
  readonly servingPart: number
}

export interface CreditRow {
  readonly key: string
  readonly amount: number
  /** Owned: an order whose money is shared counts for the serving staff alone. */
  readonly orders: number
}

/** What each staff or store is credited, the most first; the amounts add up to the net of all orders. Empty = public. */
export function creditRows(groups: readonly CreditGroup[], by: CreditBy): CreditRow[] {
  const sums = new Map<string, { amount: number; orders: number }>()
  const add = (key: string, amount: number, orders: number) => {
    const before = sums.get(key) ?? { amount: 0, orders: 0 }
    sums.set(key, { amount: before.amount + amount, orders: before.orders + orders })
  }
  for (const { serving, bound, store, orders, net, servingPart } of groups)
    if (by === 'store') add(store, net, orders)
    else if (serving === '') add(bound, net, orders)
    else {
      add(serving, servingPart, orders)
      if (servingPart !== net) add(bound, net - servingPart, 0)
    }
  return [...sums]
    .map(([key, sum]) => ({ key, ...sum }))
    .sort((a, b) => b.amount - a.amount || (a.key < b.key ? -1 : 1))
}

/** Rows with their place, that of the time before, and what was credited then; what is public has no place. */
export function ranked(rows: readonly CreditRow[], before: readonly CreditRow[]) {
  const places = (of: readonly CreditRow[]) => of.filter(({ key }) => key !== '').map(({ key }) => key)
  const [now, then] = [places(rows), places(before)]
  const place = (of: readonly string[], key: string) => (of.includes(key) ? of.indexOf(key) + 1 : null)
  return rows.map((row) => ({
    ...row,
    rank: place(now, row.key),
    rankBefore: place(then, row.key),
    amountBefore: before.find(({ key }) => key === row.key)?.amount ?? 0,
  }))
}
