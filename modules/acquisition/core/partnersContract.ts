import { z } from 'zod'
import { api, Id, pageOf, paging, Time } from '#kit/api'
import { patchOf } from '#kit/form'
import { addressSchema } from './hookFields.ts'
import { Candidate, FileOf, Partner, PartnerInput, partnerKinds, Sample, sampleFields, Way } from './partnerShapes.ts'

const tags = ['partners']
const read = { needs: 'people:read' }
const write = { needs: 'people:write' }
const byId = z.object({ id: Id })
const done = z.object({ done: z.literal(true) })
const reason = z.string().trim().min(2).max(200)

const PartnerFilter = z.object({
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
        items: z.array(
          z.object({
            person: Id,
            name: z.string().nullable(),
            orders: z.number().int(),
            net: z.number().int(),
            at: Time,
          }),
        ),
      }),
    ),
}
