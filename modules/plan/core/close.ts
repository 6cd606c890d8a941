import { z } from 'zod'

/** What the board said of a month when it was closed (period view, direct + assisted); fen. */
export const closedSchema = z.object({
  gmv: z.number().int(),
  people: z.number().int(),
  buyers: z.number().int(),
  orders: z.number().int(),
  direct: z.number().int(),
  assisted: z.number().int(),
  unlinked: z.number().int(),
})
export type ClosedFigures = z.output<typeof closedSchema>

/** An order that changed after its month was closed. */
export interface ChangedOrder {
  readonly id: string
  readonly orderNo: string
  readonly paidAt: number
  readonly changedAt: number
  readonly gross: number
  readonly refunded: number
  readonly net: number
}

/** The bridge of a range from what people paid to what is left, by the days of the money; fen (OP21). */
export interface Bridge {
  /** Paid in the range, whatever happened to it later. */
  readonly paid: number
  /** Given back in the range, for orders of any time. */
  readonly refunded: number
  /** Of what was paid in the range: given back in it, and after it. */
  readonly backWithin: number
  readonly backLater: number
  /** Of the same: given back on an unknown day. */
  readonly undated: number
}

/** `2026-05` of a month that is over. */
export const Month = z.string().regex(/^20\d\d-(0[1-9]|1[0-2])$/, 'must be yyyy-mm')
