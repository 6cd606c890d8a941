import { z } from 'zod'
import { api } from '#kit/api'
import { metricUnits } from './metrics.ts'

const Words = z.object({ zh: z.string(), en: z.string() })

/** The catalogue of metrics. */
export const metricCatalogue = {
  list: api
    .meta({ needs: 'insight:read' })
    .route({
      method: 'GET',
      path: '/insight/metrics',
      tags: ['insight'],
      summary: 'Every metric: what it is called, what it counts, in which unit, who answers for it and its SQL',
    })
    .output(
      z.object({
        items: z.array(
          z.object({
            name: z.string(),
            unit: z.enum(metricUnits).meta({ description: 'fen = money in fen; share = 0-1' }),
            title: Words,
            definition: Words,
            owner: z.enum(['operations', 'finance', 'growth']),
            endpoint: z.string().meta({ description: 'Who answers it' }),
            path: z.string().meta({ description: 'Where in the answer it stands' }),
            query: z.string().nullable().meta({ description: 'Name of the query; null = put together from others' }),
            sql: z.string().nullable().meta({ description: 'With the names of its parameters' }),
          }),
        ),
      }),
    ),
}
