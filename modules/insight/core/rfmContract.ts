import { z } from 'zod'
import { api, Id, type Problem, pageOf, paging, Time } from '#kit/api'
import { layers, loopStages, rfmCells, rfmTables } from './clv/rfm.ts'
import { buyerScopes } from './clv/scope.ts'

const When = z.string().min(1).max(40).meta({ description: 'A date (its midnight) or a time' })
const Count = z.number().int()
const Fen = z.number().int().meta({ description: 'Fen' })
const scope = z
  .enum(buyerScopes)
  .default('direct')
  .meta({ description: 'Orders of the private domain, or of every source' })
const four = z.array(z.number()).length(4)
const Thresholds = z.object({
  recency: four.meta({ description: 'Days' }),
  frequency: four.meta({ description: 'Orders' }),
  monetary: four.meta({ description: 'Fen' }),
})

const RfmQuestion = z.strictObject({
  at: z.iso.date().meta({ description: 'The day looked from; the last whose orders count' }),
  since: z.iso.date().optional().meta({ description: 'First day whose orders count; all when absent' }),
  mode: z.enum(['quantile', 'fixed']).default('quantile'),
  thresholds: Thresholds.optional().meta({ description: 'With `fixed`: upper bounds, exclusive, rising' }),
  table: z.enum(rfmTables).default('ten').meta({ description: 'How scores are named' }),
  scope,
})
const Sum = { people: Count, orders: Count, revenue: Fen }
const Rfm = z.object({
  ...Sum,
  thresholds: Thresholds,
  cells: z.array(z.object({ cell: z.enum(rfmCells), ...Sum })).meta({ description: 'The largest revenue first' }),
  grid: z.array(z.object({ r: Count, f: Count, ...Sum })).meta({ description: 'By recency and frequency' }),
})
const RfmPerson = z.object({
  person: Id,
  recency: Count.meta({ description: 'Days since the last order' }),
  orders: Count,
  revenue: Fen,
  score: Count.meta({ description: 'r × 100 + f × 10 + m' }),
  cell: z.enum(rfmCells),
})

const RangeQuestion = z.strictObject({ from: When, to: When, scope })
const Pyramid = z.object({
  from: Time,
  to: Time,
  ...Sum,
  layers: z.array(
    z.object({
      layer: z.enum(layers),
      ...Sum,
      share: z.number().nullable().meta({ description: 'Of the revenue' }),
      least: Fen.nullable().meta({ description: 'What the last of the layer spent' }),
    }),
  ),
})

const Names = z.array(z.string().min(1).max(200)).max(50)
const LoopQuestion = RangeQuestion.extend({
  decisions: Names.optional().meta({ description: 'Events that say a decision is near; the usual ones when absent' }),
  shares: Names.optional().meta({ description: 'Events by which something is passed on' }),
})
const Loop = z.object({
  from: Time,
  to: Time,
  people: Count.meta({ description: 'Who is at any stage' }),
  whole: Count.meta({ description: 'Who is at all of them' }),
  stages: z.array(
    z.object({
      stage: z.enum(loopStages),
      people: Count,
      passed: Count.nullable().meta({ description: 'Of these, who is at the stage before as well; null at the first' }),
    }),
  ),
})

const Cohorts = z.object({
  cohorts: z.array(
    z.object({
      start: z.iso.date().meta({ description: 'First day of the unit in which the people of the row bought first' }),
      people: Count,
      returned: z.array(Count).meta({ description: 'Who bought 0, 1, 2 … units later; the first is the size' }),
    }),
  ),
})

const tags = ['insight']
const read = { needs: 'insight:read' }

/** Who buys how recently, how often and how much; who carries the business; how far the loop closes. */
export const rfm = {
  report: api
    .meta(read)
    .route({ method: 'POST', path: '/insight/rfm', tags, summary: 'Recency, frequency, money: scores and named cells' })
    .input(RfmQuestion)
    .output(Rfm),
  people: api
    .meta(read)
    .route({
      method: 'POST',
      path: '/insight/rfm/people',
      tags,
      summary: 'The people of a cell, the largest spenders first',
    })
    .input(
      RfmQuestion.extend({
        ...paging,
        cell: z.enum(rfmCells).optional(),
        r: z.int().min(1).max(5).optional(),
        f: z.int().min(1).max(5).optional(),
      }),
    )
    .output(pageOf(RfmPerson)),
  pyramid: api
    .meta(read)
    .route({
      method: 'POST',
      path: '/insight/pyramid',
      tags,
      summary: 'The core fifth of the buyers and what they carry',
    })
    .input(RangeQuestion)
    .output(Pyramid),
  pyramidPeople: api
    .meta(read)
    .route({ method: 'POST', path: '/insight/pyramid/people', tags, summary: 'The people of a layer' })
    .input(RangeQuestion.extend({ ...paging, layer: z.enum(layers) }))
    .output(pageOf(z.object({ person: Id, orders: Count, revenue: Fen }))),
  cohorts: api
    .meta(read)
    .route({
      method: 'POST',
      path: '/insight/repurchase',
      tags,
      summary: 'Who buys again, by the unit of the first purchase',
    })
    .input(
      z.strictObject({ from: z.iso.date(), to: z.iso.date(), unit: z.enum(['week', 'month']).default('month'), scope }),
    )
    .output(Cohorts),
  loop: api
    .meta(read)
    .route({ method: 'POST', path: '/insight/loop', tags, summary: 'Need, decision, purchase, share, repurchase' })
    .input(LoopQuestion)
    .output(Loop),
  loopPeople: api
    .meta(read)
    .route({
      method: 'POST',
      path: '/insight/loop/people',
      tags,
      summary: 'Who is at a stage, or stopped before it; or one person',
    })
    .input(
      LoopQuestion.extend({
        ...paging,
        stage: z.enum(loopStages).optional(),
        side: z.enum(['at', 'stopped']).default('at').meta({
          description: 'stopped = at the stage before, and not at this one',
        }),
        person: Id.optional().meta({ description: 'This one alone' }),
      }),
    )
    .output(pageOf(z.object({ person: Id, stages: z.array(z.enum(loopStages)) }))),
}

export type RfmQuestion = z.output<typeof RfmQuestion>
export type RfmReply = z.input<typeof Rfm>
export type LoopQuestion = z.output<typeof LoopQuestion>

/** Every refusal of these endpoints alone, with its status and texts. */
export const rfmProblems = {
  'thresholds-missing': {
    status: 422,
    title: { zh: '固定分档要给出每项的四个上界', en: 'Fixed bins need four upper bounds of each' },
  },
  'thresholds-not-rising': {
    status: 422,
    title: { zh: '分档上界要依次增大', en: 'Upper bounds must rise' },
  },
  'since-after-at': { status: 422, title: { zh: '起始日晚于分析日', en: 'It begins after the day looked from' } },
} as const satisfies Record<string, Problem>
