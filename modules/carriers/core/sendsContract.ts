import { z } from 'zod'
import { api, Id, pageOf, paging, Time } from '#kit/api'
import { field } from '#kit/form'
import { personStates, sendReasons } from './sends.ts'
import { Content, Count, Person, Preview, purpose, Send, SendPath, TextResult, Unit, Winner } from './sendsShapes.ts'
import { massSchema } from './welcome.ts'

const Way = z
  .string()
  .regex(/^\w{1,40}$/)
  .meta({ description: 'How people are reached: see `/carrier-ways`' })
const Staff = z.array(z.string().min(1).max(64)).max(500)
const oneWay = z.strictObject({
  ...{ way: Way, account: Id, content: Content.optional(), staff: Staff.optional() },
  variants: z.array(Content).min(1).max(3).optional().meta({
    description: 'Other texts: with `content` they share the readers evenly, each reader always has the same one',
  }),
})

/** By what it goes: ways in the order of preference, or one account, which stands for the first way of its kind. */
const by = {
  ways: z.array(oneWay).min(1).max(6).optional().meta({ description: 'In the order of preference' }),
  account: Id.optional().meta({ description: 'Instead of `ways`: the first way of this account’s kind' }),
  content: massSchema.optional(),
  staff: Staff.optional().meta({ description: 'Only by these members' }),
}
/** Whom it is for: a segment, or people by number. */
const audience = { segment: Id.optional(), people: z.array(Id).min(1).max(10_000).optional() }
const isOneAudience = ({ segment, people }: { segment?: unknown; people?: unknown }) =>
  (segment === undefined) !== (people === undefined)
const oneAudience = { message: 'either segment or people', path: ['segment'] }
const isOneBy = ({ ways, account }: { ways?: unknown; account?: unknown }) =>
  (ways === undefined) !== (account === undefined)
const oneBy = { message: 'either ways or account', path: ['ways'] }

export const wayless = z.object(by)

const trial = z
  .strictObject({
    share: z.number().min(0.05).max(0.5).meta({ description: 'Part of the audience that tests the texts' }),
    waitHours: z.number().int().min(1).max(168).meta({ description: 'How long the rest waits' }),
  })
  .meta({ description: 'Only a part gets the texts at once; the rest gets the one that wins' })

const asked = z.strictObject({
  ...by,
  ...audience,
  name: field(z.string().trim().min(1).max(60), { zh: '名称', en: 'Name' }),
  purpose: purpose.default('promotion'),
  trial: trial.optional(),
  startAt: Time.optional().meta({
    description: 'Not before; absent = after 60 seconds, in which it can still be stopped',
  }),
})
export const sendSchema = asked.refine(isOneAudience, oneAudience).refine(isOneBy, oneBy)

export const writeSchema = z.strictObject({
  ...{ way: Way, account: Id, content: Content, person: Id, purpose: purpose.default('promotion') },
})

/** Which people of a send. */
export const sendPeople = z.object({
  id: Id,
  state: z.enum(personStates).optional(),
  way: Way.optional(),
  clicked: z.enum(['yes', 'no']).optional(),
})

const read = { needs: 'carriers:read' }
const write = { needs: 'carriers:write' }
const tags = ['carriers']
const byId = z.object({ id: Id })
const Words = z.object({ zh: z.string(), en: z.string() })

