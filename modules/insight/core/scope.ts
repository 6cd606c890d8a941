import { day } from '#kit/time'

export const orderScopes = ['direct', 'assisted', 'memberOther', 'outside'] as const
export type OrderScope = (typeof orderScopes)[number]
export const askedScopes = ['direct', 'private', 'all'] as const
export type AskedScope = (typeof askedScopes)[number]
export const orderClasses = [
  'counted',
  'zeroYuan',
  'refunded',
  'excluded',
  'outOfScope',
  'noPerson',
  'unlinked',
] as const
export type OrderClass = (typeof orderClasses)[number]

/** Events that prove a private touch before an order elsewhere; a message that was merely sent is none. */
export const touchEvents = ['coupon_redeemed', 'link_clicked', 'appointment_made', 'staff_task_answered'] as const

/** What is empty as long as nobody sends a touch. */
export const assistedTitle = { zh: '私域影响 GMV', en: 'Assisted GMV' }

/** Kinds of an order's source that are not of the private domain; every other source is. */
export const otherSourceKinds = ['store', 'platform'] as const

/** Which order scopes an asked scope counts. */
export const scopesOf = {
  direct: ['direct'],
  private: ['direct', 'assisted'],
  all: orderScopes,
} as const satisfies Record<AskedScope, readonly OrderScope[]>

export type ScopeReason = 'private-source' | 'touch-in-window' | 'no-touch-in-window' | 'not-in-pool-at-payment'

/** Facts that decide an order's scope; times in epoch ms. */
export type ScopeFacts = {
  readonly sourceKind: string
  readonly paidAt: number
  /** When the unified person entered the pool; null for a prospect or an unknown person. */
  readonly enteredAt: number | null
  /** The person's latest touch not after the payment. */
  readonly lastTouchAt: number | null
}

/** The scope of one order with the reason to show. A touch counts up to and including `assistedDays` × 24 h before. */
export function scopeOf(order: ScopeFacts, assistedDays: number): { scope: OrderScope; reason: ScopeReason } {
  if (!isOtherSource(order.sourceKind)) return { scope: 'direct', reason: 'private-source' }
  if (order.enteredAt === null || order.enteredAt >= order.paidAt) {
    return { scope: 'outside', reason: 'not-in-pool-at-payment' }
  }
  const { lastTouchAt } = order
  if (lastTouchAt !== null && lastTouchAt <= order.paidAt && lastTouchAt >= order.paidAt - assistedDays * day) {
    return { scope: 'assisted', reason: 'touch-in-window' }
  }
  return { scope: 'memberOther', reason: 'no-touch-in-window' }
}

const isOtherSource = (kind: string) => otherSourceKinds.some((other) => other === kind)

/** Facts that decide on which line of the reconciliation an order stands; amounts in fen. */
export type ClassFacts = {
  readonly gross: number
  /** Gross less refunds, not below 0; negative only for a refund without its original. */
  readonly net: number
  readonly hasPerson: boolean
  readonly excluded: boolean
  readonly scope: OrderScope
}

/** The one line an order stands on: the first that applies, in this order, so that the lines add up to the ledger. */
export function classOf(order: ClassFacts, asked: AskedScope): OrderClass {
  if (order.net < 0) return 'unlinked'
  if (!order.hasPerson) return 'noPerson'
  if (order.excluded) return 'excluded'
  if (!scopesOf[asked].some((scope) => scope === order.scope)) return 'outOfScope'
  if (order.gross <= 0) return 'zeroYuan'
  return order.net === 0 ? 'refunded' : 'counted'
}
