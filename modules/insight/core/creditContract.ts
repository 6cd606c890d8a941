import { z } from 'zod'
import { api, Id, type Problem, Time } from '#kit/api'
import { creditBys, creditReasons, creditSchema } from './credit.ts'
import { When } from './ruleSchema.ts'

const Fen = z.number().int().meta({ description: 'fen' })
const Count = z.number().int()
const Month = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/)
const by = z.enum(creditBys)
const Frozen = z.object({ at: Time, by: z.string() })
const Name = z.string().trim().max(100)
const tags = ['insight']
const read = { needs: 'insight:read' }
const write = { needs: 'insight:write' }

/** Credit to staff and stores (业绩): no attribution, and nothing is added to it. */
export const credit = {
  ranking: api
    .meta(read)
    .route({
      method: 'GET',
      path: '/insight/credit',
      tags,
      summary: 'What staff or stores are credited, with their place before',
    })
    .input(z.strictObject({ from: When, to: When, by: by.default('staff') }))
    .output(
      z.object({
        by,
        total: Fen.meta({ description: 'Net of all orders; the items add up to it' }),
        orders: Count,
        frozen: Frozen.nullable().meta({ description: 'The month was frozen: this is what stood then' }),
        items: z.array(
          z.object({
            key: z.string().meta({ description: 'Empty = public' }),
            ...{ amount: Fen, orders: Count, amountBefore: Fen },
            rank: Count.nullable(),
            rankBefore: Count.nullable(),
          }),
        ),
      }),
    ),
  orders: api
    .meta(read)
    .route({
      method: 'GET',
      path: '/insight/credit/orders',
      tags,
      summary: 'The orders behind a credit, the latest first',
    })
    .input(
      z.strictObject({
        from: When,
        to: When,
        by: by.default('staff'),
        key: z.string().max(200),
        offset: z.coerce.number().int().min(0).max(100_000).default(0),
      }),
    )
    .output(
      z.object({
        items: z.array(
          z.object({
            ...{ id: Id, orderNo: z.string(), paidAt: Time, net: Fen, serving: z.string(), bound: z.string() },
            store: z.string(),
            servingPart: Fen,
            why: z.enum(creditReasons),
          }),
        ),
        more: z.boolean(),
      }),
    ),
  correct: api
    .meta(write)
    .route({
      method: 'POST',
      path: '/insight/credit/corrections',
      tags,
      summary: 'Say whose an order is, with a reason; kept as a fact',
      successStatus: 201,
    })
    .input(z.strictObject({ order: Id, staff: Name, store: Name, reason: z.string().trim().min(2).max(200) }))
    .output(z.object({ id: Id })),
  corrections: api
    .meta(read)
    .route({ method: 'GET', path: '/insight/credit/corrections', tags, summary: 'Corrections, the latest first' })
    .output(
      z.object({
        items: z.array(
          z.object({
            ...{ id: Id, order: Id, staff: z.string(), store: z.string(), reason: z.string(), by: z.string() },
            at: Time,
          }),
        ),
      }),
    ),
  freeze: api
    .meta(write)
    .route({
      method: 'POST',
      path: '/insight/credit/months',
      tags,
      summary: 'Freeze the ranking of a month that is over',
      successStatus: 201,
    })
    .input(z.strictObject({ month: Month }))
    .output(z.object({ month: Month, at: Time, by: z.string() })),
  setting: api
    .meta(read)
    .route({ method: 'GET', path: '/insight/credit/setting', tags, summary: 'Protection term and split' })
    .output(creditSchema),
  changeSetting: api
    .meta({ needs: 'settings:write' })
    .route({ method: 'PUT', path: '/insight/credit/setting', tags, summary: 'Change protection term and split' })
    .input(creditSchema)
    .output(creditSchema),
}

export type CreditRefusal = 'no-such-order' | 'month-frozen' | 'month-runs'

/** Every refusal with its status and texts. */
export const creditProblems = {
  'no-such-order': { status: 404, title: { zh: '没有这笔订单', en: 'There is no such order' } },
  'month-frozen': { status: 409, title: { zh: '这个月的业绩已冻结', en: 'The ranking of that month is frozen' } },
  'month-runs': { status: 409, title: { zh: '这个月还没过完', en: 'That month is not over' } },
} as const satisfies Record<CreditRefusal, Problem>
