import { z } from 'zod'
import { api, Id, type Problem, pageOf, paging, Time } from '#kit/api'
import { patchOf } from '#kit/form'
import { closedSchema, Month } from './core/close.ts'
import { guardSchema, touchCarriers, touchPurposes } from './core/guard.ts'
import { positioningSchema } from './core/positioning.ts'
import { factorNames, scenarioSchema } from './core/scenario.ts'

const Fen = z.number().int().meta({ description: 'Fen' })
const Count = z.number().int()
const tags = ['plan']
const read = { needs: 'plan:read' }
const write = { needs: 'plan:write' }

const Counts = z.object({ self: Count, people: Count, buyers: Count, orders: Count, gmv: Fen })
const Planned = Counts.extend({
  entered: Count.meta({ description: 'People who must come in the year' }),
  months: z.array(z.object({ gmv: Fen, entered: Count, self: Count, invited: Count, live: Count })),
  channels: z.array(z.object({ key: z.string(), self: Count })),
  owners: z.array(z.object({ key: z.string(), gmv: Fen })),
  perHead: z.number().nullable().meta({ description: 'Fen a head' }),
  toReplace: Count.meta({ description: 'People a month who only make good those who leave' }),
  cost: Fen,
})
const Scenario = scenarioSchema.extend({
  id: Id,
  version: Count,
  adopted: z.boolean().meta({ description: 'The plan of its year' }),
  updatedAt: Time,
  updatedBy: z.string(),
  planned: Planned,
})
const Part = z.object({ gmv: Fen, entered: Count, live: Count }).nullable()
const Forecast = z.object({
  value: Count,
  low: Count.nullable().meta({ description: 'Four times out of five the year ends between low and high' }),
  high: Count.nullable(),
})
const Progress = z.object({
  year: Count,
  from: Time,
  to: Time,
  asOf: Time,
  scenario: Scenario.nullable().meta({ description: 'null = no scenario is adopted for the year' }),
  start: Count.meta({ description: 'Live people when the year began' }),
  live: Count,
  months: z.array(z.object({ start: Time, end: Time, isOver: z.boolean(), plan: Part, actual: Part })),
  due: z.object({ gmv: Fen, entered: Count }).nullable(),
  actual: Counts.extend({ entered: Count }),
  factors: z.array(
    z.object({ factor: z.enum(factorNames), due: z.number().nullable(), actual: z.number().nullable() }),
  ),
  gap: z
    .array(z.object({ factor: z.string(), amount: Fen }))
    .meta({ description: 'What each factor adds to actual less due, summing to it; empty without a plan' }),
  channels: z.array(z.object({ key: z.string(), plan: Count.nullable(), due: Count.nullable(), actual: Count })),
  owners: z.array(z.object({ key: z.string(), plan: Fen.nullable(), due: Fen.nullable(), actual: Fen })),
  forecast: z.object({ gmv: Forecast, entered: Forecast }),
})
export type ProgressReply = z.output<typeof Progress>
const byId = z.object({ id: Id })
const Year = z.coerce.number().int().min(2000).max(2100)

