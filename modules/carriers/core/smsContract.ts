import { z } from 'zod'
import { api, Id, Time } from '#kit/api'

const tags = ['carriers']
const read = { needs: 'carriers:read' }
const write = { needs: 'carriers:write' }
const Purpose = z.enum(['promotion', 'service'])
const Code = z.string().regex(/^\w{1,40}$/)

const Template = z.object({
  code: Code.meta({ description: 'As the provider names it' }),
  text: z
    .string()
    .trim()
    .min(1)
    .max(500)
    .meta({ description: 'As approved, without the signature; what stands in dollar and braces is filled in' }),
  purpose: Purpose,
})

const Sms = z.object({
  id: Id,
  person: Id,
  template: z.string(),
  segments: z.number().int().meta({ description: 'Pieces that are billed: 70 characters, or 67 each' }),
  state: z
    .enum(['asking', 'sent', 'unsure', 'refused', 'delivered', 'failed'])
    .meta({ description: 'unsure: the provider was not heard, and it may have gone out' }),
  code: z.string().nullable().meta({ description: 'Of the provider or the carrier' }),
  at: Time,
  reportedAt: Time.nullable(),
})

/** SMS by a provider: its approved texts, and messages to single people. */
export const sms = {
  templates: api
    .meta(read)
    .route({
      method: 'GET',
      path: '/carrier-accounts/{id}/sms-templates',
      tags,
      summary: 'Approved texts of an account',
    })
    .input(z.object({ id: Id }))
    .output(z.object({ items: z.array(Template) })),
  putTemplate: api
    .meta(write)
    .route({
      ...{ method: 'PUT', path: '/carrier-accounts/{id}/sms-templates/{code}', tags },
      summary: 'Name a text that the provider has approved',
    })
    .input(Template.extend({ id: Id }))
    .output(Template),
  send: api
    .meta(write)
    .route({
      ...{ method: 'POST', path: '/carrier-accounts/{id}/people/{person}/sms', tags },
      summary: 'Send one SMS; the gate, the opt-outs and the rules of texts are asked first',
    })
    .input(
      z.object({
        ...{ id: Id, person: Id, template: Code },
        values: z.record(z.string().regex(/^\w{1,40}$/), z.string().max(200)).default({}),
        key: z.string().min(1).max(80).meta({ description: 'What is sent again by the same key goes out once' }),
      }),
    )
    .output(Sms),
  ofPerson: api
    .meta(read)
    .route({
      method: 'GET',
      path: '/people/{id}/sms',
      tags,
      summary: 'The newest SMS to a person, with what became of them',
    })
    .input(z.object({ id: Id }))
    .output(z.object({ items: z.array(Sms) })),
}
