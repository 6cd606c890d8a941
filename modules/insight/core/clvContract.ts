import { z } from 'zod'
import { api, Id, type Problem, pageOf, paging, Time } from '#kit/api'
import type { ClvRefusal } from './clv/fit.ts'
import { buyerScopes } from './clv/scope.ts'

const Day = z.iso.date()
const Count = z.number().int()
const Fen = z.number().int().meta({ description: 'Fen' })
const Loose = z.number().nullable().meta({ description: 'null = the data do not say' })
const unit = z.enum(['day', 'week'])
const scope = z
  .enum(buyerScopes)
  .default('direct')
  .meta({ description: 'Orders of the private domain, or of every source' })

const Question = z.strictObject({
  calibrationEnd: Day.meta({ description: 'Last day that counts, in the zone of the workspace' }),
  unit: unit.default('week'),
  scope,
  holdoutEnd: Day.optional().meta({ description: 'Until then it is compared with what came' }),
  pareto: z.boolean().default(false).meta({ description: 'Pareto/NBD as a second opinion, for up to 5,000 histories' }),
})
const errors = <T extends string>(...names: readonly T[]) =>
  z.object(Object.fromEntries(names.map((name) => [name, Loose])) as Record<T, typeof Loose>)
const BgNbd = z.object({
  ...{ r: z.number(), alpha: z.number(), a: z.number(), b: z.number(), logLikelihood: z.number() },
  errors: errors('r', 'alpha', 'a', 'b'),
})
const GammaGamma = z.object({
  ...{ p: z.number(), q: z.number(), v: z.number().meta({ description: 'Yuan' }), logLikelihood: z.number() },
  errors: errors('p', 'q', 'v'),
})
const Pareto = z.object({
  ...{ r: z.number(), alpha: z.number(), s: z.number(), beta: z.number(), logLikelihood: z.number() },
  errors: errors('r', 'alpha', 's', 'beta'),
})
const Holdout = z.object({
  since: Day.meta({ description: 'Last day the model had seen' }),
  end: Day,
  expected: z.number(),
  actual: Count,
  shortfall: Loose.meta({ description: '1 − expected ÷ actual: how much the model is too low' }),
  points: z.array(z.object({ end: Day, expected: z.number(), actual: Count })).meta({
    description: 'Repeat purchases since the calibration, until each unit is over',
  }),
  bins: z.array(z.object({ repeats: Count, people: Count, expected: z.number(), actual: z.number() })).meta({
    description: 'A person, by the number of repeat purchases before; the last bin: and more',
  }),
})
const Models = z.object({
  customers: Count,
  repeaters: Count,
  bgnbd: BgNbd,
  gammaGamma: GammaGamma,
  pareto: Pareto.optional(),
  holdout: Holdout.optional(),
})
const Card = z.object({
  id: Id,
  at: Time,
  calibrationEnd: Day,
  unit,
  scope: z.enum(buyerScopes),
  horizonWeeks: Count,
  people: Count.meta({ description: 'Whose value was computed' }),
  author: z.string(),
  models: Models.meta({ description: 'Fitted to everything until `calibrationEnd`' }),
  proof: Models.nullable().meta({
    description: 'The same fitted to the earlier part and held against the rest; null where there is too little',
  }),
})
const Band = z.object({ low: z.number(), high: z.number() })
const Value = z.object({
  at: Time,
  alive: z.number(),
  orders: z.number(),
  ordersBand: Band,
  spend: Fen.meta({ description: 'Expected of one order' }),
  clv: Fen.meta({ description: 'orders × spend, not discounted' }),
  clvBand: z.object({ low: Fen, high: Fen }),
  horizonWeeks: Count,
})
export type PersonValueReply = z.input<typeof Value>

const tags = ['insight']
const read = { needs: 'insight:read' }

/** Customer lifetime value: the models, what they say of people, and how well they did. */
export const clv = {
  fit: api
    .meta(read)
    .route({ method: 'POST', path: '/insight/clv', tags, summary: 'Fit BG/NBD and Gamma-Gamma to the orders' })
    .input(Question)
    .output(Models),
  card: api
    .meta(read)
    .route({ method: 'GET', path: '/insight/clv/card', tags, summary: 'The model in use, its data and its proof' })
    .output(z.object({ card: Card.nullable() })),
  run: api
    .meta({ needs: 'insight:write' })
    .route({
      method: 'POST',
      path: '/insight/clv/run',
      tags,
      summary: 'Fit anew and compute the value of everybody, as a task',
    })
    .input(z.strictObject({ scope, horizonWeeks: z.number().int().min(1).max(260).default(52) }))
    .output(z.object({ task: Id })),
  bands: api
    .meta(read)
    .route({ method: 'GET', path: '/insight/clv/bands', tags, summary: 'People in ten equal parts by expected value' })
    .output(
      z.object({
        items: z.array(
          z.object({
            band: Count.meta({ description: '1 = the most valuable tenth' }),
            people: Count,
            least: Fen,
            clv: Fen.meta({ description: 'Mean of a person' }),
            clvBand: z.object({ low: Fen, high: Fen }).meta({ description: 'Means of the bands of its people' }),
            share: z.number().meta({ description: 'Of the expected value of all' }),
            orders: z.number(),
            alive: z.number(),
          }),
        ),
      }),
    ),
  people: api
    .meta(read)
    .route({ method: 'GET', path: '/insight/clv/people', tags, summary: 'People by expected value, the largest first' })
    .input(z.strictObject({ ...paging, band: z.coerce.number().int().min(1).max(10).optional() }))
    .output(pageOf(Value.omit({ at: true, horizonWeeks: true }).extend({ person: Id, repeats: Count }))),
  person: api
    .meta(read)
    .route({ method: 'GET', path: '/insight/clv/people/{person}', tags, summary: 'What is expected of one person' })
    .input(z.object({ person: Id }))
    .output(z.object({ value: Value.nullable() })),
}

export type ClvQuestion = z.output<typeof Question>
export type ClvReply = z.input<typeof Models>
export type ClvCard = z.output<typeof Card>
/** What a run keeps beside its number and date. */
export const CardBody = Card.omit({ id: true, at: true })

/** Every refusal of these endpoints with its status and texts. */
export const clvProblems = {
  'too-few-buyers': {
    status: 422,
    title: {
      zh: '复购客户不足 20 人，模型算不出可靠的参数',
      en: 'Fewer than 20 people came back: no parameters worth a number',
    },
  },
  'holdout-before-calibration': {
    status: 422,
    title: { zh: '验证期要晚于校准期', en: 'The hold-out must end after the calibration' },
  },
} as const satisfies Record<ClvRefusal | 'holdout-before-calibration', Problem>
