import { z } from 'zod'
import { Id, Time } from '#kit/api'
import { When, Where } from '../ruleSchema.ts'
import { trendMeasures, trendUnits } from '../trend.ts'
import { activityStates } from './activity.ts'
import { distributionMeasures } from './distribution.ts'
import { attempts, funnelOrders, mostExclusions, mostSteps, windowUnits } from './funnel.ts'
import { retentionModes } from './retention.ts'

const Count = z.number().int()
const Words = z.object({ zh: z.string(), en: z.string() })
const name = z.string().min(1).max(200).meta({ description: 'Name of the event; * = anything the person did' })
const EventRef = z.strictObject({ event: name, where: Where.optional() })
const property = z.string().min(1).max(100)
const on = z.enum(['event', 'person']).optional()
const group = z
  .string()
  .max(1000)
  .nullable()
  .optional()
  .meta({ description: 'Of the breakdown; null = property missing' })

const common = {
  segment: Id.optional().meta({ description: 'Only people of this segment, as it is now' }),
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

export const FunnelQuestion = z.strictObject({
  ...common,
  steps: z.array(EventRef).min(1).max(mostSteps),
  window: z
    .strictObject({ value: z.number().int().min(1), unit: z.enum(windowUnits) })
    .meta({ description: 'From the first step of an attempt; the edge is inclusive' }),
  order: z.enum(funnelOrders).default('ordered'),
  attempt: z.enum(attempts).default('best').meta({
    description:
      'best = of all attempts of a person the one that gets furthest; first = the one their first event began',
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
export const Funnel = z.object({
  steps: z.array(FunnelStep),
  groups: z.array(z.object({ value: z.string().nullable(), steps: z.array(FunnelStep) })).optional(),
  ...told,
})
export const FunnelSet = z.strictObject({
  step: z.number().int().min(0),
  side: z
    .enum(['reached', 'lost'])
    .default('reached')
    .meta({ description: 'lost = reached this step and not the next one' }),
  group,
})

export const RetentionQuestion = z.strictObject({
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
export const Retention = z.object({
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
export const RetentionSet = z.strictObject({
  start: When.meta({ description: 'Of the cohort' }),
  period: z.number().int().min(0),
  side: z.enum(['returned', 'away']).default('returned'),
})

export const Activity = z.strictObject({ ...common, event: name, where: Where.optional(), unit })
export const Lifecycle = z.object({
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
export const LifecycleSet = z.strictObject({ start: When, state: z.enum(activityStates) })
export const Stickiness = z.object({
  people: Count,
  rows: z.array(z.object({ periods: Count.meta({ description: 'Active in exactly so many units' }), people: Count })),
  ...told,
})
export const StickinessSet = z.strictObject({ periods: z.number().int().min(1) })

export const PathQuestion = z.strictObject({
  ...common,
  events: z
    .array(EventRef)
    .min(1)
    .max(50)
    .optional()
    .meta({ description: 'What may be a node; absent = anything done' }),
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
export const Path = z.object({
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
    z.object({
      step: Count.meta({ description: 'Of the source, from 1' }),
      source: label,
      target: label,
      sessions: Count,
      people: Count,
    }),
  ),
  ...told,
})
export const PathSet = z.strictObject({
  step: z.number().int().min(1),
  source: z.string().max(1000).nullable(),
  target: z.string().max(1000).nullable().optional().meta({ description: 'absent = whoever is at the source' }),
})

export const DistributionQuestion = z.strictObject({
  ...common,
  event: name,
  where: Where.optional(),
  measure: z.enum(distributionMeasures).default('events').meta({
    description: 'Of each person: events, days with one, or the sum, average or largest of a property',
  }),
  property: property.optional(),
  edges: z.array(z.number()).min(1).max(50).optional().meta({ description: 'absent = chosen by what is there' }),
})
export const Distribution = z.object({
  people: Count,
  average: z.number().nullable(),
  median: z.number().nullable(),
  buckets: z.array(
    z
      .object({ from: z.number().nullable(), to: z.number().nullable(), people: Count })
      .meta({ description: '[from, to)' }),
  ),
  ...told,
})
export const DistributionSet = z.strictObject({ from: z.number().nullable(), to: z.number().nullable() })

export const TrendPeopleQuestion = z.strictObject({
  ...common,
  series: z.strictObject({
    event: name,
    measure: z.enum(trendMeasures).optional(),
    property: property.optional(),
    where: Where.optional(),
  }),
  unit: z.enum(trendUnits),
  breakdown: z.strictObject({ property, on }).optional(),
})
export const TrendSet = z.strictObject({
  start: When.optional().meta({ description: 'Of the unit; absent = the whole range' }),
  group,
})

export const Person = z.object({
  person: Id,
  enteredAt: Time.nullable(),
  entry: z.string(),
  source: z.string(),
  owner: z.string(),
})
