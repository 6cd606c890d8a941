import { z } from 'zod'
import { api, Id, type Problem, pageOf, paging, Time } from '#kit/api'
import { activityStates } from './analysis/activity.ts'
import { distributionMeasures } from './analysis/distribution.ts'
import {
  attempts,
  type FunnelRefusal,
  funnelOrders,
  mostExclusions,
  mostSteps,
  windowUnits,
} from './analysis/funnel.ts'
import { retentionModes } from './analysis/retention.ts'
import type { RangeRefusal } from './range.ts'
import { When, Where } from './ruleSchema.ts'
import { trendMeasures, trendUnits } from './trend.ts'

const Count = z.number().int()
const Words = z.object({ zh: z.string(), en: z.string() })
const name = z.string().min(1).max(200).meta({ description: 'Name of the event; * = anything the person did' })
const EventRef = z.strictObject({ event: name, where: Where.optional() })
const property = z.string().min(1).max(100)
const on = z.enum(['event', 'person']).optional()
const group = z.string().max(1000).nullable().optional().meta({ description: 'Of the breakdown; null = property missing' })

const common = {
  range: z.strictObject({ from: When, to: When }).meta({ description: '[from, to)' }),
  ticket: z
    .string()
    .max(64)
    .optional()
    .meta({ description: 'Any text: by it GET /insight/queue tells how many are before this question' }),
}
/** What every report says of itself. */
const told = {
  sql: z.string().meta({ description: 'The query, with the names of its parameters' }),
  definition: Words.meta({ description: 'What is counted, in words' }),
}
const unit = z.enum(['day', 'week', 'month'])

const FunnelQuestion = z.strictObject({
  ...common,
  steps: z.array(EventRef).min(1).max(mostSteps),
  window: z
    .strictObject({ value: z.number().int().min(1), unit: z.enum(windowUnits) })
    .meta({ description: 'From the first step of an attempt; the edge is inclusive' }),
  order: z.enum(funnelOrders).default('ordered'),
  attempt: z.enum(attempts).default('best').meta({
    description: 'best = of all attempts of a person the one that gets furthest; first = the one their first event began',
  }),
  breakdown: z
    .strictObject({ property, on, step: z.number().int().min(0).optional() })
    .optional()
    .meta({ description: 'step = whose event the property is of, from 0' }),
  exclusions: z
    .array(EventRef.extend({ between: z.tuple([z.number().int().min(0), z.number().int().min(0)]) }))
    .max(mostExclusions)
    .optional()
    .meta({ description: 'Events that end an attempt when they happen between two steps, counted from 0' }),
})
const FunnelStep = z.object({
  event: z.string(),
  people: Count,
  conversion: z.number().nullable().meta({ description: 'Of the people of the first step' }),
  fromPrevious: z.number().nullable(),
  medianSeconds: z.number().nullable().meta({ description: 'From the step before' }),
  averageSeconds: z.number().nullable(),
})
const Funnel = z.object({
  steps: z.array(FunnelStep),
  groups: z.array(z.object({ value: z.string().nullable(), steps: z.array(FunnelStep) })).optional(),
  ...told,
})
const FunnelSet = z.strictObject({
  step: z.number().int().min(0),
  side: z
    .enum(['reached', 'lost'])
    .default('reached')
    .meta({ description: 'lost = reached this step and not the next one' }),
  group,
})

const RetentionQuestion = z.strictObject({
  ...common,
  first: EventRef,
  returning: EventRef,
  unit,
  periods: z.number().int().min(1).max(366).meta({ description: 'Columns; column 0 counts' }),
  mode: z
    .enum(retentionModes)
    .default('recurring')
    .meta({ description: 'first-time = only in the unit of their first event ever; recurring = in every unit' }),
  rolling: z.boolean().optional().meta({ description: 'Column k = seen again in the k-th unit or later' }),
})
const Retention = z.object({
  cohorts: z.array(
    z.object({
      start: Time,
      people: Count,
      returned: z.array(Count).meta({ description: 'Column 0 = all of the cohort' }),
      finished: Count.meta({ description: 'So many columns are over; the others still grow' }),
    }),
  ),
  average: z
    .array(z.object({ people: z.number().nullable(), rate: z.number().nullable() }))
    .meta({ description: 'Of each column over the cohorts for which it is over, weighted by their size' }),
  ...told,
})
const RetentionSet = z.strictObject({
  start: When.meta({ description: 'Of the cohort' }),
  period: z.number().int().min(0),
  side: z.enum(['returned', 'away']).default('returned'),
})

