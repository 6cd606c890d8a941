/** Fact on the outbox, published in the transaction that stored the orders; some hundreds of orders in each. */
export const ordersChanged = 'shop.ordersChanged'

export interface OrdersChanged {
  readonly orders: readonly ChangedOrder[]
  /** Orders that were deleted. */
  readonly gone?: readonly GoneOrder[]
  /** Ids of which `orders` tells every order that is left: what was told of them before no longer holds. */
  readonly retold?: readonly string[]
}

export interface GoneOrder {
  readonly id: string
  /** The last one it had. */
  readonly version: string
  readonly identity: string | null
}

/** One order as it stands after the change. Ids are decimal strings, money is fen. */
export interface ChangedOrder {
  readonly id: string
  /** Permanent id of the key the order came with, and its person at that moment; null = no person. */
  readonly identity: string | null
  readonly person: string | null
  /** Epoch ms; the first payment. */
  readonly paidAt: number
  readonly gross: number
  readonly net: number
  readonly sourceKind: 'private' | 'store' | 'platform'
  readonly state: 'counted' | 'zeroYuan' | 'refunded' | 'noPerson' | 'unlinked'
  readonly channel: string | null
  readonly store: string | null
  readonly staff: string | null
  /** Who brought the customer, where the source names one. */
  readonly inviterIdentity: string | null
  readonly inviterPerson: string | null
  /** True when the order has become part of another one and stands for nothing itself. */
  readonly part: boolean
}
