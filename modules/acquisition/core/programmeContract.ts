import { z } from 'zod'
import { api, Id, pageOf, paging, Time } from '#kit/api'
import { termsSchema } from './partners/terms.ts'

const tags = ['partners']
const read = { needs: 'people:read' }
const write = { needs: 'people:write' }
const byId = z.object({ id: Id })
const Count = z.number().int()

const fields = {
  name: z.string().trim().min(1).max(60),
  note: z.string().trim().max(2000),
  startsAt: Time,
  endsAt: Time.nullable(),
}

const Programme = z.object({
  id: Id,
  ...fields,
  terms: z.custom<z.output<typeof termsSchema>>().meta({ description: 'As they were sent, with what was left out' }),
  termsFrom: Time.meta({ description: 'Since when these hold; what was sold before keeps its own' }),
  versions: Count,
  on: z.boolean(),
  partners: Count.meta({ description: 'With a link or code in it' }),
  deals: Count,
  cost: z.number().int().meta({ description: 'Fen of commission, less what was taken back' }),
  createdAt: Time,
})

/** What is paid for what: programmes of partners. */
export const programmes = {
  list: api
    .meta(read)
    .route({ method: 'GET', path: '/partner-programmes', tags, summary: 'Programmes, newest first' })
    .input(z.object(paging))
    .output(pageOf(Programme)),
  get: api
    .meta(read)
    .route({ method: 'GET', path: '/partner-programmes/{id}', tags, summary: 'One programme' })
    .input(byId)
    .output(Programme),
  create: api
    .meta(write)
    .route({ method: 'POST', path: '/partner-programmes', tags, summary: 'Make a programme', successStatus: 201 })
    .input(
      z.strictObject({
        name: fields.name,
        note: fields.note.default(''),
        startsAt: Time.optional().meta({ description: 'Now when absent' }),
        endsAt: Time.nullable().default(null),
        terms: termsSchema,
      }),
    )
    .output(Programme),
  change: api
    .meta(write)
    .route({
      ...{ method: 'PATCH', path: '/partner-programmes/{id}', tags },
      summary: 'Change it; other terms hold for what is sold from now on',
    })
    .input(
      byId.extend({
        name: fields.name.optional(),
        note: fields.note.optional(),
        endsAt: fields.endsAt.optional(),
        on: z.boolean().optional(),
        terms: termsSchema.optional(),
      }),
    )
    .output(Programme),
}
