import { z } from 'zod'
import { api, Id, type Problem, pageOf, paging } from '#kit/api'
import { attributionModels } from './attribution/models.ts'
import { dropModes, pathShapes } from './attribution/transforms.ts'
import { Where } from './ruleSchema.ts'

const When = z.string().min(1).max(40).meta({ description: 'A date (its midnight) or a time' })
const Count = z.number().int()
const Name = z.string().min(1).max(200)
const model = z.enum(attributionModels)

const Conversion = z.strictObject({
  event: Name.meta({ description: '`order_paid` = the paid orders of the ledger, their value the net in fen' }),
  value: z.string().min(1).max(100).optional().meta({ description: 'Property that is summed; without it 0' }),
  where: Where.optional(),
})
const Touch = z.strictObject({
  event: Name.optional().meta({ description: 'Without it every event that has the dimension' }),
  dimension: z.string().min(1).max(100),
  on: z.enum(['event', 'person']).default('event').meta({
    description: 'person: entry, source, owner or inviter, touched once, on entering',
  }),
  where: Where.optional(),
})
const Question = z.strictObject({
  conversion: Conversion,
  touch: Touch,
  lookbackDays: z.number().int().min(1).max(365).default(30),
  range: z.strictObject({ from: When, to: When }),
  halfLifeDays: z.number().min(0.1).max(365).default(7),
  order: z
    .union([z.literal(1), z.literal(2)])
    .default(1)
    .meta({ description: 'How many touches Markov remembers' }),
  shape: z.enum(pathShapes).default('all').meta({ description: 'Which touches of a path are kept' }),
  drop: z.strictObject({ key: Name, where: z.enum(dropModes).default('everywhere') }).optional(),
  segment: Id.optional().meta({ description: 'Only people of this segment, as it is now' }),
})
const Row = z.object({
  key: z.string(),
  conversions: z.number(),
  value: z.number().meta({ description: 'Unit of the value; fen for paid orders' }),
  share: z.number().meta({ description: 'Of the conversions' }),
})
const Sum = z.object({ conversions: Count, value: z.number() })
const Report = z.object({
  rows: z.array(Row).meta({ description: 'By `model`, the largest first' }),
  total: Sum.meta({ description: 'Conversions with a touch; what the rows add up to in every model' }),
  untouched: Sum.meta({ description: 'Conversions without a touch in their look-back' }),
  people: z.object({ converted: Count, nulls: Count }).meta({
    description: 'Who converted after a touch; who was touched and did not convert in the range',
  }),
  models: z.array(z.object({ model, rows: z.array(Row) })),
  removal: z
    .array(z.object({ key: z.string(), effect: z.number() }))
    .optional()
    .meta({
      description: 'With Markov: 1 − P(conversion without the key) ÷ P(conversion)',
    }),
  conversionRate: z.number().optional().meta({ description: 'With Markov: P(conversion)' }),
  paths: z
    .array(z.object({ keys: z.array(z.string()), conversions: Count, value: z.number(), nulls: Count }))
    .meta({ description: 'The most frequent, at most 50' }),
  others: Count.meta({ description: 'Keys that stand together as `*`' }),
})
const tags = ['insight']
/** Attribution: a reading of its own; no credit of staff and no commission follows it. */
export const attribution = {
  report: api
    .meta({ needs: 'insight:read' })
    .route({
      method: 'POST',
      path: '/insight/attribution',
      tags,
      summary: 'Which touches led to conversions: first, last, linear, position, time decay, Markov, Shapley',
    })
    .input(Question.extend({ model: model.default('linear'), models: z.array(model).max(7).optional() }))
    .output(Report),
  options: api
    .meta({ needs: 'insight:read' })
    .route({
      method: 'GET',
      path: '/insight/attribution/options',
      tags,
      summary: 'Events and properties that came lately',
    })
    .output(z.object({ events: z.array(z.string()), properties: z.array(z.string()) })),
  people: api
    .meta({ needs: 'insight:read' })
    .route({
      method: 'POST',
      path: '/insight/attribution/people',
      tags,
      summary: 'The people of a key: who converted after touching it, or touched it and did not convert',
    })
    .input(
      Question.extend({
        ...paging,
        key: z.string().max(200).optional(),
        set: z.enum(['converted', 'nulls']).default('converted'),
      }),
    )
    .output(pageOf(z.object({ person: Id, touches: Count, conversions: Count, value: z.number() }))),
}

export type AttributionQuestion = z.output<typeof Question>
export type AttributionReply = z.input<typeof Report>

/** Refusals of attribution alone, with their texts. */
export const attributionProblems = {
  'touch-property-unknown': {
    status: 422,
    title: {
      zh: '客户的触点维度只能是 entry、source、owner 或 inviter',
      en: 'A touch of the person is by entry, source, owner or inviter',
    },
  },
  'touch-without-event': {
    status: 422,
    title: { zh: '按入池计触点时没有事件可以筛选', en: 'Entering the pool is no event: it has no `where`' },
  },
  'orders-as-they-are': {
    status: 422,
    title: {
      zh: 'order_paid 取自订单台账，不能再加条件或取值属性',
      en: 'order_paid reads the ledger: no `where` and no `value` beside it',
    },
  },
  'dimension-name-wrong': { status: 422, title: { zh: '维度名含有不允许的字符', en: 'The dimension is not allowed' } },
} as const satisfies Record<string, Problem>