export const scenarios = {
  list: api
    .meta(read)
    .route({ method: 'GET', path: '/plan/scenarios', tags, summary: 'Scenarios, newest first' })
    .input(z.object({ ...paging, year: Year.optional() }))
    .output(pageOf(Scenario)),
  create: api
    .meta(write)
    .route({ method: 'POST', path: '/plan/scenarios', tags, summary: 'Keep a scenario', successStatus: 201 })
    .input(scenarioSchema)
    .output(Scenario),
  change: api
    .meta(write)
    .route({ method: 'PUT', path: '/plan/scenarios/{id}', tags, summary: 'The next version of a scenario' })
    .input(scenarioSchema.extend({ id: Id, version: Count.meta({ description: 'The one that was read' }) }))
    .output(Scenario),
  versions: api
    .meta(read)
    .route({ method: 'GET', path: '/plan/scenarios/{id}/versions', tags, summary: 'What a scenario was, newest first' })
    .input(byId)
    .output(
      z.object({ items: z.array(z.object({ version: Count, at: Time, by: z.string(), value: scenarioSchema })) }),
    ),
  adopt: api
    .meta(write)
    .route({ method: 'POST', path: '/plan/scenarios/{id}/adopt', tags, summary: 'Make it the plan of its year' })
    .input(byId)
    .output(Scenario),
  archive: api
    .meta(write)
    .route({
      method: 'DELETE',
      path: '/plan/scenarios/{id}',
      tags,
      summary: 'Put a scenario away; the plan of a year stays',
    })
    .input(byId)
    .output(z.object({ done: z.literal(true) })),
  work: api
    .meta(read)
    .route({
      method: 'POST',
      path: '/plan/work-out',
      tags,
      summary: 'What factors come to, and one that reaches a goal',
    })
    .input(
      scenarioSchema.extend({
        goal: z
          .strictObject({ gmv: Fen.min(0), free: z.enum(factorNames) })
          .optional()
          .meta({ description: 'GMV to reach by changing one factor' }),
        livePeople: Count.min(0).max(1e9).optional().meta({ description: 'To be live at the end of the year' }),
      }),
    )
    .output(
      z.object({
        planned: Planned,
        start: Count,
        solved: z.number().nullable().meta({ description: 'Value of the free factor; null = it cannot get there' }),
        entriesNeeded: Count.nullable().meta({ description: 'Newcomers a month for that many live people' }),
      }),
    ),
  progress: api
    .meta(read)
    .route({ method: 'GET', path: '/plan/progress', tags, summary: 'A year: plan, actual, what is short, forecast' })
    .input(z.object({ year: Year.optional() }))
    .output(Progress),
  usual: api
    .meta(read)
    .route({
      method: 'GET',
      path: '/plan/usual',
      tags,
      summary: 'Factors, months, channels and owners of the last 365 days',
    })
    .output(
      z.object({
        from: Time,
        to: Time,
        factors: z.record(z.enum(factorNames), z.number().nullable()),
        months: z.array(z.number()).length(12),
        channels: z.array(z.object({ key: z.string(), share: z.number() })),
        owners: z.array(z.object({ key: z.string(), share: z.number() })),
        churn: z.number().nullable(),
      }),
    ),
}

const Contact = z.strictObject({
  person: Id,
  carrier: z.enum(touchCarriers),
  purpose: z.enum(touchPurposes),
  at: Time.optional().meta({ description: 'When it is to happen; now when absent' }),
})
const Reason = z.object({
  reason: z.enum(['excluded', 'withdrawn', 'not-consented', 'quiet-hours', 'cap']),
  cap: guardSchema.shape.caps.unwrap().element.optional(),
  used: Count.optional(),
})
const Verdict = z.object({
  person: Id,
  allowed: z.boolean(),
  reasons: z.array(Reason),
  next: Time.nullable().meta({ description: 'From when on nothing stands against it; null = not within 90 days' }),
})
const Guard = guardSchema.extend({ version: Count })

export const guarding = {
  get: api.meta(read).route({ method: 'GET', path: '/plan/guard', tags, summary: 'Contact guard rails' }).output(Guard),
  change: api
    .meta(write)
    .route({ method: 'PUT', path: '/plan/guard', tags, summary: 'Change guard rails; what is not sent stays' })
    .input(patchOf(guardSchema))
    .output(Guard),
  versions: api
    .meta(read)
    .route({ method: 'GET', path: '/plan/guard/versions', tags, summary: 'Guard rails as they were, newest first' })
    .output(z.object({ items: z.array(z.object({ version: Count, at: Time, by: z.string(), value: guardSchema })) })),
  check: api
    .meta(read)
    .route({ method: 'POST', path: '/plan/guard/check', tags, summary: 'Whether people may be contacted, and why not' })
    .input(z.object({ contacts: z.array(Contact).min(1).max(500) }))
    .output(z.object({ items: z.array(Verdict) })),
  touch: api
    .meta(write)
    .route({
      method: 'POST',
      path: '/plan/touches',
      tags,
      summary: 'Let a touch through and count it, or say why not; the same key counts once',
    })
    .input(Contact.extend({ key: z.string().min(1).max(200), ref: z.string().max(200).default('') }))
    .output(Verdict),
  pressure: api
    .meta(read)
    .route({ method: 'GET', path: '/plan/pressure', tags, summary: 'Touches against losses and conversion, by week' })
    .input(z.object({ weeks: z.coerce.number().int().min(2).max(52).default(13) }))
    .output(
      z.object({
        weeks: z.array(
          z.object({
            start: Time,
            touches: Count,
            weighted: z.number().meta({ description: 'Touches by their weights' }),
            touched: Count.meta({ description: 'People with a touch' }),
            live: Count,
            index: z.number().nullable().meta({ description: 'Weighted touches for each live person' }),
            lost: Count,
            lostRate: z.number().nullable(),
            optOuts: Count,
            buyers: Count,
            conversion: z.number().nullable().meta({ description: 'Buyers of the week ÷ live people' }),
          }),
        ),
        warning: z
          .enum(['more-pressure-less-conversion', 'more-pressure-more-losses'])
          .nullable()
          .meta({ description: 'The last four full weeks against the four before' }),
      }),
    ),
}

