import { z } from 'zod'
import { api, Id, type Problem, pageOf, paging, Time } from '#kit/api'
import { boardViews } from './core/board.ts'
import type { RangeRefusal } from './core/range.ts'
import { When, Where } from './core/ruleSchema.ts'
import { askedScopes } from './core/scope.ts'
import { orderSlices, peopleSets, personSlices } from './core/slices.ts'
import { type TrendRefusal, trendMeasures, trendUnits } from './core/trend.ts'

const Fen = z.number().int().meta({ description: 'Fen' })
const Count = z.number().int()
const Factor = z.number().nullable()
const Line = z.object({ orders: Count, amount: Fen })

const Figures = z.object({
  from: Time,
  to: Time,
  gmv: Fen,
  people: Count,
  self: Count,
  invited: Count,
  baseline: Count,
  buyers: Count,
  orders: Count,
  spendPerBuyer: Factor,
  factors: z.object({ traffic: Factor, fission: Factor, conversion: Factor, basket: Factor, lifetime: Factor }),
  parts: z
    .object({ direct: Fen, assisted: Fen, memberOther: Fen, outside: Fen })
    .meta({ description: 'Net by order scope, whatever scope was asked for' }),
  ledger: Line.meta({ description: 'Counted orders and every line of `excluded` together' }),
  excluded: z.object({
    zeroYuan: Line,
    refunded: Line,
    excluded: Line,
    outOfScope: Line,
    noPerson: Line,
    unlinked: Line,
  }),
  ripe: z
    .boolean()
    .nullable()
    .meta({ description: 'Cohort with a horizon: everyone has reached that age; null otherwise' }),
})

const Contribution = z.object({
  factor: z.enum([
    'traffic',
    'fission',
    'people',
    'conversion',
    'basket',
    'lifetime',
    'valuePerPerson',
    'peopleTimesValue',
  ]),
  amount: Fen,
  split: z.object({ traffic: Fen, fission: Fen }).optional(),
})

const Gmv = Figures.extend({
  view: z.enum(boardViews),
  scope: z.enum(askedScopes),
  horizonDays: Count.nullable(),
  assistedDays: Count,
  compare: Figures.optional(),
  contributions: z.array(Contribution).optional().meta({ description: 'Sum to gmv - compare.gmv' }),
  unlinkedChange: Fen.optional().meta({ description: 'Change of the unlinked refunds, outside the factors' }),
})

const GmvQuestion = z.strictObject({
  from: When,
  to: When,
  compareFrom: When.optional(),
  compareTo: When.optional(),
  view: z.enum(boardViews).default('period'),
  scope: z.enum(askedScopes).default('private'),
  horizonDays: z.coerce.number().int().min(1).max(3650).optional(),
})

const TrendQuestion = z.strictObject({
  series: z
    .array(
      z.strictObject({
        event: z.string().min(1).max(200),
        measure: z.enum(trendMeasures),
        property: z.string().max(100).optional().meta({ description: 'What sum and avg read' }),
        where: Where.optional(),
      }),
    )
    .min(1)
    .max(10),
  unit: z.enum(trendUnits),
  range: z.strictObject({ from: When, to: When }),
  breakdown: z.strictObject({ property: z.string().max(100), on: z.enum(['event', 'person']).optional() }).optional(),
  segment: Id.optional().meta({ description: 'Only people of this segment, as it is now' }),
})

const Trend = z.object({
  series: z.array(
    z.object({
      event: z.string(),
      measure: z.enum(trendMeasures),
      group: z.string().nullable().optional().meta({ description: 'Value of the breakdown; null = property missing' }),
      points: z.array(z.object({ start: Time, value: z.number() })),
    }),
  ),
  sql: z.string().meta({ description: 'The query of the first series, with the names of its parameters' }),
  definition: z.object({ zh: z.string(), en: z.string() }),
})

const Pool = z.object({
  from: Time,
  to: Time,
  start: Count,
  entered: Count,
  returned: Count,
  lost: Count,
  net: Count,
  corrections: Count,
  end: Count,
  effective: Count.meta({ description: 'Live at the end and active by themselves in the 90 days before' }),
  relations: Count.meta({ description: 'Live carriers at the end: a person with three staff has three' }),
})

