import { z } from 'zod'
import { api, Id, Time } from '#kit/api'

/** What a platform told of money. */
export const money = {
  list: api
    .meta({ needs: 'carriers:read' })
    .route({
      ...{ method: 'GET', path: '/carrier-accounts/{id}/money', tags: ['carriers'] },
      summary: 'The newest payments, refunds and transfers of a merchant, state by state, as the platform told them',
    })
    .input(z.object({ id: Id, limit: z.coerce.number().int().min(1).max(200).default(50) }))
    .output(
      z.object({
        items: z.array(
          z.object({
            kind: z.enum(['payment', 'refund', 'transfer']),
            number: z.string(),
            state: z.string().meta({ description: 'As the platform names it' }),
            toldAs: z.string().meta({ description: 'The number of the platform' }),
            amount: z.number().int().meta({ description: 'Fen' }),
            at: Time,
          }),
        ),
      }),
    ),
}
