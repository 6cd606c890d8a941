import { z } from 'zod'
import { api, Id, Time } from '#kit/api'

const Counts = z.object({
  all: z.number().int(),
  pending: z.number().int(),
  invited: z.number().int(),
  added: z.number().int(),
  dropped: z.number().int().meta({ description: 'Not to be found, or refused' }),
})

const PhoneList = z.object({
  id: Id,
  account: Id,
  name: z.string(),
  hello: z.string(),
  cap: z.number().int(),
  madeAt: Time,
  endedAt: Time.nullable(),
  phones: Counts,
})

const newPhoneList = z
  .object({
    account: Id,
    name: z.string().trim().min(1).max(40),
    hello: z.string().trim().max(50).default('').meta({ description: 'What a member writes when they ask' }),
    cap: z.number().int().min(1).max(60).default(25).meta({ description: 'Numbers a member may be shown a day' }),
    staff: z.array(z.string().min(1).max(64)).min(1).max(200),
    text: z.string().max(200_000).optional().meta({ description: 'A number a line, behind a comma a name' }),
    segment: Id.optional(),
    basis: z
      .string()
      .trim()
      .min(2)
      .max(200)
      .meta({ description: 'Why these people may be asked; goes to the audit log' }),
  })
  .refine(({ text, segment }) => (text === undefined) !== (segment === undefined), {
    message: 'either text or segment',
    path: ['text'],
  })
export type NewPhoneList = z.output<typeof newPhoneList>

const read = { needs: 'carriers:read' }
const write = { needs: 'carriers:write' }
const tags = ['phone lists']
const byId = z.object({ id: Id })

/** Phone numbers given to members, followed from pending to added. */
export const phoneLists = {
  list: api
    .meta(read)
    .route({ method: 'GET', path: '/phone-lists', tags, summary: 'Lists of numbers, newest first' })
    .output(z.object({ items: z.array(PhoneList) })),
  create: api
    .meta(write)
    .route({
      method: 'POST',
      path: '/phone-lists',
      tags,
      summary: 'Divide numbers among members; whom a member has already, and whom nobody may ask, is left out',
      successStatus: 201,
    })
    .input(newPhoneList)
    .output(
      PhoneList.extend({
        left: z.object({
          wrong: z.number().int().meta({ description: 'No number, or a second time the same' }),
          known: z.number().int().meta({ description: 'A member has them already' }),
          refused: z
            .number()
            .int()
            .meta({ description: 'By the rules of contact: not agreed, withdrawn, excluded, too often' }),
        }),
      }),
    ),
  members: api
    .meta(read)
    .route({ method: 'GET', path: '/phone-lists/{id}/members', tags, summary: 'How far each member is' })
    .input(byId)
    .output(
      z.object({ items: z.array(Counts.extend({ member: z.string(), name: z.string(), lastAt: Time.nullable() })) }),
    ),
  end: api
    .meta(write)
    .route({ method: 'POST', path: '/phone-lists/{id}/end', tags, summary: 'Nobody is shown a number of it any more' })
    .input(byId)
    .output(PhoneList),
}
