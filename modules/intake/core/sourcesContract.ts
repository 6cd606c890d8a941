import { z } from 'zod'
import { api, Id, pageOf, paging, Time } from '#kit/api'

const Source = z.object({
  id: z.string(),
  name: z.string(),
  slug: z.string().meta({ description: 'Also the `project` of the Sensors SDKs' }),
  kind: z.enum(['client', 'server']),
  writeKey: z.string(),
  dailyQuota: z.number().nullable().meta({ description: 'Events a day; null = no limit' }),
  createdAt: Time,
  disabledAt: Time.nullable(),
})

const tags = ['intake']

export const sources = {
  list: api
    .meta({ needs: 'sources:read' })
    .route({ method: 'GET', path: '/sources', tags, summary: 'Where events come from' })
    .output(z.object({ items: z.array(Source) })),
  create: api
    .meta({ needs: 'sources:write' })
    .route({ method: 'POST', path: '/sources', tags, summary: 'Make a source and its write key', successStatus: 201 })
    .input(
      z.object({
        name: z.string().trim().min(1).max(64),
        kind: z.enum(['client', 'server']).default('server').meta({
          description:
            'client = the key is public (browser, app): may attach anonymous ids and claim one login, never merges people',
        }),
        dailyQuota: z.number().int().positive().max(1e12).optional(),
      }),
    )
    .output(Source),
  disable: api
    .meta({ needs: 'sources:write' })
    .route({ method: 'DELETE', path: '/sources/{id}', tags, summary: 'Stop a source; its events stay' })
    .input(z.object({ id: Id }))
    .output(Source),
}

export const parked = {
  list: api
    .meta({ needs: 'sources:read' })
    .route({ method: 'GET', path: '/parked', tags, summary: 'Events that could not be stored, with the reason' })
    .input(z.object({ ...paging, reason: z.string().max(50).optional() }))
    .output(
      pageOf(
        z.object({
          id: Id,
          source: z.string(),
          receivedAt: Time,
          reason: z.string(),
          messageId: z.string().nullable(),
          raw: z.unknown(),
        }),
      ),
    ),
  summary: api
    .meta({ needs: 'sources:read' })
    .route({ method: 'GET', path: '/parked/summary', tags, summary: 'Parked events by reason' })
    .output(z.object({ items: z.array(z.object({ reason: z.string(), events: z.number(), lastAt: Time })) })),
}

export const eventSettings = {
  read: api
    .meta({ needs: 'settings:read' })
    .route({ method: 'GET', path: '/settings/events', tags, summary: 'How long raw events are kept' })
    .output(z.object({ retentionDays: z.number(), version: z.number() })),
  change: api
    .meta({ needs: 'settings:write' })
    .route({ method: 'PUT', path: '/settings/events', tags, summary: 'Change how long raw events are kept' })
    .input(z.object({ retentionDays: z.number().int().min(0).max(36_500).meta({ description: '0 = for ever' }) }))
    .output(z.object({ retentionDays: z.number(), version: z.number() })),
}

export const events = {
  recent: api
    .meta({ needs: 'sources:read' })
    .route({
      method: 'GET',
      path: '/events/recent',
      tags,
      summary: 'The last 100 events received in the last ten minutes, stored and parked, newest first',
    })
    .input(z.object({ source: Id.optional() }))
    .output(
      z.object({
        items: z.array(
          z.object({
            id: z.string(),
            receivedAt: Time,
            source: z.string(),
            event: z.string().nullable(),
            type: z.string().nullable(),
            at: Time.nullable().meta({ description: 'When it happened, by the corrected clock; null when parked' }),
            person: Id.nullable(),
            parked: z.string().nullable().meta({ description: 'Why it could not be stored' }),
            detail: z.unknown(),
          }),
        ),
      }),
    ),
}

export const shares = {
  list: api
    .meta({ needs: 'people:read' })
    .route({
      method: 'GET',
      path: '/shares',
      tags,
      summary: 'Who came by whose share of a page or mini program, newest first; what a client says is no proof',
    })
    .input(z.object({ ...paging, cursor: Id.optional(), inviter: Id.optional(), person: Id.optional() }))
    .output(
      pageOf(
        z.object({
          id: Id,
          source: Id,
          trust: z.enum(['client', 'server']),
          inviter: Id,
          person: Id,
          at: Time,
          depth: z.number().nullable().meta({ description: '1 = opened from the first sharer' }),
          path: z.string().nullable(),
          method: z.string().nullable(),
        }),
      ),
    ),
}
