import { z } from 'zod'
import { api, Id, pageOf, paging, Time } from '#kit/api'
import { field } from '#kit/form'
import { welcomeSchema } from './welcome.ts'

/** What is said of a new code. */
export const codeSchema = z.strictObject({
  account: Id,
  name: field(z.string().trim().min(1).max(30), { zh: '名称', en: 'Name' }),
  staff: field(z.array(z.string().min(1).max(64)).min(1).max(100), {
    zh: '接待员工',
    en: 'Members',
    help: { zh: '多人时由企业微信轮流分配', en: 'With several, WeCom takes turns' },
  }),
  skipVerify: field(z.boolean().default(true), { zh: '自动通过好友申请', en: 'Accept without asking' }),
  source: field(z.string().trim().min(1).max(64).optional(), {
    zh: '来源渠道',
    en: 'Source',
    help: { zh: '扫码进来的人记为来自这里', en: 'Whoever comes by it came from here' },
  }),
  welcome: welcomeSchema.optional(),
})

const Code = z.object({
  id: Id,
  account: Id,
  name: z.string(),
  staff: z.array(z.string()),
  skipVerify: z.boolean(),
  source: z.string().nullable(),
  welcome: welcomeSchema.nullable(),
  qrCode: z.string().nullable().meta({ description: 'Address of the picture at the platform' }),
  made: z.enum(['making', 'made', 'failed']),
  error: z.string().nullable(),
  added: z.number().int().meta({ description: 'Ties that came by it' }),
  lost: z.number().int().meta({ description: 'Of these, ended' }),
  welcomed: z.number().int(),
  on: z.boolean(),
  createdAt: Time,
})

const read = { needs: 'carriers:read' }
const write = { needs: 'carriers:write' }
const tags = ['carriers']
const byId = z.object({ id: Id })

/** Contact ways of WeCom: whoever scans one becomes a customer of a member. */
export const codes = {
  list: api
    .meta(read)
    .route({ method: 'GET', path: '/staff-codes', tags, summary: 'Staff codes, newest first' })
    .input(z.object({ ...paging, account: Id.optional() }))
    .output(pageOf(Code)),
  create: api
    .meta(write)
    .route({ method: 'POST', path: '/staff-codes', tags, summary: 'Make a staff code', successStatus: 201 })
    .input(codeSchema)
    .output(Code),
  change: api
    .meta(write)
    .route({
      method: 'PATCH',
      path: '/staff-codes/{id}',
      tags,
      summary: 'Change it here and at the platform; what is not given stays',
    })
    .input(
      byId.extend({
        name: codeSchema.shape.name.optional(),
        staff: codeSchema.shape.staff.optional(),
        skipVerify: z.boolean().optional(),
        source: z.string().trim().min(1).max(64).nullable().optional(),
        welcome: welcomeSchema.nullable().optional(),
      }),
    )
    .output(Code),
  make: api
    .meta(write)
    .route({
      method: 'POST',
      path: '/staff-codes/{id}/make',
      tags,
      summary: 'Make it at the platform once more, where that did not work; one that is there already is found again',
    })
    .input(byId)
    .output(Code),
  remove: api
    .meta(write)
    .route({ method: 'DELETE', path: '/staff-codes/{id}', tags, summary: 'End it: whoever scans it reaches nobody' })
    .input(byId)
    .output(z.object({ done: z.literal(true) })),
}
