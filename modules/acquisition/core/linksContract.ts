import { z } from 'zod'
import { api, Id, pageOf, paging, Time } from '#kit/api'
import { linkFields } from './fields.ts'

const Count = z.number().int()

const Link = z.object({
  id: Id,
  code: z.string(),
  shortUrl: z.string(),
  ...linkFields,
  hasPassword: z.boolean(),
  on: z.boolean(),
  clicks: Count.meta({ description: 'Of the last 30 days, without crawlers' }),
  visitors: Count.meta({ description: 'Of the last 30 days; one browser on one day counts one' }),
  createdBy: z.string(),
  createdAt: Time,
  changedAt: Time,
})

const Share = z.object({ value: z.string(), clicks: Count, visitors: Count })

const Clicks = z.object({
  clicks: Count,
  visitors: Count,
  bots: Count.meta({ description: 'Crawlers and previews; in no other number' }),
  days: z.array(z.object({ start: Time, clicks: Count, visitors: Count })),
  by: z.object({
    app: z.array(Share),
    device: z.array(Share),
    region: z.array(Share),
    referrer: z.array(Share),
    way: z.array(Share).meta({ description: '0 = the address, 1 … = variants, -1 … = targets, in their order' }),
  }),
})

const read = { needs: 'people:read' }
const write = { needs: 'people:write' }
const tags = ['acquisition']
const byId = z.object({ id: Id })
const Password = z.string().min(4).max(64)

/** Short links and their clicks. */
export const links = {
  list: api
    .meta(read)
    .route({ method: 'GET', path: '/links', tags, summary: 'Links, newest first' })
    .input(z.object({ ...paging, q: z.string().max(100).optional() }))
    .output(pageOf(Link)),
  get: api.meta(read).route({ method: 'GET', path: '/links/{id}', tags, summary: 'One link' }).input(byId).output(Link),
  create: api
    .meta(write)
    .route({ method: 'POST', path: '/links', tags, summary: 'Make a short link', successStatus: 201 })
    .input(z.object({ ...linkFields, name: linkFields.name.optional(), password: Password.optional() }))
    .output(Link),
  change: api
    .meta(write)
    .route({ method: 'PATCH', path: '/links/{id}', tags, summary: 'Change what is given; the code stays' })
    .input(
      byId.extend({
        ...{
          url: linkFields.url.optional(),
          name: linkFields.name.optional(),
          note: linkFields.note.unwrap().optional(),
        },
        ...{ targets: linkFields.targets.unwrap().optional(), variants: linkFields.variants.unwrap().optional() },
        ...{ urlWeight: linkFields.urlWeight.unwrap().optional(), expiresAt: linkFields.expiresAt.unwrap().optional() },
        password: Password.nullable().optional(),
        on: z.boolean().optional(),
      }),
    )
    .output(Link),
  clicks: api
    .meta(read)
    .route({
      method: 'GET',
      path: '/links/{id}/clicks',
      tags,
      summary: 'Clicks by day, app, device, region, referrer, way',
    })
    .input(byId.extend({ from: Time.optional(), to: Time.optional() }))
    .output(Clicks),
}
