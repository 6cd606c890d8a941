import { z } from 'zod'
import { api } from '#kit/api'

export const system = {
  status: api
    .meta({ needs: 'system:read' })
    .route({
      method: 'GET',
      path: '/system',
      tags: ['system'],
      summary: 'Versions, stores, disk, and what waits where',
    })
    .output(
      z.object({
        version: z.string(),
        node: z.string(),
        startedAt: z.iso.datetime(),
        stores: z.array(z.object({ name: z.string(), place: z.string(), version: z.string(), state: z.string() })),
        disk: z.object({ folder: z.string(), freeBytes: z.number(), totalBytes: z.number() }),
        memoryBytes: z.number(),
        eventsWaiting: z.number().meta({ description: 'Accepted and not yet stored' }),
        relays: z.array(
          z.object({
            consumer: z.string(),
            waiting: z.number(),
            failures: z.number(),
            lastError: z.string().nullable(),
          }),
        ),
      }),
    ),
}
