import { z } from 'zod'
import { api, Id, pageOf, paging, Time } from '#kit/api'

const Fen = z.number().int().meta({ description: 'Fen' })

const Tag = z.object({ tag: Id, name: z.string(), groupName: z.string(), kind: z.enum(['hand', 'rule']) })

const FollowUp = z.object({
  id: Id,
  member: z.string(),
  note: z.string(),
  at: Time,
  nextAt: Time.nullable(),
  doneAt: Time.nullable(),
  mine: z.boolean(),
})

const Item = z.object({ at: Time, facts: z.string(), name: z.string(), detail: z.record(z.string(), z.unknown()) })

const Card = z.object({
  person: Id,
  name: z.string().nullable().meta({ description: 'What the platform calls them' }),
  private: z.record(z.string(), z.string()).meta({ description: 'Personal fields, masked' }),
  owner: z.string().nullable(),
  source: z.string().nullable(),
  enteredAt: Time.nullable(),
  excluded: z.string().nullable(),
  members: z
    .array(z.object({ name: z.string(), addedAt: Time.nullable(), mine: z.boolean() }))
    .meta({ description: 'Who has them now, the first one first' }),
  tags: z.array(Tag),
  orders: z.object({ count: z.number().int(), net: Fen, lastAt: Time.nullable() }),
  clv: Fen.nullable().meta({ description: 'Expected of them; null where nothing can be expected yet' }),
  consents: z.array(
    z.object({ purpose: z.string(), zh: z.string(), en: z.string(), state: z.enum(['given', 'withdrawn', 'unknown']) }),
  ),
  wearers: z.array(
    z.object({ id: Id, name: z.string(), relation: z.string(), birthYear: z.number().int().nullable() }),
  ),
  touches: z.array(Item).meta({ description: 'The last messages' }),
  followUps: z.array(FollowUp),
})

/** Each asks by itself whether the customer is one of the member's. */
const use = { needs: 'desk:use', scope: 'kept' as const }
const tags = ['desk']
const about = z.object({ person: Id })

/** Customers as a member sees them on the phone: their own, in one look. */
export const customers = {
  card: api
    .meta(use)
    .route({ method: 'GET', path: '/desk/customers', tags, summary: 'The customer whose chat is open' })
    .input(z.object({ external: z.string().min(1).max(64).meta({ description: 'Their id at the platform' }) }))
    .output(Card),
  history: api
    .meta(use)
    .route({ method: 'GET', path: '/desk/customers/{person}/timeline', tags, summary: 'What they did, newest first' })
    .input(about.extend(paging))
    .output(pageOf(Item)),
  tagChoices: api
    .meta(use)
    .route({ method: 'GET', path: '/desk/tags', tags, summary: 'Tags that are given by hand' })
    .output(z.object({ items: z.array(z.object({ tag: Id, name: z.string(), groupName: z.string() })) })),
  giveTag: api
    .meta(use)
    .route({ method: 'PUT', path: '/desk/customers/{person}/tags/{tag}', tags, summary: 'Give a customer a tag' })
    .input(about.extend({ tag: Id }))
    .output(z.object({ items: z.array(Tag) })),
  takeTag: api
    .meta(use)
    .route({
      method: 'DELETE',
      path: '/desk/customers/{person}/tags/{tag}',
      tags,
      summary: 'Take a tag from a customer',
    })
    .input(about.extend({ tag: Id }))
    .output(z.object({ items: z.array(Tag) })),
  reveal: api
    .meta(use)
    .route({
      method: 'POST',
      path: '/desk/customers/{person}/reveal',
      tags,
      summary: 'Their phone in full; the reason goes to the audit log',
    })
    .input(about.extend({ reason: z.string().trim().min(2).max(200) }))
    .output(z.object({ private: z.record(z.string(), z.string()), phones: z.array(z.string()) })),
}
