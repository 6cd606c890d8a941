import { z } from 'zod'
import { api, Id, Time } from '#kit/api'
import { costOrigins } from './channels/sums.ts'

const tags = ['channels']
const read = { needs: 'people:read' }
const write = { needs: 'people:write' }
const Count = z.number().int()
const byId = z.object({ id: Id })
const Day = z.string().regex(/^\d{4}-\d\d-\d\d$/)
const Fen = z.number().int()
const Cost = z.object({
  ...{ id: Id, channel: Id, from: Day, to: Day.meta({ description: 'Its last day' }), amount: Fen, note: z.string() },
  by: z.string(),
  at: Time,
})

const units = ['day', 'week', 'month'] as const
const Asked = { from: Day, to: Day.meta({ description: 'The day after the last' }) }
const Sums = z.object({
  ...{ people: Count, left: Count, net: Count, buyers: Count, cost: Fen },
  costs: z.object(
    Object.fromEntries(costOrigins.map((origin) => [origin, Fen])) as Record<(typeof costOrigins)[number], typeof Fen>,
  ),
  ...{ costPerNet: Fen.nullable(), costPerBuyer: Fen.nullable(), value: Fen },
  value7: Fen.nullable().meta({ description: 'null = somebody of the cohort is not that old' }),
  ...{ value30: Fen.nullable(), value90: Fen.nullable(), roi: z.number().nullable() },
  payback: Count.nullable().meta({ description: 'Days after the entry; null = not yet, or nothing was spent' }),
})
const Whole = Sums.extend({ clicks: Count.meta({ description: 'Visitors of short links with its marks' }) })
const Line = Whole.extend({
  kind: z.enum(['channel', 'own', 'unknown']),
  ...{ channel: Id.nullable(), parent: Id.nullable(), name: z.string(), level: Count, archived: z.boolean() },
  ...{ lastAt: Time.nullable(), quiet: z.boolean() },
})
const margin = z
  .number()
  .int()
  .min(1)
  .max(10_000)
  .nullable()
  .meta({ description: 'Basis points of the net money; null = not set' })

/** A number of the report. */
const behind = {
  ...Asked,
  channel: Id.optional().meta({ description: 'With those below it; all when absent' }),
  of: z
    .enum(['all', 'own', 'unknown'])
    .default('all')
    .meta({ description: 'own = without those below, unknown = of no channel' }),
  source: z
    .string()
    .max(200)
    .optional()
    .meta({ description: 'Only who bears this name in the data, whatever marks say' }),
  set: z.enum(['people', 'left', 'net', 'buyers']).default('people'),
}

/** What channels cost and what came of them. */
export const channelReport = {
  costs: api
    .meta(read)
    .route({
      method: 'GET',
      path: '/channel-costs',
      tags,
      summary: 'Costs entered by hand or by table, the latest first',
    })
    .input(
      z.object({
        cursor: Id.optional(),
        limit: z.coerce.number().int().min(1).max(200).default(50),
        channel: Id.optional(),
      }),
    )
    .output(z.object({ items: z.array(Cost), next: Id.optional() })),
  addCost: api
    .meta(write)
    .route({ method: 'POST', path: '/channel-costs', tags, summary: 'Enter a cost', successStatus: 201 })
    .input(
      z.object({
        ...{ channel: Id, from: Day, to: Day, amount: Fen.min(1).max(1_000_000_000_000) },
        note: z.string().trim().max(200).default(''),
      }),
    )
    .output(Cost),
  removeCost: api
    .meta(write)
    .route({ method: 'DELETE', path: '/channel-costs/{id}', tags, summary: 'Take a cost away; it can be put back' })
    .input(byId)
    .output(z.object({ done: z.literal(true) })),
  putBackCost: api
    .meta(write)
    .route({
      method: 'POST',
      path: '/channel-costs/{id}/put-back',
      tags,
      summary: 'Put a cost back that was taken away',
    })
    .input(byId)
    .output(Cost),
  importCosts: api
    .meta(write)
    .route({
      ...{ method: 'POST', path: '/channel-costs/import', tags },
      summary: 'Costs as CSV: channel, from, to, amount in yuan, note; a line that is there is left out',
    })
    .input(z.object({ text: z.string().min(1).max(2_000_000), dryRun: z.boolean().default(false) }))
    .output(
      z.object({
        ...{ rows: Count, created: Count, there: Count, cost: Fen },
        import: z.string().nullable().meta({ description: 'Undo it by this' }),
        wrong: z.array(
          z.object({ line: Count, why: z.enum(['columns', 'day', 'order', 'cost', 'channel', 'unknown']) }),
        ),
      }),
    ),
  undoImport: api
    .meta(write)
    .route({
      method: 'POST',
      path: '/channel-costs/imports/{import}/undo',
      tags,
      summary: 'Take away what a table brought',
    })
    .input(z.object({ import: z.string().max(40) }))
    .output(z.object({ removed: Count })),
  settings: api
    .meta(read)
    .route({ method: 'GET', path: '/channel-settings', tags, summary: 'What the report reckons with' })
    .output(z.object({ margin })),
  changeSettings: api
    .meta({ needs: 'settings:write' })
    .route({ method: 'PATCH', path: '/channel-settings', tags, summary: 'Change what the report reckons with' })
    .input(z.object({ margin }))
    .output(z.object({ margin })),
  report: api
    .meta(read)
    .route({
      method: 'GET',
      path: '/channel-report',
      tags,
      summary: 'People, costs and orders by channel, of whoever entered in these days',
    })
    .input(z.object(Asked))
    .output(
      z.object({
        ...{ items: z.array(Line), total: Whole, margin },
        marksLeftOut: Count.meta({ description: 'Visits whose marks were too many to be looked at' }),
      }),
    ),
  cohorts: api
    .meta(read)
    .route({
      method: 'GET',
      path: '/channel-cohorts',
      tags,
      summary: 'The same by day, week or month of entry, of one channel with those below it, or of all',
    })
    .input(z.object({ ...Asked, unit: z.enum(units), channel: Id.optional() }))
    .output(
      z.object({
        items: z.array(
          Sums.extend({ start: Time, from: Day, to: Day.meta({ description: 'The day after the last' }) }),
        ),
        ...{ total: Sums, margin },
      }),
    ),
  people: api
    .meta(read)
    .route({
      method: 'GET',
      path: '/channel-people',
      tags,
      summary: 'Who stands behind a number of the report, the latest first',
    })
    .input(
      z.object({
        ...behind,
        cursor: z
          .string()
          .regex(/^\d{1,9}$/)
          .optional(),
        limit: z.coerce.number().int().min(1).max(200).default(50),
      }),
    )
    .output(
      z.object({
        items: z.array(
          z.object({
            ...{
              person: Id,
              called: z.string().nullable().meta({ description: 'Masked' }),
              at: Time,
              name: z.string(),
            },
            ...{ channel: Id.nullable(), left: z.boolean(), orders: Count, net: Fen },
          }),
        ),
        next: z.string().optional(),
      }),
    ),
  keepPeople: api
    .meta(write)
    .route({
      ...{ method: 'POST', path: '/channel-people/segment', tags, successStatus: 201 },
      summary: 'Keep who stands behind a number as a segment; 100,000 people at most',
    })
    .input(z.object({ name: z.string().trim().min(1).max(100), ...behind }))
    .output(z.object({ id: Id, people: Count })),
}
