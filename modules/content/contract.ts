import { z } from 'zod'
import { api, Id, Time } from '#kit/api'
import { scriptSchema } from './core/script.ts'

export { scriptSchema } from './core/script.ts'

const Shown = scriptSchema.extend({
  id: Id,
  version: z.number().int(),
  uses: z.number().int().meta({ description: 'Of the last 90 days' }),
  changedAt: Time,
})
const tags = ['content']
const write = { needs: 'content:write', scope: 'free' as const }
const byId = z.object({ id: Id })

/** Scripts: what members say, in folders, with variables. */
export const scripts = {
  list: api
    .meta({ needs: 'content:read', scope: 'free' })
    .route({ method: 'GET', path: '/scripts', tags, summary: 'Scripts, the most used first, with their folders' })
    .input(
      z.object({
        q: z.string().max(60).optional().meta({ description: 'Words that stand in folder, title or text' }),
        folder: z.string().max(30).optional(),
      }),
    )
    .output(
      z.object({ items: z.array(Shown), folders: z.array(z.object({ name: z.string(), scripts: z.number().int() })) }),
    ),
  create: api
    .meta(write)
    .route({ method: 'POST', path: '/scripts', tags, summary: 'Write a script', successStatus: 201 })
    .input(scriptSchema)
    .output(Shown),
  change: api
    .meta(write)
    .route({
      method: 'PUT',
      path: '/scripts/{id}',
      tags,
      summary: 'Change a script; names the version it was made from',
    })
    .input(scriptSchema.extend({ id: Id, version: z.number().int() }))
    .output(Shown),
  archive: api
    .meta(write)
    .route({ method: 'DELETE', path: '/scripts/{id}', tags, summary: 'Put a script away; its uses stay' })
    .input(byId)
    .output(z.object({ done: z.literal(true) })),
  used: api
    .meta({ needs: 'desk:use', scope: 'free' })
    .route({ method: 'POST', path: '/scripts/{id}/uses', tags, summary: 'It was sent; counted once for a key' })
    .input(byId.extend({ key: z.string().min(8).max(64) }))
    .output(z.object({ done: z.literal(true) })),
}
