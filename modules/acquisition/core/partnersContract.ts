import { z } from 'zod'
import { api, Id, pageOf, paging, Time } from '#kit/api'
import { patchOf } from '#kit/form'
import { addressSchema } from './hookFields.ts'
import { taxCategories } from './partners/statement.ts'

const tags = ['partners']
const read = { needs: 'people:read' }
const write = { needs: 'people:write' }
const Count = z.number().int()
const Fen = z.number().int()
const byId = z.object({ id: Id })
const done = z.object({ done: z.literal(true) })
const Day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'must be a day like 2026-06-01')
const reason = z.string().trim().min(2).max(200)

export const partnerKinds = ['kol', 'koc'] as const
export const platformNames = ['douyin', 'xiaohongshu', 'bilibili', 'weibo', 'wechatChannels', 'zhihu', 'other'] as const

const PlatformOf = z.strictObject({
  platform: z.enum(platformNames),
  account: z.string().trim().min(1).max(80),
  followers: z.number().int().min(0).max(1e10).nullable().default(null),
})
export type Platform = z.output<typeof PlatformOf>

/** ID numbers have 18 places, the last one a check; companies have a credit code of 18 letters and digits. */
const IdNumber = z
  .string()
  .trim()
  .toUpperCase()
  .regex(/^[0-9A-Z]{18}$/, 'must be an ID number or credit code of 18 places')

const open = {
  kind: z.enum(partnerKinds).meta({ description: 'kol = with many followers, koc = a customer who is listened to' }),
  name: z.string().trim().min(1).max(60),
  upline: Id.nullable().default(null).meta({ description: 'Who brought them in; nobody stands above that one' }),
  person: Id.nullable().default(null).meta({ description: 'Who they are among the people; money goes to them' }),
  tax: z.enum(taxCategories).default('labour'),
  platforms: z.array(PlatformOf).max(10).default([]),
  contractFrom: Day.nullable().default(null),
  contractTo: Day.nullable().default(null),
  contractNote: z.string().trim().max(2000).default(''),
  tags: z.array(z.string().trim().min(1).max(20)).max(20).default([]),
  note: z.string().trim().max(2000).default(''),
}

const sealed = {
  realName: z.string().trim().min(2).max(60).nullable().default(null),
  idNumber: IdNumber.nullable().default(null),
  phone: z.string().trim().max(20).nullable().default(null),
  contact: z.string().trim().max(200).nullable().default(null),
}

const PartnerInput = z.strictObject({ ...open, ...sealed })
export type PartnerInput = z.output<typeof PartnerInput>

/** What came of a partner so far. Money in fen. */
const Figures = z.object({
  orders: Count,
  net: Fen,
  refunded: Count.meta({ description: 'Orders of which something went back' }),
  activations: Count,
  earned: Fen.meta({ description: 'Before anything was taken back' }),
  clawedBack: Fen,
  held: Fen.meta({ description: 'Not on an approved statement; below 0 it is owed to us' }),
  due: Fen.meta({ description: 'Of what is held: its time is over, and nothing speaks against it' }),
  payable: Fen,
  paying: Fen,
  paid: Fen,
  flags: Count.meta({ description: 'Open ones' }),
  samples: Fen.meta({ description: 'Cost of what was sent to them' }),
})

const Partner = z.object({
  id: Id,
  ...open,
  level: z.number().int().min(1).max(2),
  uplineName: z.string().nullable(),
  personName: z.string().nullable().meta({ description: 'Masked' }),
  realName: z.string().nullable().meta({ description: 'Masked, like the next three' }),
  idNumber: z.string().nullable(),
  phone: z.string().nullable(),
  contact: z.string().nullable(),
  on: z.boolean(),
  figures: Figures,
  createdAt: Time,
  changedAt: Time,
})

const FileOf = z.object({ id: Id, name: z.string(), type: z.string(), size: Count, addedBy: z.string(), addedAt: Time })

const sampleFields = {
  what: z.string().trim().min(1).max(80),
  quantity: z.number().int().min(1).max(10_000).default(1),
  cost: Fen.min(0).max(1e9).meta({ description: 'Fen of all pieces, with freight' }),
  carrier: z.string().trim().max(30).default(''),
  tracking: z.string().trim().max(40).default(''),
  note: z.string().trim().max(200).default(''),
}
const Sample = z.object({
  id: Id,
  ...sampleFields,
  address: z.string().nullable().meta({ description: 'Masked' }),
  sentAt: Time,
  backAt: Time.nullable(),
  by: z.string(),
})

const Way = z.object({
  id: Id,
  partner: Id,
  programme: Id,
  programmeName: z.string(),
  kind: z.enum(['link', 'live', 'code']),
  name: z.string(),
  code: z.string().meta({ description: 'What marks who came by it; typed as the channel of an order it counts too' }),
  url: z.string().nullable().meta({ description: 'What is given away' }),
  clicks: Count.nullable().meta({ description: 'Of the last 30 days; null = no link' }),
  deals: Count,
  on: z.boolean(),
  madeAt: Time,
})

const Candidate = z.object({
  person: Id,
  name: z.string().nullable(),
  partner: Id.nullable().meta({ description: 'They are on the roster already' }),
  friends: Count.meta({ description: 'Whose inviter they are, on the board' }),
  buyers: Count,
  repeat: Count.meta({ description: 'Bought twice or more' }),
  orders: Count,
  net: Fen.meta({ description: 'Fen that their friends paid in the end' }),
  linkFriends: Count.meta({ description: 'Added by a link of theirs' }),
})