const Activity = z.strictObject({ ...common, event: name, where: Where.optional(), unit })
const Lifecycle = z.object({
  points: z.array(
    z.object({
      start: Time,
      new: Count.meta({ description: 'Their first event ever' }),
      returning: Count.meta({ description: 'Active in the unit before too' }),
      resurrecting: Count.meta({ description: 'Active before, not in the unit before' }),
      dormant: Count.meta({ description: 'Below zero: active in the unit before and not in this one' }),
    }),
  ),
  ...told,
})
const LifecycleSet = z.strictObject({ start: When, state: z.enum(activityStates) })
const Stickiness = z.object({
  people: Count,
  rows: z.array(z.object({ periods: Count.meta({ description: 'Active in exactly so many units' }), people: Count })),
  ...told,
})
const StickinessSet = z.strictObject({ periods: z.number().int().min(1) })

const PathQuestion = z.strictObject({
  ...common,
  events: z.array(EventRef).min(1).max(50).optional().meta({ description: 'What may be a node; absent = anything done' }),
  by: property.optional().meta({ description: 'Property that names the nodes; absent = the name of the event' }),
  from: EventRef.optional().meta({ description: 'Paths begin at the first of these in a session' }),
  to: EventRef.optional().meta({ description: 'Paths end at the first of these in a session' }),
  steps: z.number().int().min(2).max(20).default(5),
  nodes: z.number().int().min(1).max(100).default(30).meta({ description: 'So many names are told apart' }),
  sessionMinutes: z
    .number()
    .int()
    .min(1)
    .max(1440)
    .nullable()
    .default(30)
    .meta({ description: 'A session ends after so long without an event; null = all of a person is one' }),
  mergeRepeats: z.boolean().default(false),
})
const label = z.string().nullable().meta({ description: 'null = all the others' })
const Path = z.object({
  sessions: Count,
  nodes: z.array(
    z.object({
      step: Count,
      name: label,
      sessions: Count,
      ended: Count.meta({ description: 'Sessions that end here; those that go on beyond the last step do not' }),
    }),
  ),
  edges: z.array(
    z.object({ step: Count.meta({ description: 'Of the source, from 1' }), source: label, target: label, sessions: Count, people: Count }),
  ),
  ...told,
})
const PathSet = z.strictObject({
  step: z.number().int().min(1),
  source: z.string().max(1000).nullable(),
  target: z.string().max(1000).nullable().optional().meta({ description: 'absent = whoever is at the source' }),
})

const DistributionQuestion = z.strictObject({
  ...common,
  event: name,
  where: Where.optional(),
  measure: z.enum(distributionMeasures).default('events').meta({
    description: 'Of each person: events, days with one, or the sum, average or largest of a property',
  }),
  property: property.optional(),
  edges: z.array(z.number()).min(1).max(50).optional().meta({ description: 'absent = chosen by what is there' }),
})
const Distribution = z.object({
  people: Count,
  average: z.number().nullable(),
  median: z.number().nullable(),
  buckets: z.array(
    z.object({ from: z.number().nullable(), to: z.number().nullable(), people: Count }).meta({ description: '[from, to)' }),
  ),
  ...told,
})
const DistributionSet = z.strictObject({ from: z.number().nullable(), to: z.number().nullable() })

const TrendPeopleQuestion = z.strictObject({
  ...common,
  series: z.strictObject({ event: name, measure: z.enum(trendMeasures).optional(), property: property.optional(), where: Where.optional() }),
  unit: z.enum(trendUnits),
  breakdown: z.strictObject({ property, on }).optional(),
})
const TrendSet = z.strictObject({ start: When.optional().meta({ description: 'Of the unit; absent = the whole range' }), group })

const Person = z.object({
  person: Id,
  enteredAt: Time.nullable(),
  entry: z.string(),
  source: z.string(),
  owner: z.string(),
})

const tags = ['insight']
const read = { needs: 'insight:read' }
const report = (path: string, summary: string) => api.meta(read).route({ method: 'POST', path: `/insight/${path}`, tags, summary })
const people = (path: string) => report(`${path}/people`, `The people behind a number of ${path}, the newest number first`)
const page = { ...paging, cursor: Id.optional() }

/** The analysis workbench: a report and the people behind each of its numbers. */
export const analysis = {
  funnel: report('funnel', 'People who came from step to step within a window').input(FunnelQuestion).output(Funnel),
  funnelPeople: people('funnel').input(FunnelQuestion.extend({ set: FunnelSet, ...page })).output(pageOf(Person)),
  retention: report('retention', 'Of the people of each unit, how many were seen again').input(RetentionQuestion).output(Retention),
  retentionPeople: people('retention').input(RetentionQuestion.extend({ set: RetentionSet, ...page })).output(pageOf(Person)),
  lifecycle: report('lifecycle', 'New, returning, resurrecting and dormant people of each unit').input(Activity).output(Lifecycle),
  lifecyclePeople: people('lifecycle').input(Activity.extend({ set: LifecycleSet, ...page })).output(pageOf(Person)),
  stickiness: report('stickiness', 'In how many units of the range people were active').input(Activity).output(Stickiness),
  stickinessPeople: people('stickiness').input(Activity.extend({ set: StickinessSet, ...page })).output(pageOf(Person)),
  path: report('path', 'From which event to which, step by step of a session').input(PathQuestion).output(Path),
  pathPeople: people('path').input(PathQuestion.extend({ set: PathSet, ...page })).output(pageOf(Person)),
  distribution: report('distribution', 'How many people have how much').input(DistributionQuestion).output(Distribution),
  distributionPeople: people('distribution').input(DistributionQuestion.extend({ set: DistributionSet, ...page })).output(pageOf(Person)),
  trendPeople: people('trend').input(TrendPeopleQuestion.extend({ set: TrendSet, ...page })).output(pageOf(Person)),
  queue: api
    .meta(read)
    .route({ method: 'GET', path: '/insight/queue', tags, summary: 'How many reports run and wait' })
    .input(z.strictObject({ ticket: z.string().max(64).optional() }))
    .output(
      z.object({
        running: Count,
        waiting: Count,
        ahead: Count.nullable().meta({ description: 'Before the question with this ticket; null = it does not wait' }),
      }),
    ),
}

