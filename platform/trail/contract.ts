import { z } from 'zod'
import { api, Id, pageOf, paging, Time } from '#kit/api'

const Entry = z.object({
  id: Id,
  at: Time,
  actor: z.string().meta({ description: '`staff:ID`, `apiKey:ID`, or the name of a part of Siyu' }),
  action: z.string(),
  subject: z.string(),
  detail: z.record(z.string(), z.unknown()),
})

export const trail = {
  list: api
    .meta({ needs: 'audit:read' })
    .route({ method: 'GET', path: '/audit', tags: ['system'], summary: 'Who did what, newest first; append-only' })
    .input(
      z.object({
        ...paging,
        actor: z.string().max(100).optional(),
        action: z.string().max(100).optional(),
        subject: z.string().max(200).optional(),
      }),
    )
    .output(pageOf(Entry)),
  actions: api
    .meta({ needs: 'audit:read' })
    .route({ method: 'GET', path: '/audit/actions', tags: ['system'], summary: 'The kinds of things that were done' })
    .output(z.object({ items: z.array(z.string()) })),
}
