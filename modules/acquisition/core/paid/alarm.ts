const day = 86_400_000

export interface Quota {
  readonly balance: number
  readonly lowAt: number
  readonly expiring: readonly { readonly at: number; readonly count: number }[]
}

/** Before so long is over what is left of it is told. */
const soonDays = 30

/** What is wrong with what is left: used up, low, or a part of it soon over; null = nothing. */
export function alarmOf({ balance, lowAt, expiring }: Quota, now: number): 'empty' | 'low' | 'expiring' | null {
  if (balance <= 0) return 'empty'
  if (balance <= lowAt) return 'low'
  return expiring.some(({ at, count }) => count > 0 && at > now && at - now < soonDays * day) ? 'expiring' : null
}

/** What additions have cost, in fen: whoever the company had before costs nothing. */
export const costOf = (paid: number, price: number): number => paid * price

/** Fen for each who is still there; null = nobody is. */
export const costPerKept = (paid: number, kept: number, price: number): number | null =>
  kept === 0 ? null : Math.round((paid * price) / kept)
