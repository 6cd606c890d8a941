import { z } from 'zod'
import { api, Id, pageOf, paging, Time } from '#kit/api'
import { Condition } from '#modules/segments'
import { assetKinds, namedKinds, planSteps, unseens } from './plans/steps.ts'

const tags = ['acquisition plans']
const read = { needs: 'people:read' }
const write = { needs: 'people:write' }
const Count = z.number().int()
const Fen = z.number().int()
const Day = z.string().regex(/^\d{4}-\d\d-\d\d$/)
const byId = z.object({ id: Id })
const AssetId = z.string().min(1).max(200).meta({ description: 'A number; of fans the platform, of an event its name' })

const Node = z.object({
  id: z
    .string()
    .regex(/^[a-z0-9]{1,12}$/)
    .meta({ description: 'Of the plan; stays when the path changes' }),
  step: z.enum(planSteps),
  asset: z
    .object({ kind: z.enum(assetKinds), id: AssetId })
    .refine(({ kind, id }) => namedKinds.includes(kind) || Id.safeParse(id).success, { path: ['id'] })
    .nullable()
    .meta({ description: 'What counts who comes here' }),
  copy: z.string().trim().max(1000).meta({ description: 'What is said at this step' }),
  script: Id.nullable().meta({ description: 'A script of the house, instead of own words' }),
  expected: z.number().min(0.00001).max(1).nullable().meta({ description: 'Share of those of the step before' }),
})

const about = 'Of an event: only whoever fits this now counts, as an activation of a partner'
const NodeGiven = Node.extend({ condition: Condition.nullable().default(null).meta({ description: about }) })
const NodeShown = Node.extend({
  condition: z.custom<z.output<typeof Condition> | null>().meta({ description: 'As it was sent' }),
})

export const planBody = z.object({
  name: z.string().trim().min(1).max(60),
  audience: z.object({ segment: Id.nullable(), words: z.string().trim().max(300) }),
  ...{ channel: Id.nullable(), hook: Id.nullable() },
  ...{ from: Day, to: Day.meta({ description: 'Its last day' }), note: z.string().trim().max(1000) },
  nodes: z.array(NodeGiven).max(20),
})
export type PlanBody = z.output<typeof planBody>
const BodyShown = planBody.extend({ nodes: z.array(NodeShown) })

const Measured = z.object({
  id: z.string(),
  count: Count.nullable().meta({ description: 'null = it cannot be seen' }),
  why: z.enum(unseens).nullable().meta({
    description:
      'Why it cannot: nothing is bound, it is gone, what is bound is not told of it, nobody is known who came by the plan',
  }),
  unit: z.enum(['people', 'times']).nullable(),
  ...{ rate: z.number().nullable(), lost: Count.nullable(), usual: z.number().nullable() },
  asset: z.string().nullable().meta({ description: 'What it is bound to, by name' }),
  opens: z.boolean().meta({ description: 'Its people can be looked at' }),
})

const Plan = BodyShown.extend({
  ...{ id: Id, version: Count, archived: z.boolean() },
  state: z.enum(['before', 'running', 'over']),
  elapsed: z.number().meta({ description: 'Share of its days that have gone by' }),
  measured: z.array(Measured),
  weakest: z
    .string()
    .nullable()
    .meta({ description: 'The step furthest below what is expected, where twenty stand before it' }),
  end: z.string().nullable().meta({ description: 'The last step that is seen' }),
  cost: Fen.meta({ description: 'Of what it is bound to, and what was entered for its channel on its days' }),
  costPerEnd: Fen.nullable(),
  ...{ changedBy: z.string(), changedAt: Time, createdAt: Time },
})

/** Acquisition plans: for whom, by which channel, with which hook and words, and what each step of the path loses. */
export const acquisitionPlans = {
  list: api
    .meta(read)
    .route({
      method: 'GET',
      path: '/acquisition-plans',
      tags,
      summary: 'Plans with what their steps lose, the latest changed first',
    })
    .input(z.object({ ...paging, archived: z.enum(['yes', 'no']).default('no') }))
    .output(pageOf(Plan)),
  get: api
    .meta(read)
    .route({ method: 'GET', path: '/acquisition-plans/{id}', tags, summary: 'One plan' })
    .input(byId)
    .output(Plan),
  create: api
    .meta(write)
    .route({ method: 'POST', path: '/acquisition-plans', tags, summary: 'Make a plan', successStatus: 201 })
    .input(planBody)
    .output(Plan),
  change: api
    .meta(write)
    .route({
      method: 'PUT',
      path: '/acquisition-plans/{id}',
      tags,
      summary: 'Change a plan; names the version it was made from',
    })
    .input(planBody.extend({ id: Id, version: Count }))
    .output(Plan),
  archive: api
    .meta(write)
    .route({
      method: 'POST',
      path: '/acquisition-plans/{id}/archive',
      tags,
      summary: 'Put a plan away, or take it out again',
    })
    .input(byId.extend({ archived: z.boolean() }))
    .output(Plan),
  versions: api
    .meta(read)
    .route({
      method: 'GET',
      path: '/acquisition-plans/{id}/versions',
      tags,
      summary: 'What it was before, the latest first',
    })
    .input(byId)
    .output(z.object({ items: z.array(z.object({ version: Count, by: z.string(), at: Time, body: BodyShown })) })),
  assets: api
    .meta(read)
    .route({
      method: 'GET',
      path: '/acquisition-plan-assets',
      tags,
      summary: 'What a step can be bound to, the newest first',
    })
    .input(z.object({ kind: z.enum(assetKinds) }))
    .output(z.object({ items: z.array(z.object({ id: AssetId, name: z.string() })) })),
  people: api
    .meta(read)
    .route({ method: 'GET', path: '/acquisition-plans/{id}/people', tags, summary: 'Who stands behind a step' })
    .input(
      byId.extend({
        node: z.string().max(12),
        cursor: z
          .string()
          .regex(/^\d{1,9}$/)
          .optional(),
        limit: paging.limit,
      }),
    )
    .output(
      z.object({
        items: z.array(
          z.object({ person: Id, called: z.string().nullable().meta({ description: 'Masked' }), at: Time }),
        ),
        next: z.string().optional(),
      }),
    ),
}
