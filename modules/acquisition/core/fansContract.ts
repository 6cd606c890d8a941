import { z } from 'zod'
import { api, Id, type Problem, pageOf, paging, Time } from '#kit/api'
import { fanParts, fanReasons } from './fans/fan.ts'

const tags = ['acquisition']
const read = { needs: 'people:read' }
const Count = z.number().int()
const Fen = z.number().int()
const byId = z.object({ id: Id })

const Progress = z.object({
  fans: Count.meta({ description: 'Each human once, and whoever is only a nickname' }),
  matched: Count,
  known: Count.meta({ description: 'Of the matched: here before the list came' }),
  unmatched: z.object({
    nickname: Count.meta({ description: 'A nickname alone: nobody is made of it' }),
    hidden: Count.meta({ description: 'The platform has hidden the id' }),
    unusable: Count.meta({ description: 'Ids that are blocked, shared, or of somebody who was erased' }),
    erased: Count,
  }),
  contactable: Count.meta({ description: 'With a phone number, or reached by a carrier' }),
  ...{ added: Count, addedBefore: Count, members: Count },
  ...{ ordered: Count.meta({ description: 'With a direct order' }), orderedBefore: Count },
  gmv: Fen.meta({ description: 'Net of direct orders since the list came' }),
})

const Batch = z.object({
  id: Id.meta({ description: 'The number of its import' }),
  ...{ platform: z.string(), kind: z.string(), by: z.string(), at: Time },
  progress: Progress,
  redeemed: Count.meta({ description: 'Vouchers that were redeemed' }),
  redeemedAmount: Fen.meta({ description: 'What they say they cost' }),
})

const Fan = z.object({
  ...{ id: Id, line: Count.meta({ description: 'In the file' }) },
  person: Id.nullable(),
  name: z.string().nullable().meta({ description: 'Masked' }),
  account: z.string().nullable().meta({ description: 'At the platform, masked' }),
  known: z.boolean(),
  why: z.enum(fanReasons).nullable(),
  ...{ hasPhone: z.boolean(), isMember: z.boolean(), addedAt: Time.nullable(), firstOrderAt: Time.nullable() },
})

/** What of a batch is wanted. */
export const FanFilter = z.object({ batch: Id, part: z.enum(fanParts).default('all') })

/** Fans and members of public platforms, by the list they came with. */
export const fans = {
  batches: api
    .meta(read)
    .route({ method: 'GET', path: '/fan-batches', tags, summary: 'Lists of fans and how far they are, newest first' })
    .input(z.object({ ...paging, platform: z.string().max(40).optional() }))
    .output(pageOf(Batch)),
  platforms: api
    .meta(read)
    .route({ method: 'GET', path: '/fan-platforms', tags, summary: 'How far the fans of each platform are' })
    .output(z.object({ items: z.array(z.object({ platform: z.string(), batches: Count, progress: Progress })) })),
  batch: api
    .meta(read)
    .route({ method: 'GET', path: '/fan-batches/{id}', tags, summary: 'One list' })
    .input(byId)
    .output(Batch),
  fans: api
    .meta(read)
    .route({ method: 'GET', path: '/fan-batches/{batch}/fans', tags, summary: 'The fans of a list, by its lines' })
    .input(FanFilter.extend(paging))
    .output(pageOf(Fan)),
  segment: api
    .meta({ needs: 'people:write' })
    .route({
      ...{ method: 'POST', path: '/fan-batches/{batch}/segment', tags, successStatus: 201 },
      summary: 'Make a segment of the matched people of a part, for whatever comes next',
    })
    .input(FanFilter.extend({ name: z.string().trim().min(1).max(100) }))
    .output(z.object({ segment: Id, people: Count })),
}

export type FanRefusal = 'no-such-batch' | 'nobody-there'

export const fanProblems: Record<FanRefusal, Problem> = {
  'no-such-batch': { status: 404, title: { zh: '没有这个粉丝批次', en: 'No such list of fans' } },
  'nobody-there': { status: 409, title: { zh: '这一部分里没有客户', en: 'Nobody is in this part' } },
}
