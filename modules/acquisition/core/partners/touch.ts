import { day } from '#kit/time'

/** How somebody came by a partner; of two in one moment the first of these leads. */
export const touchKinds = ['code', 'added', 'visit', 'link'] as const
export type TouchKind = (typeof touchKinds)[number]

/** Somebody came by a partner. */
export interface Touch {
  /** The link or code by which. */
  readonly way: string
  readonly how: TouchKind
  /** Epoch ms. */
  readonly at: number
}

interface Rule {
  /** Of the programme of the way, at that time; null = it counts for nothing. */
  windowDays(way: string): number | null
}

export interface Credit {
  readonly chosen: Touch
  /** Those that came before it and would have counted, newest first. */
  readonly others: readonly Touch[]
}

/**
 * Whom a sale or an activation at `at` belongs to: the last touch by any partner, not longer ago than the window of its
 * programme, edge included. What other channels did does not compete: commission follows no model of attribution.
 */
export function creditOf(touches: readonly Touch[], at: number, { windowDays }: Rule): Credit | null {
  const [chosen, ...others] = touches
    .filter((touch) => {
      const days = windowDays(touch.way)
      return days !== null && touch.at <= at && at - touch.at <= days * day
    })
    .toSorted((a, b) => b.at - a.at || rank(a) - rank(b) || (BigInt(a.way) < BigInt(b.way) ? -1 : 1))
  return chosen ? { chosen, others } : null
}

const rank = ({ how }: Touch): number => touchKinds.indexOf(how)
