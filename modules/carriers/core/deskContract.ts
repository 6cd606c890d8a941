import { z } from 'zod'
import { api, Id, Time } from '#kit/api'
import { isDeskPage } from './desk.ts'

const Signature = z.object({ timestamp: z.number().int(), nonceStr: z.string(), signature: z.string() })

const FollowUp = z.object({
  id: Id,
  person: Id.nullable().meta({ description: 'Who it is about now' }),
  name: z.string().nullable().meta({ description: 'What the platform calls them' }),
  member: z.string().meta({ description: 'Name of who wrote it' }),
  note: z.string(),
  at: Time,
  nextAt: Time.nullable().meta({ description: 'When to come back to it' }),
  doneAt: Time.nullable(),
  mine: z.boolean(),
})

const Task = z.object({
  id: Id,
  name: z.string(),
  text: z.string(),
  people: z.number().int().meta({ description: 'Customers it goes to when it is confirmed' }),
  askedAt: Time,
  reminders: z.number().int(),
})

const PhoneTask = z.object({
  id: Id,
  list: z.string(),
  hello: z.string().meta({ description: 'What to write when asking' }),
  name: z.string(),
  phone: z.string().meta({ description: 'Masked' }),
  takenAt: Time.nullable(),
})

const TeamMember = z.object({
  member: z.string(),
  name: z.string(),
  departments: z.array(z.string()),
  customers: z.number().int(),
  added: z.number().int().meta({ description: 'In 7 days' }),
  lost: z.number().int().meta({ description: 'Customers who have deleted them, in 7 days' }),
  sends: z.number().int().meta({ description: 'Messages for many that wait for them' }),
  people: z.number().int().meta({ description: 'Customers of those messages' }),
  waitingSince: Time.nullable(),
  chats: z.number().int().nullable().meta({ description: 'Of the last whole day; null = the platform told nothing' }),
  replied: z.number().nullable().meta({ description: 'Share of the chats that were answered; null = nobody wrote' }),
  firstReplyMinutes: z.number().nullable(),
  feedback: z.number().int().meta({ description: 'Deletions and blocks in 7 days, as the platform counts them' }),
})

/** Each asks by itself whether the customer is one of the member's. */
const use = { needs: 'desk:use', scope: 'kept' as const }
const tags = ['desk']
const about = z.object({ person: Id })

/** What members do on the phone: pages inside the platform's app, customers of their own, what waits for them. */
export const desk = {
  sign: api
    .meta(use)
    .route({
      method: 'POST',
      path: '/desk/signatures',
      tags,
      summary: 'Sign a page of the desk for the app it is open in: as the company, and as the app',
    })
    .input(
      z.object({
        url: z
          .url({ protocol: /^https?$/ })
          .max(2000)
          .refine(isDeskPage, 'must be a page of the desk'),
      }),
    )
    .output(z.object({ company: z.string(), app: z.string(), ofCompany: Signature, ofApp: Signature })),
  team: api
    .meta(use)
    .route({
      method: 'GET',
      path: '/desk/team',
      tags,
      summary:
        'The members whose customers the caller sees: who has not sent, who does not answer, who loses customers',
    })
    .output(
      z.object({
        day: z.string().meta({ description: 'The last whole day of the platform' }),
        members: z.array(TeamMember),
      }),
    ),
  tasks: api
    .meta(use)
    .route({ method: 'GET', path: '/desk/tasks', tags, summary: 'What waits for the member who asks' })
    .output(z.object({ sends: z.array(Task), followUps: z.array(FollowUp), phones: z.array(PhoneTask) })),
  takePhone: api
    .meta(use)
    .route({
      method: 'POST',
      path: '/desk/phones/{id}/number',
      tags,
      summary: 'The whole number, to ask for them in the app; counts against the cap of the day',
    })
    .input(z.object({ id: Id }))
    .output(z.object({ phone: z.string() })),
  tellPhone: api
    .meta(use)
    .route({ method: 'POST', path: '/desk/phones/{id}/state', tags, summary: 'Asked for, or not to be had' })
    .input(z.object({ id: Id, state: z.enum(['invited', 'dropped']) }))
    .output(z.object({ done: z.literal(true) })),
  followUps: api
    .meta(use)
    .route({
      method: 'GET',
      path: '/desk/customers/{person}/follow-ups',
      tags,
      summary: 'Notes of a customer, newest first',
    })
    .input(about)
    .output(z.object({ items: z.array(FollowUp) })),
  note: api
    .meta(use)
    .route({
      method: 'POST',
      path: '/desk/customers/{person}/follow-ups',
      tags,
      summary: 'Note something of a customer, with a day to come back to it',
      successStatus: 201,
    })
    .input(about.extend({ note: z.string().trim().min(1).max(500), nextAt: Time.optional() }))
    .output(FollowUp),
  finish: api
    .meta(use)
    .route({ method: 'POST', path: '/desk/follow-ups/{id}/done', tags, summary: 'Came back to it' })
    .input(z.object({ id: Id }))
    .output(FollowUp),
}
