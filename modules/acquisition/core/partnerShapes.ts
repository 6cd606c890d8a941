import { z } from 'zod'
import { Id, Time } from '#kit/api'
import { taxCategories } from './partners/statement.ts'

const Count = z.number().int()
const Fen = z.number().int()
const Day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'must be a day like 2026-06-01')

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

export const PartnerInput = z.strictObject({ ...open, ...sealed })
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

export const Partner = z.object({
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

export const FileOf = z.object({
  id: Id,
  name: z.string(),
  type: z.string(),
  size: Count,
  addedBy: z.string(),
  addedAt: Time,
})

export const sampleFields = {
  what: z.string().trim().min(1).max(80),
  quantity: z.number().int().min(1).max(10_000).default(1),
  cost: Fen.min(0).max(1e9).meta({ description: 'Fen of all pieces, with freight' }),
  carrier: z.string().trim().max(30).default(''),
  tracking: z.string().trim().max(40).default(''),
  note: z.string().trim().max(200).default(''),
}
export const Sample = z.object({
  id: Id,
  ...sampleFields,
  address: z.string().nullable().meta({ description: 'Masked' }),
  sentAt: Time,
  backAt: Time.nullable(),
  by: z.string(),
})

export const Way = z.object({
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

export const Candidate = z.object({
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