export type FunnelQuestion = z.output<typeof FunnelQuestion>
export type FunnelReply = z.input<typeof Funnel>
export type FunnelSet = z.output<typeof FunnelSet>
export type RetentionQuestion = z.output<typeof RetentionQuestion>
export type RetentionReply = z.input<typeof Retention>
export type RetentionSet = z.output<typeof RetentionSet>
export type ActivityQuestion = z.output<typeof Activity>
export type LifecycleReply = z.input<typeof Lifecycle>
export type LifecycleSet = z.output<typeof LifecycleSet>
export type StickinessReply = z.input<typeof Stickiness>
export type StickinessSet = z.output<typeof StickinessSet>
export type PathQuestion = z.output<typeof PathQuestion>
export type PathReply = z.input<typeof Path>
export type PathSet = z.output<typeof PathSet>
export type DistributionQuestion = z.output<typeof DistributionQuestion>
export type DistributionReply = z.input<typeof Distribution>
export type DistributionSet = z.output<typeof DistributionSet>
export type TrendPeopleQuestion = z.output<typeof TrendPeopleQuestion>
export type TrendSet = z.output<typeof TrendSet>

export type AnalysisRefusal =
  | RangeRefusal
  | FunnelRefusal
  | 'range-too-long'
  | 'property-needed'
  | 'edges-wrong'
  | 'set-unknown'
  | 'reports-busy'
  | 'report-too-heavy'

/** Every refusal of the workbench with its status and texts. */
export const analysisProblems = {
  'not-a-time': { status: 422, title: { zh: '看不懂这个时间', en: 'This is not a time we can read' } },
  'no-such-time': { status: 422, title: { zh: '没有这个日期或时间', en: 'There is no such date or time' } },
  'time-out-of-range': { status: 422, title: { zh: '时间须在 1900 到 2299 年之间', en: 'Years 1900 to 2299 only' } },
  'range-reversed': { status: 422, title: { zh: '结束时间早于开始时间', en: 'The range ends before it begins' } },
  'range-too-long': { status: 422, title: { zh: '区间太长，请用更大的时间单位或更少的列', en: 'Too many units; take a larger unit or fewer columns' } },
  'property-name-wrong': { status: 422, title: { zh: '属性名含有不允许的字符', en: 'The property name is not allowed' } },
  'rule-value-wrong': { status: 422, title: { zh: '条件的值与运算符不符', en: 'The value does not fit the operator' } },
  'rule-too-large': { status: 422, title: { zh: '条件太多或嵌套太深', en: 'Too many conditions, or nested too deeply' } },
  'property-needed': { status: 422, title: { zh: '这个统计方式要指定属性', en: 'This measure needs a property' } },
  'window-too-long': { status: 422, title: { zh: '转化窗口最长十年', en: 'A window is ten years at most' } },
  'exclusion-range-wrong': {
    status: 422,
    title: { zh: '排除事件要放在前后两步之间；无序漏斗只能放在首尾之间', en: 'An exclusion stands between an earlier and a later step; without an order between the first and the last' },
  },
  'steps-overlap': {
    status: 422,
    title: { zh: '无序漏斗里，同一事件不能既算这一步又算另一步', en: 'Without an order one event must not count for two different steps' },
  },
  'breakdown-step-wrong': { status: 422, title: { zh: '细分所指的步骤不存在', en: 'The breakdown names a step that is not there' } },
  'edges-wrong': { status: 422, title: { zh: '分组的边界要从小到大', en: 'Edges must grow' } },
  'set-unknown': { status: 422, title: { zh: '报表里没有这个数', en: 'The report has no such number' } },
  'reports-busy': { status: 429, title: { zh: '排队的分析太多了，请稍后再试', en: 'Too many reports are waiting; try again soon' } },
  'report-too-heavy': {
    status: 422,
    title: { zh: '这个分析太大，超出了时间或内存上限，请缩短区间或加条件', en: 'The report went beyond its time or memory: take a shorter range or add conditions' },
  },
} as const satisfies Record<AnalysisRefusal, Problem>
