import { z } from 'zod'
import { api, Id, pageOf, paging, Time } from '#kit/api'
import { claimMoves, claimStates } from './claim.ts'
import { addressSchema, hookFields } from './hookFields.ts'

const Count = z.number().int()
const Words = z.object({ zh: z.string(), en: z.string() })

const Hook = z.object({
  id: Id,
  ...hookFields,
  on: z.boolean(),
  stopped: z.enum(['budget']).nullable().meta({ description: 'budget = the breaker has stopped it' }),
  stoppedAt: Time.nullable(),
  taken: Count.meta({ description: 'Pieces given and not taken back' }),
  spent: Count.meta({ description: 'Fen; what the ledger says is its subsidy' }),
  left: Count.nullable().meta({ description: 'How many more it can give; null = no bound' }),
  waiting: Count.meta({ description: 'Claims that wait to be sent' }),
  url: z.string().meta({ description: 'Page on which it is claimed' }),
  createdAt: Time,
  changedAt: Time,
})

const Claim = z.object({
  id: Id,
  hook: Id,
  person: Id.nullable().meta({ description: 'Who stands now; null = known by phone alone, or erased' }),
  name: z.string().nullable().meta({ description: 'Masked' }),
  state: z.enum(claimStates),
  cost: Count,
  card: Id.nullable().meta({ description: 'The parcel card that they came by' }),
  address: z.string().nullable().meta({ description: 'Masked' }),
  carrier: z.string(),
  tracking: z.string(),
  note: z.string(),
  claimedAt: Time,
  changedAt: Time,
})

export const ClaimFilter = z.object({ hook: Id, state: z.enum(claimStates).optional() })

/** What whoever has claimed is shown. */
const Given = z.object({
  state: z.enum(claimStates),
  code: z.string().nullable().meta({ description: 'What a till takes' }),
  use: z.string(),
  url: z.string().nullable(),
  carrier: z.string(),
  tracking: z.string(),
  claimedAt: Time,
})

const read = { needs: 'people:read' }
const write = { needs: 'people:write' }
const tags = ['acquisition']
const byId = z.object({ id: Id })
const { kind: _kind, ...changeable } = hookFields
const Patch = z.object({
  ...Object.fromEntries(Object.entries(changeable).map(([name, one]) => [name, bare(one).optional()])),
}) as z.ZodType<Partial<Omit<z.output<typeof HookInput>, 'kind'>>>
const HookInput = z.object(hookFields)

/** Without its default: what is left out of a change stays. */
function bare(one: z.ZodType): z.ZodType {
  return one instanceof z.ZodDefault ? (one.unwrap() as z.ZodType) : one
}

/** Hooks: the benefits that make people come, and who claimed them. */
export const hooks = {
  kinds: api
    .meta(read)
    .route({ method: 'GET', path: '/hook-kinds', tags, summary: 'Kinds of hooks and what each needs' })
    .output(
      z.object({
        items: z.array(
          z.object({
            ...{ kind: z.string(), title: Words, help: Words },
            asks: z.enum(['address', 'nothing']),
            handed: z.enum(['shipped', 'transferred', 'code', 'page']),
            settings: z.record(z.string(), z.unknown()).meta({ description: 'JSON Schema' }),
            cost: z.object({ least: Count, most: Count }),
          }),
        ),
      }),
    ),
  list: api
    .meta(read)
    .route({ method: 'GET', path: '/campaign-hooks', tags, summary: 'Hooks, newest first' })
    .input(z.object(paging))
    .output(pageOf(Hook)),
  get: api
    .meta(read)
    .route({ method: 'GET', path: '/campaign-hooks/{id}', tags, summary: 'One hook' })
    .input(byId)
    .output(Hook),
  create: api
    .meta(write)
    .route({
      method: 'POST',
      path: '/campaign-hooks',
      tags,
      summary: 'Make a hook; it is off at first',
      successStatus: 201,
    })
    .input(HookInput)
    .output(Hook),
  change: api
    .meta(write)
    .route({
      method: 'PATCH',
      path: '/campaign-hooks/{id}',
      tags,
      summary: 'Change what is given; what was claimed keeps its cost',
    })
    .input(byId.extend({ on: z.boolean().optional() }).and(Patch))
    .output(Hook),
  ticket: api
    .meta(write)
    .route({
      ...{ method: 'POST', path: '/campaign-hooks/{id}/tickets', tags },
      summary: 'Address of its page for one person: whoever opens it claims as they',
    })
    .input(
      byId.extend({
        person: Id,
        seenAt: Time.optional().meta({ description: 'When the campaign first saw them; now when absent' }),
      }),
    )
    .output(z.object({ url: z.string() })),
  claim: api
    .meta({ needs: 'nothing' })
    .route({
      ...{ method: 'POST', path: '/campaign-hooks/{id}/claims', tags },
      summary: 'Claim it, as whom a ticket, a card or a phone number says; asked again it answers what was given',
    })
    .input(
      byId.extend({
        ticket: z.string().max(200).optional(),
        card: z.string().max(30).optional().meta({ description: 'Code of a parcel card' }),
        phone: z.string().trim().max(20).optional(),
        address: addressSchema.optional(),
      }),
    )
    .output(Given),
  claims: api
    .meta(read)
    .route({ method: 'GET', path: '/campaign-hooks/{hook}/claims', tags, summary: 'Who claimed, newest first' })
    .input(ClaimFilter.extend(paging))
    .output(pageOf(Claim)),
  move: api
    .meta(write)
    .route({
      method: 'POST',
      path: '/hook-claims/{id}/moves',
      tags,
      summary: 'Sent, received, returned or cancelled; the books follow',
    })
    .input(
      byId.extend({
        move: z.enum(claimMoves),
        carrier: z.string().trim().max(30).default(''),
        tracking: z.string().trim().max(40).default(''),
        note: z.string().trim().max(200).default(''),
      }),
    )
    .output(Claim),
  ship: api
    .meta(write)
    .route({
      ...{ method: 'POST', path: '/campaign-hooks/{id}/shipments', tags },
      summary: 'Many sent at once, with their tracking numbers; says of each line that could not be done why',
    })
    .input(
      byId.extend({
        items: z
          .array(
            z.object({ claim: Id, carrier: z.string().trim().max(30), tracking: z.string().trim().min(1).max(40) }),
          )
          .min(1)
          .max(1000),
      }),
    )
    .output(z.object({ sent: Count, refused: z.array(z.object({ claim: Id, why: Words })) })),
  redeem: api
    .meta(write)
    .route({ method: 'POST', path: '/hook-claims/redeem', tags, summary: 'Take the code that a customer shows; once' })
    .input(z.object({ code: z.string().trim().min(3).max(30), note: z.string().trim().max(200).default('') }))
    .output(z.object({ claim: Claim, title: z.string() })),
  reveal: api
    .meta({ needs: 'people:reveal' })
    .route({
      method: 'POST',
      path: '/hook-claims/{id}/reveal',
      tags,
      summary: 'The address in full; goes to the audit log',
    })
    .input(byId.extend({ reason: z.string().trim().min(2).max(200) }))
    .output(addressSchema),
}
