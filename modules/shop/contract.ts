import { z } from 'zod'
import { api, Id, pageOf, paging, Time } from '#kit/api'
import { orderStates, sourceKinds } from './core/order.ts'

const Fen = z.number().int().meta({ description: 'fen' })

const Order = z.object({
  id: Id,
  source: z.string(),
  orderNo: z.string(),
  person: Id.nullable().meta({ description: 'Who the customer is now; null = no person' }),
  claimed: z.boolean().meta({ description: 'Its source names no customer: the person has named the order' }),
  inviter: Id.nullable(),
  paidAt: Time,
  gross: Fen,
  refunded: Fen,
  net: Fen.meta({ description: 'gross less refunded, not below 0; negative only for an unlinked refund' }),
  refundedAt: Time.nullable(),
  state: z.enum(orderStates),
  sourceKind: z.enum(sourceKinds),
  orderKind: z.string(),
  parentOrderNo: z.string(),
  partOf: Id.nullable().meta({ description: 'The order this one belongs to; its money stands there' }),
  channel: z.string(),
  shop: z.string(),
  store: z.string(),
  staff: z.string(),
  freight: Fen,
  subsidy: Fen,
  version: z.number().int(),
  updatedAt: Time,
})

const Line = z.object({
  lineNo: z.string(),
  sku: z.string(),
  product: z.string(),
  quantity: z.string().nullable().meta({ description: 'decimal' }),
  unitPrice: z.string().nullable().meta({ description: 'yuan, decimal' }),
  amount: Fen,
  refunded: Fen,
  paidAt: Time,
})

const Refund = z.object({
  amount: Fen,
  refundedAt: Time.nullable(),
  orderId: Id.nullable().meta({ description: 'The refund order it came as' }),
})

const Sums = z.object({
  orders: z.number().int(),
  gross: Fen,
  refunded: Fen,
  net: Fen,
  compensation: Fen.meta({ description: 'Refunded beyond what was paid' }),
})

const range = { from: Time.optional(), to: Time.optional() }
/** Which orders a list holds. */
export const OrderFilter = z.object({
  ...range,
  person: Id.optional(),
  source: z.string().max(100).optional(),
  store: z.string().max(200).optional(),
  state: z.enum(orderStates).optional(),
  q: z.string().trim().max(200).optional().meta({ description: 'Beginning of the order number' }),
})
const tags = ['shop']
const reason = z.string().trim().min(2).max(200).meta({ description: 'Goes to the audit log' })

export const shop = {
  list: api
    .meta({ needs: 'orders:read' })
    .route({ method: 'GET', path: '/orders', tags, summary: 'Orders, newest payment first' })
    .input(z.object({ ...paging, ...OrderFilter.shape }))
    .output(pageOf(Order)),
  count: api
    .meta({ needs: 'orders:read' })
    .route({ method: 'GET', path: '/orders/count', tags, summary: 'How many orders the list has with this filter' })
    .input(OrderFilter)
    .output(
      z.object({
        count: z.number().int(),
        exact: z.boolean().meta({ description: 'false above 100,000: the number is what the planner expects' }),
      }),
    ),
  bought: api
    .meta({ needs: 'orders:read' })
    .route({
      method: 'GET',
      path: '/orders/bought',
      tags,
      summary: 'Counted orders and their money that came by these strands of people, as before a merge or split',
    })
    .input(
      z.object({
        strands: z
          .string()
          .regex(/^\d{1,18}(,\d{1,18}){0,499}$/)
          .meta({ description: 'Numbers of strands, with commas between' }),
      }),
    )
    .output(z.object({ orders: z.number().int(), net: Fen })),
  reconcile: api
    .meta({ needs: 'orders:read' })
    .route({
      method: 'GET',
      path: '/orders/reconcile',
      tags,
      summary: 'The ledger by state, and whether the copy for analysis equals it',
    })
    .input(z.object(range))
    .output(
      z.object({
        ledger: Sums,
        states: z.record(z.enum(orderStates), Sums),
        copy: Sums.omit({ compensation: true }),
        equal: z.boolean(),
      }),
    ),
  claim: api
    .meta({ needs: 'identity:write' })
    .route({
      method: 'PUT',
      path: '/orders/{id}/person',
      tags,
      summary: 'Say whose an order is that names no customer; whoever names it in an event or list claims it likewise',
    })
    .input(z.object({ id: Id, person: Id, reason }))
    .output(Order),
  release: api
    .meta({ needs: 'identity:write' })
    .route({
      method: 'DELETE',
      path: '/orders/{id}/person',
      tags,
      summary: 'Take back whose an order was said to be',
    })
    .input(z.object({ id: Id, reason }))
    .output(Order),
  get: api
    .meta({ needs: 'orders:read' })
    .route({ method: 'GET', path: '/orders/{id}', tags, summary: 'One order with its lines and refunds' })
    .input(z.object({ id: Id }))
    .output(Order.extend({ note: z.string(), lines: z.array(Line), refunds: z.array(Refund), parts: z.array(Order) })),
}
