import { z } from 'zod'
import { api, Id, pageOf, paging, Time } from '#kit/api'
import { field, patchOf } from '#kit/form'
import { welcomeSchema } from '#modules/carriers'
import type { Because } from './live/because.ts'
import { setupSchema } from './live/setup.ts'
import { printedCodes } from './printedContract.ts'

const Count = z.number().int()

/** How the printed code looks. */
const styleSchema = z.strictObject({
  color: z
    .string()
    .regex(/^#[0-9a-f]{6}$/i)
    .default('#000000'),
  caption: z.string().trim().max(20).default(''),
})

const liveFields = {
  name: field(z.string().trim().min(1).max(30), { zh: '名称', en: 'Name' }),
  note: z.string().trim().max(500).default(''),
  account: Id.nullable().default(null).meta({ description: 'Of WeCom; of codes for members and for groups' }),
  delivery: z
    .enum(['direct', 'page'])
    .default('page')
    .meta({ description: 'direct = the printed code is the platform’s own; page = ours, which shows the one chosen' }),
  setup: setupSchema,
  source: z.string().trim().min(1).max(64).nullable().default(null),
  welcome: welcomeSchema.nullable().default(null),
  tags: z.array(Id).max(20).default([]),
  remark: z.string().trim().max(40).nullable().default(null),
  skipVerify: z.boolean().default(true),
  expiresAt: Time.nullable().default(null),
  style: styleSchema.default({ color: '#000000', caption: '' }),
}
const liveSchema = z.strictObject(liveFields)
export type LiveGiven = z.output<typeof liveSchema>

const Live = z.object({
  ...liveFields,
  id: Id,
  code: z.string(),
  url: z.string().meta({ description: 'What a printed code of a page says' }),
  qr: z.string().nullable().meta({ description: 'Picture of the code at the platform, where there is one' }),
  on: z.boolean(),
  error: z.string().nullable(),
  scans: Count.meta({ description: 'Of the last 30 days, without crawlers' }),
  visitors: Count,
  added: Count.meta({ description: 'Ever; those who came back to a member they had among them' }),
  fresh: Count.meta({ description: 'Of these, whom nobody of the company had before' }),
  lost: Count,
  troubles: Count,
  createdBy: z.string(),
  createdAt: Time,
})

/** A step of a decision, as `Because` has it. */
const Reason = z.custom<Because>((value) => typeof value === 'object' && value !== null && 'why' in value)

const Decision = z.object({
  id: Id,
  at: Time,
  member: z.string().nullable(),
  memberName: z.string().nullable(),
  chat: z.string().nullable(),
  url: z.string().nullable(),
  app: z.string(),
  region: z.string(),
  because: z.array(Reason),
  added: z.boolean(),
})

const Report = z.object({
  shown: Count,
  added: Count,
  lostAdds: Count.meta({ description: 'Shown a member for longer than a day, and never added' }),
  hours: z.array(z.object({ hour: Count, shown: Count, added: Count })),
  members: z.array(
    z.object({
      member: z.string(),
      name: z.string(),
      shown: Count,
      added: Count,
      known: Count,
      left7: Count.meta({ description: 'Added and gone within seven days' }),
      today: Count,
      cap: Count.nullable(),
      against: z.enum(['left', 'inactive', 'no-right', 'off', 'shift', 'cap']).nullable(),
    }),
  ),
  arms: z.array(z.object({ target: z.string(), name: z.string(), shown: Count, added: Count })),
  joined: Count.nullable().meta({ description: 'Of a group code: who came into a chat by it' }),
})

const Trouble = z.object({
  id: Id,
  live: Id,
  name: z.string(),
  kind: z.enum(troubleKinds()),
  about: z.string(),
  aboutName: z.string(),
  covered: z.boolean().meta({ description: 'Whoever scans it is looked after all the same' }),
  since: Time,
})

function troubleKinds() {
  return ['member', 'nobody', 'backup', 'full', 'chat', 'broken', 'closed', 'quota', 'platform'] as const
}
export type TroubleKind = ReturnType<typeof troubleKinds>[number]

const Staff = z.object({
  members: z.array(
    z.object({ member: z.string(), name: z.string(), fit: z.boolean(), off: z.boolean(), customers: Count }),
  ),
  departments: z.array(z.object({ id: Count, parent: Count, name: z.string() })),
  chats: z.array(z.object({ chat: z.string(), name: z.string(), people: Count, gone: z.boolean() })),
})

const Duty = z.object({ on: z.boolean(), since: Time.nullable() })

const read = { needs: 'people:read' }
const write = { needs: 'people:write' }
const tags = ['acquisition']
const byId = z.object({ id: Id })
const member = z.object({ account: Id, member: z.string().min(1).max(64) })

/** Live codes, aggregate codes, and where they are printed. */
export const liveCodes = {
  list: api
    .meta(read)
    .route({ method: 'GET', path: '/live-codes', tags, summary: 'Live codes, newest first' })
    .input(z.object({ ...paging, kind: z.enum(['staff', 'group', 'store', 'aggregate']).optional() }))
    .output(pageOf(Live)),
  get: api
    .meta(read)
    .route({ method: 'GET', path: '/live-codes/{id}', tags, summary: 'One live code' })
    .input(byId)
    .output(Live),
  create: api
    .meta(write)
    .route({ method: 'POST', path: '/live-codes', tags, summary: 'Make a live code', successStatus: 201 })
    .input(liveSchema)
    .output(Live),
  change: api
    .meta(write)
    .route({ method: 'PATCH', path: '/live-codes/{id}', tags, summary: 'Change what is given; the printed code stays' })
    .input(byId.extend({ set: patchOf(liveSchema).optional(), on: z.boolean().optional() }))
    .output(Live),
  report: api
    .meta(read)
    .route({
      method: 'GET',
      path: '/live-codes/{id}/report',
      tags,
      summary: 'By hour, by member, by target; lost adds',
    })
    .input(byId.extend({ from: Time.optional(), to: Time.optional() }))
    .output(Report),
  decisions: api
    .meta(read)
    .route({
      method: 'GET',
      path: '/live-codes/{id}/decisions',
      tags,
      summary: 'Who was sent where and why, newest first',
    })
    .input(byId.extend(paging))
    .output(pageOf(Decision)),
  staff: api
    .meta(read)
    .route({ method: 'GET', path: '/live-codes/accounts/{account}', tags, summary: 'Who and what a code may lead to' })
    .input(z.object({ account: Id }))
    .output(Staff),
  quotas: api
    .meta(read)
    .route({ method: 'GET', path: '/live-codes/quotas', tags, summary: 'Codes at the platforms, of how many' })
    .output(z.object({ items: z.array(z.object({ account: Id, name: z.string(), used: Count, most: Count })) })),
  ofPerson: api
    .meta({ ...read, scope: 'person:id' })
    .route({
      method: 'GET',
      path: '/people/{id}/live-codes',
      tags,
      summary: 'By which codes they came, and why to these members',
    })
    .input(byId)
    .output(
      z.object({
        items: z.array(
          z.object({
            live: Id,
            name: z.string(),
            member: z.string(),
            memberName: z.string(),
            at: Time,
            leftAt: Time.nullable(),
            known: z.boolean(),
            because: z.array(Reason).nullable(),
            sure: z.boolean().meta({ description: 'No other decision can have been theirs' }),
          }),
        ),
      }),
    ),
  setDuty: api
    .meta(write)
    .route({ method: 'PUT', path: '/live-codes/duty', tags, summary: 'Somebody takes people, or nobody' })
    .input(member.extend({ on: z.boolean() }))
    .output(Duty),
  myDuty: api
    .meta({ needs: 'desk:use', scope: 'kept' })
    .route({ method: 'GET', path: '/desk/duty', tags, summary: 'Whether I take people who scan a live code' })
    .output(Duty),
  setMyDuty: api
    .meta({ needs: 'desk:use', scope: 'kept' })
    .route({ method: 'PUT', path: '/desk/duty', tags, summary: 'I take people now, or nobody' })
    .input(z.object({ on: z.boolean() }))
    .output(Duty),
  troubles: api
    .meta(read)
    .route({ method: 'GET', path: '/live-codes/troubles', tags, summary: 'What the patrol has found and is not gone' })
    .output(z.object({ items: z.array(Trouble), at: Time.nullable() })),
  patrol: api
    .meta(write)
    .route({ method: 'POST', path: '/live-codes/patrol', tags, summary: 'Look at every code now' })
    .output(z.object({ found: Count })),
  ...printedCodes,
}
