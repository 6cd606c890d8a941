import { z } from 'zod'
import { api, Id, pageOf, paging, Time } from '#kit/api'
import { field } from '#kit/form'
import { personStates, sendReasons, sendStates, unitStates } from './sends.ts'
import { welcomeSchema } from './welcome.ts'

const Count = z.number().int()

/** Whom it is for: a segment, or people by number. */
const audience = {
  account: Id,
  segment: Id.optional(),
  people: z.array(Id).min(1).max(10_000).optional(),
  staff: z.array(z.string().min(1).max(64)).max(500).optional().meta({ description: 'Only by these members' }),
}
const purpose = z.enum(['promotion', 'service'])
const isOneAudience = ({ segment, people }: { segment?: unknown; people?: unknown }) =>
  (segment === undefined) !== (people === undefined)
const oneAudience = { message: 'either segment or people', path: ['segment'] }

const asked = z.strictObject({
  ...audience,
  name: field(z.string().trim().min(1).max(60), { zh: '名称', en: 'Name' }),
  purpose: purpose.default('promotion'),
  content: welcomeSchema,
  startAt: Time.optional().meta({
    description: 'Not before; absent = after 60 seconds, in which it can still be stopped',
  }),
})
export const sendSchema = asked.refine(isOneAudience, oneAudience)

const States = z.object(
  Object.fromEntries(personStates.map((state) => [state, Count])) as Record<
    (typeof personStates)[number],
    typeof Count
  >,
)
const Send = z.object({
  id: Id,
  account: Id,
  name: z.string(),
  purpose,
  content: welcomeSchema,
  segment: Id.nullable(),
  staff: z.array(z.string()).nullable(),
  state: z.enum(sendStates),
  startAt: Time,
  madeAt: Time,
  madeBy: z.string(),
  endedAt: Time.nullable(),
  error: z.string().nullable(),
  looked: Count.meta({ description: 'People of the audience who were looked at' }),
  people: States.meta({ description: 'How many stand how. Nobody can know who has read it: WeCom does not tell' }),
  reasons: z.array(z.object({ reason: z.enum(sendReasons), people: Count })),
  members: z.object({ all: Count, sent: Count, waiting: Count, failed: Count }),
})

const Preview = z.object({
  people: Count.meta({ description: 'Of the audience that were looked at: all, or the first 2,000' }),
  isWhole: z.boolean(),
  allowed: Count,
  nobody: Count.meta({ description: 'No member has them' }),
  reasons: z.array(z.object({ reason: z.enum(sendReasons), people: Count })),
  byStaff: z.array(z.object({ userid: z.string(), name: z.string(), people: Count })),
  left: z
    .array(z.object({ left: Count, people: Count }))
    .meta({ description: 'How many more mass messages how many of them may get in this span, after this one' }),
})

const Unit = z.object({
  userid: z.string(),
  name: z.string(),
  state: z.enum(unitStates),
  people: Count,
  sent: Count,
  askedAt: Time.nullable(),
  sentAt: Time.nullable(),
  reminders: Count.meta({ description: 'Of the last 24 hours; the platform allows three' }),
  error: z.string().nullable(),
})

const read = { needs: 'carriers:read' }
const write = { needs: 'carriers:write' }
const tags = ['carriers']
const byId = z.object({ id: Id })

/** One message for many, through members who confirm it. */
export const sends = {
  list: api
    .meta(read)
    .route({ method: 'GET', path: '/sends', tags, summary: 'Sends, newest first' })
    .input(z.object({ ...paging, account: Id.optional() }))
    .output(pageOf(Send)),
  get: api.meta(read).route({ method: 'GET', path: '/sends/{id}', tags, summary: 'One send' }).input(byId).output(Send),
  preview: api
    .meta(read)
    .route({ method: 'POST', path: '/sends/preview', tags, summary: 'Who would get it, who would not and why' })
    .input(
      z
        .strictObject({ ...audience, purpose: purpose.default('promotion'), startAt: Time.optional() })
        .refine(isOneAudience, oneAudience),
    )
    .output(Preview),
  create: api
    .meta(write)
    .route({ method: 'POST', path: '/sends', tags, summary: 'Plan a send', successStatus: 201 })
    .input(sendSchema)
    .output(Send),
  stop: api
    .meta(write)
    .route({
      method: 'POST',
      path: '/sends/{id}/stop',
      tags,
      summary: 'Stop it: what members have not confirmed is called back, what is sent stays sent',
    })
    .input(byId)
    .output(Send),
  remind: api
    .meta(write)
    .route({
      method: 'POST',
      path: '/sends/{id}/remind',
      tags,
      summary: 'Remind members who have not confirmed, three times in 24 hours at most',
    })
    .input(byId.extend({ staff: z.array(z.string()).max(500).optional() }))
    .output(z.object({ reminded: Count, tooOften: Count })),
  members: api
    .meta(read)
    .route({ method: 'GET', path: '/sends/{id}/staff', tags, summary: 'Member by member' })
    .input(byId)
    .output(z.object({ items: z.array(Unit) })),
  people: api
    .meta(read)
    .route({ method: 'GET', path: '/sends/{id}/people', tags, summary: 'Who, by number, and how they stand' })
    .input(byId.extend({ ...paging, state: z.enum(personStates).optional() }))
    .output(
      pageOf(
        z.object({
          person: Id,
          state: z.enum(personStates),
          reasons: z.array(z.enum(sendReasons)),
          userid: z.string().nullable(),
          at: Time,
        }),
      ),
    ),
}