export const PartnerFilter = z.object({
  q: z.string().trim().max(60).optional(),
  kind: z.enum(partnerKinds).optional(),
  tag: z.string().max(20).optional(),
  state: z.enum(['on', 'off']).optional(),
})

/** KOL and KOC: who they are, what they were given, and by what they are known. */
export const partners = {
  list: api
    .meta(read)
    .route({ method: 'GET', path: '/partners', tags, summary: 'Partners, newest first' })
    .input(PartnerFilter.extend(paging))
    .output(pageOf(Partner)),
  get: api
    .meta(read)
    .route({ method: 'GET', path: '/partners/{id}', tags, summary: 'One partner with their figures' })
    .input(byId)
    .output(Partner),
  create: api
    .meta(write)
    .route({ method: 'POST', path: '/partners', tags, summary: 'Take a KOL or KOC on', successStatus: 201 })
    .input(PartnerInput)
    .output(Partner),
  change: api
    .meta(write)
    .route({
      method: 'PATCH',
      path: '/partners/{id}',
      tags,
      summary: 'Change what is known of them; switched off they earn nothing new',
    })
    .input(byId.extend({ on: z.boolean().optional(), set: patchOf(PartnerInput).default({}) }))
    .output(Partner),
  reveal: api
    .meta({ needs: 'people:reveal' })
    .route({
      method: 'POST',
      path: '/partners/{id}/reveal',
      tags,
      summary: 'Real name, number, phone and contact in full; goes to the audit log',
    })
    .input(byId.extend({ reason }))
    .output(
      z.object({
        ...{ realName: z.string().nullable(), idNumber: z.string().nullable() },
        ...{ phone: z.string().nullable(), contact: z.string().nullable() },
      }),
    ),
  files: api
    .meta(read)
    .route({ method: 'GET', path: '/partners/{id}/files', tags, summary: 'Files of the contract' })
    .input(byId)
    .output(z.object({ items: z.array(FileOf) })),
  addFile: api
    .meta(write)
    .route({
      ...{ method: 'POST', path: '/partners/{id}/files', tags, successStatus: 201 },
      summary: 'A file of the contract: PDF, JPEG or PNG of at most 2 MB; it is kept sealed',
    })
    .input(byId.extend({ name: z.string().trim().min(1).max(100), data: z.base64().max(2_800_000) }))
    .output(FileOf),
  file: api
    .meta(write)
    .route({ method: 'GET', path: '/partner-files/{id}', tags, summary: 'What is in a file' })
    .input(byId)
    .output(z.object({ name: z.string(), type: z.string(), data: z.string().meta({ description: 'Base64' }) })),
  removeFile: api
    .meta(write)
    .route({ method: 'DELETE', path: '/partner-files/{id}', tags, summary: 'Take a file away for good' })
    .input(byId)
    .output(done),
  samples: api
    .meta(read)
    .route({ method: 'GET', path: '/partners/{id}/samples', tags, summary: 'What was sent to them' })
    .input(byId)
    .output(z.object({ items: z.array(Sample) })),
  addSample: api
    .meta(write)
    .route({
      ...{ method: 'POST', path: '/partners/{id}/samples', tags, successStatus: 201 },
      summary: 'A sample goes out; what it costs stands in the books',
    })
    .input(byId.extend({ ...sampleFields, address: addressSchema.nullable().default(null) }))
    .output(Sample),
  sampleBack: api
    .meta(write)
    .route({
      method: 'POST',
      path: '/partner-samples/{id}/return',
      tags,
      summary: 'It came back: the cost is taken out again',
    })
    .input(byId)
    .output(Sample),
  ways: api
    .meta(read)
    .route({ method: 'GET', path: '/partners/{id}/ways', tags, summary: 'Links, live codes and codes of a partner' })
    .input(byId)
    .output(z.object({ items: z.array(Way) })),
  addWay: api
    .meta(write)
    .route({
      ...{ method: 'POST', path: '/partners/{id}/ways', tags, successStatus: 201 },
      summary: 'A link of their own to a page, a live code that is theirs, or a code for the order',
    })
    .input(
      byId.extend({
        programme: Id,
        way: z.discriminatedUnion('kind', [
          z.strictObject({ kind: z.literal('link'), url: z.url().max(2000) }),
          z.strictObject({ kind: z.literal('live'), live: Id }),
          z.strictObject({
            kind: z.literal('code'),
            code: z
              .string()
              .trim()
              .toLowerCase()
              .regex(/^[a-z0-9-]{3,20}$/)
              .optional(),
          }),
        ]),
      }),
    )
    .output(Way),
  changeWay: api
    .meta(write)
    .route({
      method: 'PATCH',
      path: '/partner-ways/{id}',
      tags,
      summary: 'Switch it on or off; off it earns nothing new',
    })
    .input(byId.extend({ on: z.boolean() }))
    .output(Way),
  candidates: api
    .meta(read)
    .route({
      method: 'GET',
      path: '/partner-candidates',
      tags,
      summary: 'Customers whose friends bought, those that paid most first: whom to ask',
    })
    .input(
      z.object({
        least: z.coerce.number().int().min(1).max(1000).default(2).meta({ description: 'Friends, at least' }),
        limit: z.coerce.number().int().min(1).max(200).default(50),
      }),
    )
    .output(z.object({ items: z.array(Candidate) })),
  friends: api
    .meta(read)
    .route({
      method: 'GET',
      path: '/partner-candidates/{id}',
      tags,
      summary: 'Whom a customer brought, and their orders',
    })
    .input(byId)
    .output(
      z.object({
        items: z.array(z.object({ person: Id, name: z.string().nullable(), orders: Count, net: Fen, at: Time })),
      }),
    ),
}
