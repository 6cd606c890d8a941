import { no, ok, type Result } from '#kit/result'

/** For whom a hook is, by OP33: everybody, or who is new in one of three ways. */
export const newnesses = ['everybody', 'newToBrand', 'newToPrivate', 'newToActivity'] as const
export type Newness = (typeof newnesses)[number]

/** What is known of a whole person when they claim, over all their ids. */
export interface Standing {
  /** Counted orders, wherever they were paid. */
  readonly bought: number
  /** Of these, in the private domain: direct or assisted. */
  readonly boughtPrivate: number
  /** Orders that were fully refunded. */
  readonly refunded: number
  readonly refundedPrivate: number
  /** Epoch ms; null = not in the pool. */
  readonly enteredAt: number | null
  /** In no number: staff, tests, cheats. */
  readonly excluded: boolean
}

export type NotFor = 'excluded' | 'bought-before' | 'bought-privately' | 'in-pool-before' | 'refunded-before'

/**
 * Whether a hook is for somebody (OP33). A refunded first order gives newness back once.
 * @param seenAt epoch ms at which the campaign first saw them
 */
export function isFor(newness: Newness, person: Standing, seenAt: number): Result<void, NotFor> {
  if (person.excluded) return no('excluded')
  if (newness === 'newToBrand') {
    if (person.bought > 0) return no('bought-before')
    if (person.refunded > 1) return no('refunded-before')
  }
  if (newness === 'newToPrivate') {
    if (person.boughtPrivate > 0) return no('bought-privately')
    if (person.refundedPrivate > 1) return no('refunded-before')
  }
  if (newness === 'newToActivity' && person.enteredAt !== null && person.enteredAt < seenAt) return no('in-pool-before')
  return ok()
}

/** A hook as far as it decides whether it gives. */
export interface Giving {
  readonly on: boolean
  /** Why it stands still: by hand, or because the breaker has stopped it. */
  readonly stopped: 'budget' | null
  /** Epoch ms. */
  readonly startsAt: number | null
  readonly endsAt: number | null
  /** Fen a piece. */
  readonly cost: number
  /** Pieces; null = as many as are wanted. */
  readonly stock: number | null
  /** Fen; null = no bound. */
  readonly budget: number | null
  /** Pieces that are given and were not taken back. */
  readonly taken: number
  readonly spent: number
}

export type NotNow = 'off' | 'not-yet' | 'over' | 'stopped' | 'none-left'

/** Whether it gives at this moment (epoch ms). The store decides once more, in one statement, for those who come at once. */
export function givesNow(hook: Giving, now: number): Result<void, NotNow> {
  if (!hook.on) return no('off')
  if (hook.startsAt !== null && now < hook.startsAt) return no('not-yet')
  if (hook.endsAt !== null && now >= hook.endsAt) return no('over')
  if (hook.stopped !== null || hasNoBudget(hook)) return no('stopped')
  return hook.stock !== null && hook.taken >= hook.stock ? no('none-left') : ok()
}

/** Whether the budget has no room for one more piece: then the breaker stops the hook. */
export const hasNoBudget = ({ budget, spent, cost }: Pick<Giving, 'budget' | 'spent' | 'cost'>): boolean =>
  budget !== null && spent + cost > budget

/** How many more it can give; null = as many as are wanted. */
export function leftOf({ stock, budget, taken, spent, cost }: Giving): number | null {
  const pieces = stock === null ? Number.POSITIVE_INFINITY : Math.max(0, stock - taken)
  const paid =
    budget === null || cost === 0 ? Number.POSITIVE_INFINITY : Math.max(0, Math.floor((budget - spent) / cost))
  const left = Math.min(pieces, paid)
  return Number.isFinite(left) ? left : null
}