const Slice = z.object({
  key: z.string().meta({ description: 'Value of the property; empty = not known' }),
  now: Figures.omit({ from: true, to: true, ripe: true }),
  before: Figures.omit({ from: true, to: true, ripe: true }).optional(),
  contributions: z.array(Contribution).optional(),
})
const Counts = z.object({ self: Count, people: Count, buyers: Count, orders: Count, gmv: Fen })
const Moved = z.object({
  key: z.string(),
  before: Counts,
  after: Counts,
  change: Fen,
  excess: Fen.meta({ description: '`change` less what it would be if everybody had moved alike' }),
  contributions: z.array(Contribution),
})
const Explain = z.object({
  before: Counts,
  after: Counts,
  contributions: z.array(Contribution),
  steps: z
    .array(
      z.object({
        by: z.enum(personSlices),
        moved: z.array(Moved).meta({ description: 'Add up to the change of the level above' }),
        chosen: z.string().nullable().meta({ description: 'What the next level looks into; null = all moved alike' }),
        against: z.string().nullable(),
      }),
    )
    .meta({ description: 'From the whole to whom the change comes from' }),
})
const Rank = z.object({
  key: z.string(),
  gmv: Fen,
  orders: Count,
  buyers: Count,
  gmvBefore: Fen.optional(),
  rankBefore: Count.nullable().optional(),
})

const Days = z.object({
  days: z
    .array(z.object({ start: Time, live: Count, entered: Count, lost: Count, orders: Count, gmv: Fen }))
    .meta({ description: 'The last is today and not over; `live` is at the end of the day' }),
  month: z
    .object({ from: Time, to: Time, gmv: Fen, before: z.object({ from: Time, to: Time, gmv: Fen }) })
    .meta({ description: 'Since the first of the month, and the month before until the same moment' }),
})

const Pace = z
  .object({
    goal: Count,
    actual: Count,
    expected: Count.meta({ description: 'Where a straight line from the start of the year to the goal is now' }),
    gap: Count.meta({ description: 'actual - expected; negative = behind' }),
  })
  .nullable()
  .meta({ description: 'null = no goal' })
const Plan = z.object({
  year: Count,
  from: Time,
  to: Time,
  share: z.number().meta({ description: 'Part of the year that is gone, 0-1' }),
  people: Pace,
  gmv: Pace,
})

const tags = ['insight']
const read = { needs: 'insight:read' }

