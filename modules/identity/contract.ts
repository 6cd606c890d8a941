import { z } from 'zod'
import { api, Id, pageOf, paging, Time } from '#kit/api'
import { policySchema } from './core/policy.ts'

const tags = ['identity']
const read = { needs: 'people:read' }
const write = { needs: 'identity:write' }
const reason = z.string().trim().min(2).max(200).meta({ description: 'Goes to the audit log' })
const byId = z.object({ id: Id })

const Claim = z.object({ type: z.string(), value: z.string().meta({ description: 'Personal ones are masked' }) })
const Named = Claim.extend({ id: Id.meta({ description: 'What events carry as identity' }) })
const By = z.object({ at: Time, by: z.string(), reason: z.string() })
const Side = z.object({ person: Id, identities: z.array(Named), strands: z.array(Id) })

const Graph = z.object({
  person: Id,
  strands: z.array(Id).meta({ description: 'Numbers this person is made of' }),
  identities: z.array(
    Named.extend({
      strand: Id,
      strength: z.enum(['strong', 'remarked', 'weak', 'shared']),
      origin: z.string().nullable().meta({ description: 'The source or import that brought it: source:3, import:12' }),
      firstSeenAt: Time,
    }),
  ),
  earlier: z
    .array(Named.extend({ until: Time, why: z.enum(['moved', 'unbound']), person: Id }))
    .meta({ description: "Ids that once were this person's, and whose they are now" }),
  merges: z.array(
    z.object({
      id: Id,
      lead: Id,
      other: Id,
      because: Claim.meta({ description: 'The id the evidence has in common; type "hand" when a human merged' }),
      at: Time,
      hand: By.nullable(),
      undone: By.nullable(),
    }),
  ),
  apart: z.array(By.extend({ person: Id })).meta({ description: 'Whom a human has parted from this person' }),
})

const whys = ['too-large', 'recycled', 'only-remarked', 'shared', 'order-claimed'] as const
const decisions = ['merge', 'apart', 'undo', 'keep', 'transfer'] as const
const Doubt = z.object({
  id: Id,
  why: z.enum(whys),
  because: Claim,
  at: Time,
  origin: z.string().nullable(),
  one: Side,
  other: Side,
  choices: z.array(z.enum(decisions)).meta({ description: 'What can be decided' }),
  decided: By.extend({ decision: z.string() }).nullable(),
})
const Policy = policySchema.extend({ version: z.number() })

export const identity = {
  graph: api
    .meta(read)
    .route({
      method: 'GET',
      path: '/people/{id}/identity',
      tags,
      summary: 'Ids of a person, where each came from, and every merge with its evidence',
    })
    .input(byId)
    .output(Graph),
  previewUndo: api
    .meta(read)
    .route({
      method: 'GET',
      path: '/people/{id}/merges/{mergeId}/undo',
      tags,
      summary: 'Who would stand, with which ids, if this merge were undone',
    })
    .input(z.object({ id: Id, mergeId: Id }))
    .output(z.object({ sides: z.array(Side) })),
  undoMerge: api
    .meta(write)
    .route({
      method: 'POST',
      path: '/people/{id}/merges/{mergeId}/undo',
      tags,
      summary:
        'Take a merge back: both sides stand again, each with its own history, and evidence does not merge them again',
    })
    .input(z.object({ id: Id, mergeId: Id, reason }))
    .output(z.object({ persons: z.array(Id).meta({ description: 'Who stands now' }) })),
  unbind: api
    .meta(write)
    .route({
      method: 'POST',
      path: '/people/{id}/identities/{identityId}/unbind',
      tags,
      summary: 'Take an id off a person from now on; the past stays',
    })
    .input(z.object({ id: Id, identityId: Id, reason }))
    .output(z.object({ person: Id.meta({ description: 'Who the id stands for now' }) })),
  previewUnbind: api
    .meta(read)
    .route({
      method: 'GET',
      path: '/people/{id}/identities/{identityId}/unbind',
      tags,
      summary: 'Which ids stay with the person and which one goes, if it were unbound, or why it is refused',
    })
    .input(z.object({ id: Id, identityId: Id }))
    .output(
      z.object({
        stays: Side,
        goes: Named.meta({ description: 'It stands for a new person from then on; what came by it before stays' }),
        refusal: z.enum(['only-id']).nullable(),
      }),
    ),
  previewMerge: api
    .meta(read)
    .route({
      method: 'GET',
      path: '/identity/merges/preview',
      tags,
      summary: 'What merging two people would make, or why it is refused',
    })
    .input(z.object({ one: Id, other: Id }))
    .output(
      z.object({
        kept: Id,
        sides: z.array(Side),
        refusal: z.enum(['same-person', 'over-limit']).nullable(),
        limit: z.string().nullable(),
      }),
    ),
  merge: api
    .meta(write)
    .route({
      method: 'POST',
      path: '/identity/merges',
      tags,
      summary: 'Merge two people by hand; it can be undone like any other merge',
      successStatus: 201,
    })
    .input(z.object({ one: Id, other: Id, reason }))
    .output(z.object({ person: Id })),
  doubts: api
    .meta(read)
    .route({
      method: 'GET',
      path: '/identity/doubts',
      tags,
      summary: 'Merges that wait for a human: too big, or doubtful; newest first',
    })
    .input(z.object({ ...paging, state: z.enum(['open', 'decided']).default('open'), why: z.enum(whys).optional() }))
    .output(pageOf(Doubt)),
  doubtCount: api
    .meta(read)
    .route({ method: 'GET', path: '/identity/doubts/count', tags, summary: 'How many merges wait for a human' })
    .output(z.object({ open: z.number() })),
  decide: api
    .meta(write)
    .route({ method: 'POST', path: '/identity/doubts/{id}/decision', tags, summary: 'Decide a merge that waits' })
    .input(z.object({ id: Id, decision: z.enum(decisions), reason }))
    .output(z.object({ done: z.literal(true) })),
  policy: api
    .meta({ needs: 'settings:read' })
    .route({ method: 'GET', path: '/settings/identity', tags, summary: 'How evidence of identity is weighed' })
    .output(Policy),
  policyVersions: api
    .meta({ needs: 'settings:read' })
    .route({
      method: 'GET',
      path: '/settings/identity/versions',
      tags,
      summary: 'What the policy was, since when, and who made it so; the last fifty, newest first',
    })
    .output(
      z.object({ items: z.array(z.object({ version: z.number(), at: Time, by: z.string(), policy: policySchema })) }),
    ),
  previewPolicy: api
    .meta({ needs: 'settings:read' })
    .route({
      method: 'POST',
      path: '/settings/identity/preview',
      tags,
      summary: 'How many ids that are known another policy would block',
    })
    .input(policySchema)
    .output(
      z.object({
        ids: z
          .number()
          .int()
          .meta({ description: 'Known ids that the other policy blocks and the one in force does not' }),
        types: z.array(z.object({ type: z.string(), ids: z.number().int() })),
        exact: z.boolean().meta({ description: 'false: only the newest ids were looked at' }),
      }),
    ),
  changePolicy: api
    .meta({ needs: 'settings:write' })
    .route({
      method: 'PUT',
      path: '/settings/identity',
      tags,
      summary: 'Replace the policy; the version grows, what was merged stays',
    })
    .input(policySchema)
    .output(Policy),
}
