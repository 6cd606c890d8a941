import { z } from 'zod'
import { api, Id, pageOf, paging, Time } from '#kit/api'
import { causes, findingKinds, hops, stages } from './chain.ts'

const When = z.string().min(1).max(40).meta({ description: 'A date (its midnight) or a time' })
const Count = z.number().int()
const Words = z.object({ zh: z.string(), en: z.string() })
const mend = z
  .enum(['sources', 'live', 'parked', 'identity', 'plan', 'orders', 'imports'])
  .nullable()
  .meta({ description: 'The page of the console where it is mended' })

const Cause = z.object({
  cause: z.enum(causes),
  data: z.boolean().meta({ description: 'The data is at fault; false = the person has not come that far' }),
  people: Count,
  place: z.string().nullable().meta({ description: 'The app or corp of most of them' }),
  title: Words,
  fix: Words,
  mend,
})
const Hop = z.object({
  from: z.enum(stages),
  to: z.enum(hops),
  people: Count.meta({ description: 'Who has the earlier stage' }),
  passed: Count.meta({ description: 'Of these, who has the later one as well' }),
  broken: Count,
  faulty: Count.meta({ description: 'Of the broken, those whose data is at fault' }),
  causes: z.array(Cause).meta({ description: 'Sum to `broken`; the most frequent first' }),
})
const Chain = z.object({
  from: Time,
  to: Time,
  people: Count.meta({ description: 'Everybody seen in the range: a visit, an order, an entry or a new carrier' }),
  stages: z.array(z.object({ stage: z.enum(stages), people: Count })),
  hops: z.array(Hop),
})
const Finding = z.object({
  kind: z.enum(findingKinds),
  name: z.string().meta({ description: 'The app, corp, source or type; a reason of parked events' }),
  label: Words.nullable().meta({ description: 'The name in words, where it has any' }),
  count: Count,
  of: Count.nullable().meta({ description: 'Out of how many, where that is known' }),
  title: Words,
  fix: Words,
  mend,
})

const Report = Chain.extend({
  at: Time.meta({ description: 'When it was computed; ids are as known then' }),
  compare: Chain.optional(),
  findings: z.array(Finding),
  sources: z.array(z.object({ source: z.string(), people: Count })),
})
export type ChainReply = z.output<typeof Report>

const Question = z.strictObject({
  from: When,
  to: When,
  source: z
    .string()
    .max(200)
    .optional()
    .meta({ description: 'Only people who came in by this source; empty = unknown' }),
})

const tags = ['insight']
const read = { needs: 'insight:read' }

export const chain = {
  report: api
    .meta(read)
    .route({
      method: 'GET',
      path: '/insight/chain',
      tags,
      summary: 'Where the chain from visit to order breaks, for how many people, why, and the fix',
    })
    .input(Question.extend({ compareFrom: When.optional(), compareTo: When.optional() }))
    .output(Report),
  people: api
    .meta(read)
    .route({
      method: 'GET',
      path: '/insight/chain/people',
      tags,
      summary: 'The people behind a number of the chain, newest first: of a stage, passing or breaking at a hop',
    })
    .input(
      Question.extend({
        ...paging,
        cursor: Id.optional(),
        stage: z.enum(stages).optional(),
        hop: z.enum(hops).optional(),
        side: z.enum(['broken', 'passed']).default('broken').meta({ description: 'Of the hop' }),
        cause: z.enum(causes).optional(),
      }),
    )
    .output(
      pageOf(
        z.object({
          person: Id,
          stages: z.array(z.enum(stages)),
          cause: z.enum(causes).nullable().meta({ description: 'Why they break at the asked hop' }),
          place: z.string().nullable(),
        }),
      ),
    ),
}