/** Messages for many: each person is reached by the best way that is allowed. */
export const sends = {
  ways: api
    .meta(read)
    .route({
      method: 'GET',
      path: '/carrier-ways',
      tags,
      summary: 'Ways of reaching people, with the accounts that have them',
    })
    .output(
      z.object({
        items: z.array(
          z.object({
            ...{ way: z.string(), title: Words, help: Words, carrier: z.string(), purposes: z.array(purpose) },
            content: z.record(z.string(), z.unknown()).meta({ description: 'JSON Schema' }),
            accounts: z.array(z.object({ id: Id, name: z.string() })),
          }),
        ),
      }),
    ),
  list: api
    .meta(read)
    .route({ method: 'GET', path: '/sends', tags, summary: 'Sends, newest first' })
    .input(z.object({ ...paging, account: Id.optional() }))
    .output(pageOf(Send)),
  get: api.meta(read).route({ method: 'GET', path: '/sends/{id}', tags, summary: 'One send' }).input(byId).output(Send),
  preview: api
    .meta(read)
    .route({
      method: 'POST',
      path: '/sends/preview',
      tags,
      summary: 'Who would get it by which way, who would not and why',
    })
    .input(
      z
        .strictObject({ ...by, ...audience, purpose: purpose.default('promotion'), startAt: Time.optional() })
        .refine(isOneAudience, oneAudience)
        .refine(isOneBy, oneBy),
    )
    .output(Preview),
  write: api
    .meta(read)
    .route({ method: 'POST', path: '/sends/write', tags, summary: 'The message as one person would read it' })
    .input(writeSchema)
    .output(
      z.object({
        text: z.string(),
        values: z.record(z.string(), z.string()).meta({ description: 'Fields of a template, filled in' }),
        pieces: Count.nullable().meta({ description: 'Pieces that are billed; null = nobody bills' }),
        refused: z.enum(sendReasons).nullable(),
      }),
    ),
  templates: api
    .meta(read)
    .route({
      ...{ method: 'GET', path: '/carrier-accounts/{id}/ways/{way}/templates', tags },
      summary: 'Templates that a way can be written with, with their fields',
    })
    .input(byId.extend({ way: Way }))
    .output(
      z.object({
        items: z.array(
          z.object({
            ...{ template: z.string(), title: z.string(), text: z.string(), purpose: purpose.nullable() },
            fields: z.array(z.object({ name: z.string(), label: z.string() })),
          }),
        ),
      }),
    ),
  create: api
    .meta(write)
    .route({ method: 'POST', path: '/sends', tags, summary: 'Plan a send', successStatus: 201 })
    .input(sendSchema)
    .output(Send),
  texts: api
    .meta(read)
    .route({
      ...{ method: 'GET', path: '/sends/{id}/texts', tags },
      summary: 'Texts that shared the readers: whom each reached, who clicked and was added, and which one wins',
    })
    .input(byId)
    .output(z.object({ items: z.array(TextResult), winner: Winner })),
  sendRest: api
    .meta(write)
    .route({
      ...{ method: 'POST', path: '/sends/{id}/rest', tags },
      summary: 'Whoever waits for the test of texts gets this one now',
    })
    .input(byId.extend({ text: z.number().int().min(0).max(3) }))
    .output(Send),
  cancelRest: api
    .meta(write)
    .route({
      ...{ method: 'DELETE', path: '/sends/{id}/rest', tags },
      summary: 'Whoever waits for the test of texts gets nothing',
    })
    .input(byId)
    .output(Send),
  path: api
    .meta(read)
    .route({
      ...{ method: 'GET', path: '/sends/{id}/path', tags },
      summary: 'From the message to the member: what each step lost, and which step is the weakest',
    })
    .input(byId)
    .output(SendPath),
  calls: api
    .meta(read)
    .route({
      ...{ method: 'GET', path: '/sends/{id}/calls', tags },
      summary: 'What its calls came to: who answered and what they said, and what followed from it',
    })
    .input(byId)
    .output(
      z.object({
        items: z.array(
          z.object({
            state: z.string().meta({ description: 'asking, queued, or what the vendor told, such as answered' }),
            intent: z.string().meta({ description: 'What they said, in the vendor’s word; empty = nothing' }),
            ...{ calls: Count, seconds: Count },
            followed: Count.meta({ description: 'Of which what follows from the intent was done' }),
          }),
        ),
      }),
    ),
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
    .route({
      method: 'GET',
      path: '/sends/{id}/people',
      tags,
      summary: 'Who, by number, by which way, and how they stand',
    })
    .input(sendPeople.extend(paging))
    .output(pageOf(Person)),
}
