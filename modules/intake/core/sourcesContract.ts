import { z } from 'zod'
import { api, Id, manyOf, pageOf, paging, Time } from '#kit/api'
import { field } from '#kit/form'

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

/** What people call the kinds of a source. */
export const sourceKinds = {
  client: { zh: '客户端（网页、小程序、APP，密钥公开）', en: 'Client (web, mini program, app; the key is public)' },
  server: { zh: '服务端（密钥保密，身份可信）', en: 'Server (the key is secret, ids are believed)' },
}

/** How a source is made; the form of the console is made from it. */
export const NewSource = z.object({
  name: field(z.string().trim().min(1).max(64), { zh: '名称', en: 'Name' }),
  kind: field(
    z.enum(['client', 'server']).default('client').meta({
      description:
        'client = the key is public (browser, app): may attach anonymous ids and claim one login, never merges people',
    }),
    {
      zh: '种类',
      en: 'Kind',
      choices: sourceKinds,
    },
  ),
  dailyQuota: field(z.number().int().positive().max(1e12).optional(), {
    zh: '每日事件上限',
    en: 'Events a day',
    help: {
      zh: '到了上限回答 429，第二天继续；不填不限',
      en: 'Beyond it the answer is 429 until the next day; empty is no limit',
    },
  }),
})

export const sources = {
  list: api
    .meta({ needs: 'sources:read' })
    .route({ method: 'GET', path: '/sources', tags, summary: 'Where events come from' })
    .output(z.object({ items: z.array(Source) })),
  create: api
    .meta({ needs: 'sources:write' })
    .route({ method: 'POST', path: '/sources', tags, summary: 'Make a source and its write key', successStatus: 201 })
    .input(NewSource)
    .output(Source),
  disable: api
    .meta({ needs: 'sources:write' })
    .route({ method: 'DELETE', path: '/sources/{id}', tags, summary: 'Stop a source; its events stay' })
    .input(z.object({ id: Id }))
    .output(Source),
}

const Words = z.object({ zh: z.string(), en: z.string() })
const ParkedFilter = z.object({ reason: z.string().max(500).optional() })

export const parked = {
  list: api
    .meta({ needs: 'sources:read' })
    .route({ method: 'GET', path: '/parked', tags, summary: 'Events that could not be stored, with the reason' })
    .input(z.object({ ...paging, ...ParkedFilter.shape }))
    .output(
      pageOf(
        z.object({
          id: Id,
          source: z.string(),
          receivedAt: Time,
          reason: z.string(),
          text: Words.meta({ description: 'The reason in words' }),
          messageId: z.string().nullable(),
          replayable: z.boolean().meta({ description: 'Kept whole, so that it can be taken in again' }),
          raw: z.unknown(),
        }),
      ),
    ),
  summary: api
    .meta({ needs: 'sources:read' })
    .route({ method: 'GET', path: '/parked/summary', tags, summary: 'Parked events by reason' })
    .output(
      z.object({
        items: z.array(
          z.object({
            reason: z.string(),
            text: Words.meta({ description: 'The reason in words' }),
            events: z.number(),
            replayable: z
              .number()
              .meta({ description: 'How many were kept whole, so that they can be taken in again' }),
            lastAt: Time,
          }),
        ),
      }),
    ),
  dismiss: api
    .meta({ needs: 'sources:write' })
    .route({
      method: 'POST',
      path: '/parked/dismissals',
      tags,
      summary: 'Drop parked events for good: up to 200 of them, or all of a filter; audited',
    })
    .input(manyOf(ParkedFilter.strict(), {}))
    .output(z.object({ dismissed: z.number().int() })),
  replay: api
    .meta({ needs: 'sources:write' })
    .route({
      method: 'POST',
      path: '/parked/replays',
      tags,
      summary: 'Take parked events in again as a task: what passes now is stored once and leaves, the rest stays',
      successStatus: 202,
    })
    .input(manyOf(ParkedFilter.strict(), {}))
    .output(z.object({ task: Id })),
}

const EventSettings = z.object({
  retentionDays: z.number(),
  unplanned: z.enum(['keep', 'park']),
  version: z.number(),
})

/** What may be changed of how events are taken. */
export const EventSettingsChange = z.object({
  retentionDays: field(z.number().int().min(0).max(36_500).optional(), {
    ...{ zh: '原始事件保留', en: 'Raw events are kept', unit: 'day' as const },
    help: {
      zh: '0 表示永久保留；更早的事件每天夜里删除，不能恢复',
      en: '0 = for ever; older ones are deleted every night, for good',
    },
  }),
  unplanned: field(z.enum(['keep', 'park']).optional(), {
    ...{ zh: '埋点方案以外的事件', en: 'Events outside of the tracking plan' },
    choices: { keep: { zh: '照常入库', en: 'Store them' }, park: { zh: '放到待处理', en: 'Park them' } },
  }),
})

export const eventSettings = {
  read: api
    .meta({ needs: 'settings:read' })
    .route({
      method: 'GET',
      path: '/settings/events',
      tags,
      summary: 'How events are taken and how long they are kept',
    })
    .output(EventSettings),
  change: api
    .meta({ needs: 'settings:write' })
    .route({ method: 'PUT', path: '/settings/events', tags, summary: 'Change some of it; the version grows' })
    .input(EventSettingsChange)
    .output(EventSettings),
}

/** An anonymous, cookie or device id, `openid:<app> <value>`, or `scan:<mark>`. */
export const Device = z.string().trim().min(1).max(300).meta({
  description:
    'Only events of whoever has this anonymous, cookie or device id, or `openid:<app> <value>`; `scan:<mark>` = of whoever has just opened an address with `siyu_device=<mark>`',
})

export const events = {
  recent: api
    .meta({ needs: 'sources:read' })
    .route({
      method: 'GET',
      path: '/events/recent',
      tags,
      summary: 'The last 100 events received in the last ten minutes, stored and parked, newest first',
    })
    .input(z.object({ source: Id.optional(), device: Device.optional() }))
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
            text: Words.nullable().meta({ description: 'The same in words' }),
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
