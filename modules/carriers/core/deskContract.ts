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
  tasks: api
    .meta(use)
    .route({ method: 'GET', path: '/desk/tasks', tags, summary: 'What waits for the member who asks' })
    .output(z.object({ sends: z.array(Task), followUps: z.array(FollowUp) })),
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
