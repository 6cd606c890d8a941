import { z } from 'zod'
import { api, Id, pageOf, paging, Time } from '#kit/api'
import { figureNames } from './figures.ts'

const tags = ['carriers']
const read = { needs: 'carriers:read' }
const Count = z.number().int()

const Figures = z
  .partialRecord(z.enum(figureNames), Count)
  .meta({ description: 'As the platform counts; what it does not say is absent. gmv is fen, averageSeconds seconds' })

const Sold = z
  .object({ orders: Count, net: Count.meta({ description: 'fen' }), people: Count })
  .meta({ description: 'Orders of this channel in the ledger that were paid while the room was open' })

const Room = z.object({
  ...{ id: Id, platform: z.string(), account: z.string(), title: z.string() },
  ...{ startedAt: Time, endedAt: Time.nullable(), figures: Figures, updatedAt: Time },
  sold: Sold.nullable().meta({
    description: 'null = it is not known when the room ended, or whoever asks may not read orders',
  }),
})

const range = { from: Time.optional(), to: Time.optional() }

/** Live rooms, as files of the platforms tell of them. */
export const liveRooms = {
  list: api
    .meta(read)
    .route({
      ...{ method: 'GET', path: '/live-rooms', tags },
      summary: 'Live rooms, the newest first, with what the ledger has of them',
    })
    .input(z.object({ ...paging, ...range, platform: z.string().max(40).optional() }))
    .output(pageOf(Room)),
  sums: api
    .meta(read)
    .route({ method: 'GET', path: '/live-rooms/sums', tags, summary: 'All rooms of a time in sum, by platform' })
    .input(z.object(range))
    .output(
      z.object({
        items: z.array(
          z.object({
            ...{ platform: z.string(), rooms: Count, sums: Figures },
            known: z
              .partialRecord(z.enum(figureNames), Count)
              .meta({ description: 'How many of the rooms say each figure' }),
          }),
        ),
      }),
    ),
}
