import { z } from 'zod'
import { api, Id, pageOf, paging, Time } from '#kit/api'
import { field } from '#kit/form'
import { welcomeSchema } from '#modules/carriers'

const tags = ['acquisition']
const read = { needs: 'people:read' }
const write = { needs: 'people:write' }
const Count = z.number().int()
const Fen = z.number().int()
const byId = z.object({ id: Id })

const fields = {
  name: field(z.string().trim().min(1).max(20), { zh: '名称', en: 'Name' }),
  staff: z.array(z.string().min(1).max(64)).min(1).max(500),
  skipVerify: z.boolean().default(true),
  page: Id.meta({ description: 'The hand-over page to which it leads while nothing is left' }),
  source: z.string().trim().max(60).nullable().default(null),
  welcome: welcomeSchema.nullable().default(null),
}

const Link = z.object({
  ...{ id: Id, account: Id, ...fields },
  url: z.string().meta({ description: 'To give away: it leads on by what is left' }),
  made: z.boolean().meta({ description: 'The platform has it' }),
  error: z.string().nullable().meta({ description: 'What the platform said' }),
  on: z.boolean(),
  ...{ opened: Count, toPage: Count.meta({ description: 'Of these, led to the page because nothing was left' }) },
  added: Count,
  paid: Count.meta({ description: 'Of these, whom nobody of the company had before' }),
  left: Count.meta({ description: 'Gone again within seven days' }),
  cost: Fen,
  costPerAdd: Fen.nullable().meta({ description: 'Over who was not gone within seven days' }),
  createdAt: Time,
})

const Quota = z.object({
  ...{ account: Id, name: z.string(), total: Count, balance: Count },
  used: Count,
  expiring: z.array(z.object({ at: Time, count: Count })).meta({ description: 'The soonest first' }),
  lowAt: Count,
  price: Fen.meta({ description: 'What one addition costs' }),
  alarm: z.enum(['empty', 'low', 'expiring']).nullable(),
  readAt: Time,
  error: z.string().nullable(),
})

/** Acquisition links (获客链接): they open a member's card in WeChat, and each addition is paid. */
export const acquisitionLinks = {
  list: api
    .meta(read)
    .route({ method: 'GET', path: '/acquisition-links', tags, summary: 'Acquisition links, newest first' })
    .input(z.object(paging))
    .output(pageOf(Link)),
  create: api
    .meta(write)
    .route({
      method: 'POST',
      path: '/acquisition-links',
      tags,
      successStatus: 201,
      summary: 'Make one at the platform',
    })
    .input(z.object({ ...fields, account: Id }))
    .output(Link),
  change: api
    .meta(write)
    .route({
      method: 'PATCH',
      path: '/acquisition-links/{id}',
      tags,
      summary: 'Change what is given; the address stays',
    })
    .input(
      byId.extend({
        ...{ name: fields.name.optional(), staff: fields.staff.optional(), page: Id.optional() },
        ...{ skipVerify: fields.skipVerify.unwrap().optional(), on: z.boolean().optional() },
      }),
    )
    .output(Link),
  adds: api
    .meta(read)
    .route({ method: 'GET', path: '/acquisition-links/{id}/adds', tags, summary: 'Who was added by it, newest first' })
    .input(byId.extend(paging))
    .output(pageOf(z.object({ id: Id, person: Id.nullable(), known: z.boolean(), at: Time, leftAt: Time.nullable() }))),
  quotas: api
    .meta(read)
    .route({
      ...{ method: 'GET', path: '/acquisition-quotas', tags },
      summary: 'What is left of the additions that were bought, by account',
    })
    .input(z.object({ fresh: z.coerce.boolean().default(false).meta({ description: 'Ask the platforms now' }) }))
    .output(z.object({ items: z.array(Quota) })),
  setQuota: api
    .meta(write)
    .route({
      ...{ method: 'PUT', path: '/acquisition-quotas/{account}', tags },
      summary: 'At how many left to tell, and what one addition costs',
    })
    .input(z.object({ account: Id, lowAt: Count.min(0).max(1_000_000), price: Fen.min(0).max(100_000) }))
    .output(z.object({ items: z.array(Quota) })),
}