const Sheet = positioningSchema.extend({ version: Count })
export const positioning = {
  get: api
    .meta(read)
    .route({ method: 'GET', path: '/plan/positioning', tags, summary: 'Positioning sheet' })
    .output(Sheet),
  change: api
    .meta(write)
    .route({ method: 'PUT', path: '/plan/positioning', tags, summary: 'The next version; what is not sent stays' })
    .input(patchOf(positioningSchema))
    .output(Sheet),
  versions: api
    .meta(read)
    .route({ method: 'GET', path: '/plan/positioning/versions', tags, summary: 'The sheet as it was, newest first' })
    .output(
      z.object({ items: z.array(z.object({ version: Count, at: Time, by: z.string(), value: positioningSchema })) }),
    ),
  check: api
    .meta(read)
    .route({ method: 'POST', path: '/plan/positioning/check', tags, summary: 'Forbidden words in a text' })
    .input(z.object({ text: z.string().max(100_000) }))
    .output(z.object({ hits: z.array(z.object({ word: z.string(), at: Count })) })),
}

const ChangedOrder = z.object({
  id: Id,
  orderNo: z.string(),
  paidAt: Time,
  changedAt: Time,
  gross: Fen,
  refunded: Fen,
  net: Fen,
})
const Bridge = z.object({ paid: Fen, refunded: Fen, backWithin: Fen, backLater: Fen, undated: Fen }).meta({
  description: 'By the days of the money: paid - refunded is the finance line, paid - what ever went back the net',
})
const Closed = z.object({
  month: Month,
  reported: closedSchema.meta({ description: 'As it was when the month was closed' }),
  now: closedSchema,
  note: z.string(),
  closedAt: Time,
  closedBy: z.string(),
})

export const closing = {
  list: api
    .meta(read)
    .route({
      method: 'GET',
      path: '/plan/closes',
      tags,
      summary: 'Closed months: as reported then, and as they are now',
    })
    .input(z.object({ year: Year.optional() }))
    .output(z.object({ items: z.array(Closed) })),
  close: api
    .meta(write)
    .route({ method: 'POST', path: '/plan/closes', tags, summary: 'Close a month that is over', successStatus: 201 })
    .input(z.object({ month: Month, note: z.string().max(1000).default('') }))
    .output(Closed),
  month: api
    .meta(read)
    .route({
      method: 'GET',
      path: '/plan/closes/{month}',
      tags,
      summary: 'A month: bridge to finance, orders changed since',
    })
    .input(z.object({ month: Month }))
    .output(z.object({ now: closedSchema, closed: Closed.nullable(), bridge: Bridge, changed: z.array(ChangedOrder) })),
}

export const planProblems = {
  'no-scenario': { status: 404, title: { zh: '没有这个方案', en: 'No such scenario' } },
  'changed-meanwhile': {
    status: 409,
    title: { zh: '方案已被别人修改，请刷新后再改', en: 'Somebody else has changed it; load it again' },
  },
  'scenario-adopted': {
    status: 409,
    title: { zh: '这是当年的目标方案，先采用另一个', en: 'It is the plan of its year; adopt another first' },
  },
  'no-person': { status: 404, title: { zh: '没有这个客户', en: 'No such person' } },
  'key-used': {
    status: 409,
    title: { zh: '这个 key 已用于另一个客户', en: 'The key stands for a touch of somebody else' },
  },
  'month-not-over': { status: 422, title: { zh: '这个月还没有结束', en: 'The month is not over' } },
  'already-closed': { status: 409, title: { zh: '这个月已经封账', en: 'The month is closed already' } },
} as const satisfies Record<string, Problem>
