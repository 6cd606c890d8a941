import { z } from 'zod'
import { api, Id, Time } from '#kit/api'

const tags = ['carriers']
const read = { needs: 'carriers:read' }
const write = { needs: 'carriers:write' }
const ofPerson = z.object({ id: Id, person: Id })

const Window = z.object({
  left: z.number().int().meta({ description: 'Answers that may still be given' }),
  until: Time.nullable().meta({ description: 'When the last window closes; null = none is open' }),
})

const open = { needs: 'nothing' }
const Code = z
  .string()
  .regex(/^[\w-]{8,128}$/)
  .meta({ description: 'Of `wx.login` or of the button for the phone number; used once' })
const Session = z.object({
  token: z
    .string()
    .meta({ description: 'Who they are, for the calls of the mini program; nobody can read or make one' }),
  until: Time,
  hasUnionid: z
    .boolean()
    .meta({ description: 'Whether they are known over all accounts of the open platform account' }),
})
const Credit = z.object({ left: z.number().int().meta({ description: 'Messages of this template they still take' }) })
const Template = z.string().regex(/^[\w-]{10,64}$/)

/** What official accounts and mini programs do with one person. */
export const weixin = {
  window: api
    .meta(read)
    .route({
      ...{ method: 'GET', path: '/carrier-accounts/{id}/people/{person}/window', tags },
      summary: 'How many answers an official account may still give somebody, and until when',
    })
    .input(ofPerson)
    .output(Window),
  answer: api
    .meta(write)
    .route({
      ...{ method: 'POST', path: '/carrier-accounts/{id}/people/{person}/answers', tags },
      summary: 'Answer somebody who wrote to the official account; the platform lets so many through, for so long',
    })
    .input(ofPerson.extend({ text: z.string().trim().min(1).max(600) }))
    .output(Window),
  login: api
    .meta(open)
    .route({
      ...{ method: 'POST', path: '/mini-programs/{account}/login', tags },
      summary: 'Log a user of a mini program in with the code of wx.login',
    })
    .input(z.object({ account: Id, code: Code }))
    .output(Session),
  phone: api
    .meta(open)
    .route({
      ...{ method: 'POST', path: '/mini-programs/{account}/phone', tags },
      summary: 'Bind the phone number that a logged-in user gave by the button; WeChat has proven it',
    })
    .input(z.object({ account: Id, token: z.string().max(1000), code: Code }))
    .output(z.object({ phone: z.string().meta({ description: 'Masked' }) })),
  credit: api
    .meta(read)
    .route({
      ...{ method: 'GET', path: '/carrier-accounts/{id}/people/{person}/credits/{template}', tags },
      summary: 'How many subscription messages of a template somebody still takes, as far as we were told',
    })
    .input(ofPerson.extend({ template: Template }))
    .output(Credit),
  notify: api
    .meta(write)
    .route({
      ...{ method: 'POST', path: '/carrier-accounts/{id}/people/{person}/notices', tags },
      summary: 'Send a subscription message: it takes one of the credits the person gave',
    })
    .input(
      ofPerson.extend({
        template: Template,
        data: z.record(z.string().regex(/^\w{1,40}$/), z.string().max(200)),
        page: z.string().max(1024).optional(),
        key: z.string().min(1).max(80).meta({ description: 'What is sent again by the same key goes out once' }),
      }),
    )
    .output(Credit),
  link: api
    .meta(write)
    .route({
      ...{ method: 'POST', path: '/carrier-accounts/{id}/links', tags },
      summary: 'A link that opens a page of the mini program; outside WeChat it opens for one person only',
    })
    .input(
      z.object({
        id: Id,
        path: z.string().max(1024).default(''),
        query: z
          .string()
          .max(1024)
          .regex(/^[\w!#$&'()*+,/:;=?@\-.~%]*$/)
          .default(''),
        days: z.number().int().min(1).max(30).default(30),
      }),
    )
    .output(z.object({ url: z.url(), until: Time })),
}
