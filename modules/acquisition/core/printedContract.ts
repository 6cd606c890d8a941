import { z } from 'zod'
import { api, Id, pageOf, paging, Time } from '#kit/api'
import { patchOf } from '#kit/form'

const Printed = z.object({
  id: Id,
  live: Id,
  name: z.string(),
  code: z.string(),
  number: z.string(),
  place: z.string(),
  owner: z.string(),
  printedOn: z.iso.date().nullable(),
  note: z.string(),
  hasPhoto: z.boolean(),
  on: z.boolean().meta({ description: 'Still hangs there' }),
  leads: z.boolean().meta({ description: 'Its code is on, and nothing stands against it' }),
  madeAt: Time,
})
const printedFields = {
  live: Id,
  number: z.string().trim().min(1).max(40),
  place: z.string().trim().min(1).max(120),
  owner: z.string().trim().max(40).default(''),
  printedOn: z.iso.date().nullable().default(null),
  note: z.string().trim().max(300).default(''),
}
const printedSchema = z.strictObject(printedFields)
export type PrintedGiven = z.output<typeof printedSchema>

const Picture = z.object({ type: z.enum(['image/jpeg', 'image/png']), data: z.string().max(2_900_000) })

const read = { needs: 'people:read' }
const write = { needs: 'people:write' }
const tags = ['acquisition']
const byId = z.object({ id: Id })
const Done = z.object({ done: z.literal(true) })

/** Where codes are printed. */
export const printedCodes = {
  printed: api
    .meta(read)
    .route({ method: 'GET', path: '/printed-codes', tags, summary: 'Where codes are printed, newest first' })
    .input(z.object({ ...paging, live: Id.optional(), q: z.string().max(100).optional() }))
    .output(pageOf(Printed)),
  addPrinted: api
    .meta(write)
    .route({ method: 'POST', path: '/printed-codes', tags, summary: 'A code was printed', successStatus: 201 })
    .input(printedSchema)
    .output(Printed),
  changePrinted: api
    .meta(write)
    .route({
      method: 'PATCH',
      path: '/printed-codes/{id}',
      tags,
      summary: 'Change what is known of it, or that it is gone',
    })
    .input(byId.extend({ set: patchOf(printedSchema.omit({ live: true })).optional(), on: z.boolean().optional() }))
    .output(Printed),
  setPhoto: api
    .meta(write)
    .route({
      method: 'PUT',
      path: '/printed-codes/{id}/photo',
      tags,
      summary: 'A photo of where it hangs; at most 2 MB',
    })
    .input(byId.extend(Picture.shape))
    .output(Done),
  photo: api
    .meta(read)
    .route({ method: 'GET', path: '/printed-codes/{id}/photo', tags, summary: 'Its photo' })
    .input(byId)
    .output(Picture),
}