export const insight = {
  gmv: api
    .meta(read)
    .route({ method: 'GET', path: '/insight/gmv', tags, summary: 'GMV, its five factors, and why it changed' })
    .input(GmvQuestion)
    .output(Gmv),
  slices: api
    .meta(read)
    .route({
      method: 'GET',
      path: '/insight/gmv/slices',
      tags,
      summary: 'The formula for each source, owner or way of coming; with a comparison, which slice moved the GMV',
    })
    .input(GmvQuestion.extend({ by: z.enum(personSlices) }))
    .output(z.object({ by: z.enum(personSlices), items: z.array(Slice) })),
  explain: api
    .meta(read)
    .route({
      method: 'GET',
      path: '/insight/gmv/explain',
      tags,
      summary: 'Whom a change of GMV comes from, level by level',
    })
    .input(GmvQuestion)
    .output(Explain),
  ranking: api
    .meta(read)
    .route({
      method: 'GET',
      path: '/insight/gmv/ranking',
      tags,
      summary: 'Money by store, staff or channel of the order',
    })
    .input(GmvQuestion.extend({ by: z.enum(orderSlices) }))
    .output(z.object({ by: z.enum(orderSlices), items: z.array(Rank) })),
  series: api
    .meta(read)
    .route({
      method: 'GET',
      path: '/insight/gmv/series',
      tags,
      summary: 'Money, orders and buyers by hour, day, week or month',
    })
    .input(GmvQuestion.extend({ unit: z.enum(trendUnits).default('day') }))
    .output(z.object({ points: z.array(z.object({ start: Time, gmv: Fen, orders: Count, buyers: Count })) })),
  people: api
    .meta(read)
    .route({ method: 'GET', path: '/insight/gmv/people', tags, summary: 'The people behind a number of the board' })
    .input(
      GmvQuestion.extend({
        ...paging,
        set: z.enum(peopleSets).default('people'),
        by: z.enum([...personSlices, ...orderSlices]).optional(),
        key: z.string().max(200).optional(),
      }),
    )
    .output(pageOf(z.object({ person: Id, entry: z.string(), orders: Count, gmv: Fen }))),
  pool: api
    .meta(read)
    .route({
      method: 'GET',
      path: '/insight/pool',
      tags,
      summary: 'Live people: start + entered + returned - lost = end',
    })
    .input(z.strictObject({ from: When, to: When }))
    .output(Pool),
  daily: api
    .meta(read)
    .route({
      method: 'GET',
      path: '/insight/daily',
      tags,
      summary: 'Pool, orders and GMV of the last days, and the month to date (period view, direct + assisted)',
    })
    .input(z.strictObject({ days: z.coerce.number().int().min(2).max(366).default(31) }))
    .output(Days),
  plan: api
    .meta(read)
    .route({ method: 'GET', path: '/insight/plan', tags, summary: 'How far the goal of this year is' })
    .output(Plan),
  trend: api
    .meta(read)
    .route({ method: 'POST', path: '/insight/trend', tags, summary: 'A measure of events by hour, day, week or month' })
    .input(TrendQuestion)
    .output(Trend),
}

export type GmvQuestion = z.output<typeof GmvQuestion>
export type ExplainReply = z.output<typeof Explain>
export type GmvReply = z.input<typeof Gmv>
export type TrendQuestion = z.output<typeof TrendQuestion>
export type TrendReply = z.input<typeof Trend>
export type DailyReply = z.input<typeof Days>
export type PlanReply = z.input<typeof Plan>
export type PoolReply = z.input<typeof Pool>
export type InsightRefusal = RangeRefusal | TrendRefusal | 'compare-incomplete' | 'compare-needed' | 'too-many-slices'

/** Every refusal of the house with its status and texts. */
export const insightProblems = {
  'not-a-time': { status: 422, title: { zh: '看不懂这个时间', en: 'This is not a time we can read' } },
  'no-such-time': { status: 422, title: { zh: '没有这个日期或时间', en: 'There is no such date or time' } },
  'time-out-of-range': { status: 422, title: { zh: '时间须在 1900 到 2299 年之间', en: 'Years 1900 to 2299 only' } },
  'range-reversed': { status: 422, title: { zh: '结束时间早于开始时间', en: 'The range ends before it begins' } },
  'range-too-long': {
    status: 422,
    title: { zh: '区间太长，请用更大的时间单位', en: 'Too many units; take a larger unit' },
  },
  'compare-incomplete': {
    status: 422,
    title: { zh: '对比区间要同时给出 compareFrom 和 compareTo', en: 'A comparison needs compareFrom and compareTo' },
  },
  'compare-needed': {
    status: 422,
    title: { zh: '要说明变化，先选对比期', en: 'A change needs a range to compare with' },
  },
  'too-many-slices': {
    status: 422,
    title: { zh: '来源与归属员工的组合太多', en: 'Too many combinations of source and owner' },
  },
  'property-needed': { status: 422, title: { zh: '求和、求平均要指定属性', en: 'sum and avg need a property' } },
  'property-name-wrong': {
    status: 422,
    title: { zh: '属性名含有不允许的字符', en: 'The property name is not allowed' },
  },
  'rule-value-wrong': { status: 422, title: { zh: '条件的值与运算符不符', en: 'The value does not fit the operator' } },
  'rule-too-large': {
    status: 422,
    title: { zh: '条件太多或嵌套太深', en: 'Too many conditions, or nested too deeply' },
  },
} as const satisfies Record<InsightRefusal, Problem>
