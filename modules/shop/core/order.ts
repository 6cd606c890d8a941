/** One id of a customer as the source wrote it. */
export interface Claim {
  readonly type: string
  readonly value: string
}

/** Where an order was closed: decides with the touches whether it belongs to the private domain (OP12, OP14). */
export const sourceKinds = ['private', 'store', 'platform'] as const
export type SourceKind = (typeof sourceKinds)[number]

/** One row of a source, read: a line of an order with all that the row says about the order. Times in epoch ms, money in fen. */
export interface OrderRow {
  /** Line of the file, for notes. */
  readonly line: number
  readonly paidAt: number
  readonly amount: number
  readonly refund: number
  readonly refundedAt: number | null
  readonly freight: number
  readonly subsidy: number
  readonly who: readonly Claim[]
  readonly inviter: readonly Claim[]
  /** Texts that may be empty. Quantity and unit price are decimal texts. */
  readonly text: Readonly<Partial<Record<RowText, string>>>
}

export const lineTexts = ['lineNo', 'sku', 'product', 'quantity', 'unitPrice'] as const
export const orderTexts = ['channel', 'shop', 'store', 'staff', 'orderKind', 'parentOrderNo', 'note'] as const
export type OrderText = (typeof orderTexts)[number]
export type RowText = (typeof lineTexts)[number] | OrderText

export interface OrderLine {
  readonly paidAt: number
  readonly amount: number
  readonly refund: number
  readonly lineNo: string
  readonly sku: string
  readonly product: string
  readonly quantity: string
  readonly unitPrice: string
}

export interface Refund {
  readonly amount: number
  /** When the money went back; null when the source does not say. */
  readonly at: number | null
}

/** What a source says about one order, before its relatives (refund orders, balance payments) are known. */
export interface OrderDraft {
  readonly orderNo: string
  readonly paidAt: number
  /** Sum of the lines; negative for a refund that comes as an order of its own. */
  readonly gross: number
  readonly refunded: number
  readonly refundedAt: number | null
  readonly freight: number
  readonly subsidy: number
  readonly lines: readonly OrderLine[]
  readonly refunds: readonly Refund[]
  readonly who: readonly Claim[]
  readonly inviter: readonly Claim[]
  readonly text: Readonly<Record<OrderText, string>>
}

/** On which line of the ledger an order stands, as far as the shop knows it; exclusion and scope are the board's. */
export const orderStates = ['counted', 'zeroYuan', 'refunded', 'noPerson', 'unlinked'] as const
export type OrderState = (typeof orderStates)[number]

/** The first that applies, so that the lines add up to the ledger. */
export function stateOf(order: { gross: number; net: number; hasPerson: boolean }): OrderState {
  if (order.net < 0) return 'unlinked'
  if (!order.hasPerson) return 'noPerson'
  if (order.gross <= 0) return 'zeroYuan'
  return order.net === 0 ? 'refunded' : 'counted'
}

/** Paid less refunded, never below 0: what goes beyond is compensation (OP20). A negative order stands for itself. */
export function netOf(gross: number, refunded: number): number {
  return gross < 0 ? gross - refunded : Math.max(0, gross - refunded)
}

/** What was paid back beyond the payment. */
export function compensationOf(gross: number, refunded: number): number {
  return gross < 0 ? 0 : Math.max(0, refunded - gross)
}
