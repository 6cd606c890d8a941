import { z } from 'zod'
import { api, Id, pageOf, paging, Time } from '#kit/api'
import { field } from '#kit/form'
import { chatTransferStates, codeStates, customerStates, transferStates } from './transfers.ts'

const Count = z.number().int()
const Userid = z.string().min(1).max(64)

const asked = {
  account: Id,
  from: Userid.meta({ description: 'The member whose customers and groups go over' }),
  to: z.array(Userid).min(1).max(20).meta({ description: 'Colleagues; with several it is shared out evenly' }),
  customers: z.boolean().default(true),
  chats: z.boolean().default(true),
  codes: z.boolean().default(true).meta({ description: 'Staff codes lead to the colleagues from then on' }),
}

export const transferSchema = z.strictObject({
  ...asked,
  message: field(z.string().trim().min(1).max(200).optional(), {
    zh: '给客户的话',
    en: 'What customers are told',
    help: { zh: '只有在职转接能带；不填用企业微信的默认提示', en: 'Only in service; empty: what WeCom says by itself' },
  }),
})

const Member = z.object({ userid: z.string(), name: z.string() })
const Named = Member.extend({ left: z.boolean() })

/** What hangs on a member. */
const Hanging = z.object({
  member: Named,
  customers: Count,
  chats: z.array(z.object({ id: Id, name: z.string(), customers: Count })),
  codes: z.array(z.object({ id: Id, name: z.string(), staff: z.array(z.string()) })),
  sends: z
    .array(z.object({ id: Id, name: z.string(), people: Count }))
    .meta({ description: 'Not confirmed by them yet' }),
  underWay: Count.meta({ description: 'Customers who are just being handed over' }),
  tooOften: Count.meta({
    description: 'Handed over twice in 90 days already: in service WeCom does not take them again',
  }),
  unknown: Count.meta({ description: 'Customers the platform names for a leaver and nobody has synced' }),
  takers: z.array(Member.extend({ customers: Count, room: Count })),
})

const Preview = z.object({
  customers: Count,
  noRoom: Count.meta({ description: 'For whom none of the colleagues has room' }),
  underWay: Count,
  tooOften: Count,
  unknown: Count,
  takers: z.array(Member.extend({ now: Count, room: Count, customers: Count, chats: Count })),
  codes: Count,
})

const States = <const S extends readonly [string, ...string[]]>(states: S) =>
  z.object(Object.fromEntries(states.map((state) => [state, Count])) as Record<S[number], typeof Count>)

const Transfer = z.object({
  id: Id,
  account: Id,
  from: Named,
  to: z.array(Member.extend({ customers: Count, done: Count })),
  hasLeft: z.boolean(),
  message: z.string().nullable(),
  state: z.enum(transferStates),
  startAt: Time,
  madeAt: Time,
  madeBy: z.string(),
  endedAt: Time.nullable(),
  error: z.string().nullable(),
  customers: States(customerStates),
  chats: States(chatTransferStates),
  codes: States(codeStates),
})

const read = { needs: 'carriers:read' }
const write = { needs: 'carriers:write' }
const tags = ['carriers']
const byId = z.object({ id: Id })

/** Hand-over of customers, chat groups and codes to colleagues (在职/离职继承). */
export const transfers = {
  hanging: api
    .meta(read)
    .route({
      method: 'GET',
      path: '/carrier-accounts/{account}/staff/{userid}/hanging',
      tags,
      summary: 'What hangs on a member: customers, chat groups, codes, messages they have not confirmed',
    })
    .input(z.object({ account: Id, userid: Userid }))
    .output(Hanging),
  preview: api
    .meta(read)
    .route({
      method: 'POST',
      path: '/transfers/preview',
      tags,
      summary: 'Who would take how many, and who cannot go over',
    })
    .input(z.strictObject(asked))
    .output(Preview),
  create: api
    .meta(write)
    .route({ method: 'POST', path: '/transfers', tags, summary: 'Hand over, after 60 seconds', successStatus: 201 })
    .input(transferSchema)
    .output(Transfer),
  list: api
    .meta(read)
    .route({ method: 'GET', path: '/transfers', tags, summary: 'Hand-overs, newest first' })
    .input(z.object({ ...paging, account: Id.optional() }))
    .output(pageOf(Transfer)),
  get: api
    .meta(read)
    .route({ method: 'GET', path: '/transfers/{id}', tags, summary: 'One hand-over' })
    .input(byId)
    .output(Transfer),
  stop: api
    .meta(write)
    .route({
      method: 'POST',
      path: '/transfers/{id}/stop',
      tags,
      summary: 'Stop what the platform was not asked for yet; what it was asked for cannot be called back',
    })
    .input(byId)
    .output(Transfer),
  customers: api
    .meta(read)
    .route({ method: 'GET', path: '/transfers/{id}/customers', tags, summary: 'Customer by customer' })
    .input(byId.extend({ ...paging, state: z.enum(customerStates).optional() }))
    .output(
      pageOf(
        z.object({
          person: Id,
          name: z.string().nullable().meta({ description: 'Masked' }),
          taker: z.string(),
          state: z.enum(customerStates),
          error: z.string().nullable(),
          askedAt: Time.nullable(),
          endedAt: Time.nullable(),
        }),
      ),
    ),
  parts: api
    .meta(read)
    .route({
      method: 'GET',
      path: '/transfers/{id}/parts',
      tags,
      summary: 'Its chat groups and codes, each with its state',
    })
    .input(byId)
    .output(
      z.object({
        chats: z.array(
          z.object({
            ...{ id: Id, name: z.string(), taker: z.string() },
            ...{ state: z.enum(chatTransferStates), error: z.string().nullable() },
          }),
        ),
        codes: z.array(z.object({ id: Id, name: z.string(), state: z.enum(codeStates), error: z.string().nullable() })),
      }),
    ),
}
