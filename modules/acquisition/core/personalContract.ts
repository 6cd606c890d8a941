import { z } from 'zod'
import { api, Id, pageOf, paging, Time } from '#kit/api'

const tags = ['acquisition']
const Count = z.number().int()

const Personal = z.object({
  person: Id,
  code: z.string(),
  shortUrl: z.string(),
  ref: z.string().meta({ description: 'What it was made for: `send:{id}` for a send' }),
  title: z.string(),
  madeAt: Time,
  clicks: Count.meta({ description: 'Without crawlers and previews' }),
  firstAt: Time.nullable().meta({ description: 'Of the first click' }),
})

/** Links of which each person has one of their own: a click is theirs. */
export const personalLinks = {
  create: api
    .meta({ needs: 'people:write' })
    .route({
      ...{ method: 'POST', path: '/links/{id}/people', tags, successStatus: 201 },
      summary: 'Give each of these people a link of their own; asked again by the same `ref` it is the same one',
    })
    .input(
      z.object({
        id: Id,
        people: z.array(Id).min(1).max(1000),
        ref: z
          .string()
          .trim()
          .min(1)
          .max(80)
          .regex(/^(?!send:)/)
          .meta({ description: 'What they are for, in your own words: each has links of its own' }),
        title: z.string().trim().min(1).max(60).optional(),
      }),
    )
    .output(z.object({ items: z.array(z.object({ person: Id, code: z.string(), shortUrl: z.string() })) })),
  list: api
    .meta({ needs: 'people:read' })
    .route({
      method: 'GET',
      path: '/links/{id}/people',
      tags,
      summary: 'Links of this one that people have, newest first',
    })
    .input(
      z.object({
        ...paging,
        id: Id,
        ref: z.string().max(80).optional(),
        clicked: z.enum(['yes', 'no']).optional().meta({ description: 'Only those that were clicked, or were not' }),
      }),
    )
    .output(pageOf(Personal).extend({ given: Count, clicked: Count })),
}
