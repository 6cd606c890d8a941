import { z } from 'zod'
import { api, Id } from '#kit/api'
import { followerTagLimits, unitsOf } from './followerTags.ts'
import { directions } from './tags.ts'

const Group = z.object({
  id: z.string(),
  name: z.string(),
  direction: z.enum(directions),
  tags: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      tag: Id.nullable().meta({ description: 'Ours; null = none yet, or one by rule of this name' }),
      ties: z.number().int().meta({ description: 'Of members and customers that have it' }),
      waiting: z.number().int().meta({ description: 'On their way to the platform' }),
      failed: z.number().int(),
    }),
  ),
})
const tags = ['carriers']
const Items = z.object({ items: z.array(Group) })
const write = { needs: 'carriers:write' }
/** What a tag of followers is called. */
const TagName = z
  .string()
  .trim()
  .min(1)
  .refine((name) => unitsOf(name) <= followerTagLimits.nameUnits, {
    message: 'at most 30 letters, a Chinese one is two',
  })

/** Tags of a corp, and which way each group goes. */
export const carrierTags = {
  list: api
    .meta({ needs: 'carriers:read' })
    .route({ method: 'GET', path: '/carrier-accounts/{id}/tags', tags, summary: 'Tags of the corp by group' })
    .input(z.object({ id: Id }))
    .output(z.object({ items: z.array(Group) })),
  direct: api
    .meta({ needs: 'carriers:write' })
    .route({
      method: 'PUT',
      path: '/carrier-accounts/{id}/tag-groups/{group}',
      tags,
      summary: 'Which way a group goes: in = theirs become ours, out = ours theirs, both, off',
    })
    .input(z.object({ id: Id, group: z.string().max(64), direction: z.enum(directions) }))
    .output(z.object({ items: z.array(Group) })),
  create: api
    .meta(write)
    .route({
      ...{ method: 'POST', path: '/carrier-accounts/{id}/tags', tags, successStatus: 201 },
      summary: 'Make a tag of followers at an official account: 100 at most',
    })
    .input(z.object({ id: Id, name: TagName }))
    .output(Items),
  rename: api
    .meta(write)
    .route({ method: 'PATCH', path: '/carrier-accounts/{id}/tags/{tag}', tags, summary: 'Rename a tag of followers' })
    .input(z.object({ id: Id, tag: z.string().max(64), name: TagName }))
    .output(Items),
  remove: api
    .meta(write)
    .route({
      ...{ method: 'DELETE', path: '/carrier-accounts/{id}/tags/{tag}', tags },
      summary: 'Remove a tag of followers at the platform; the tag here stays with whoever has it',
    })
    .input(z.object({ id: Id, tag: z.string().max(64) }))
    .output(Items),
}
