import { z } from 'zod'
import { api, Id, pageOf, paging, Time } from '#kit/api'
import { field } from '#kit/form'

export { forwarders } from './core/forwardersContract.ts'

const Words = z.object({ zh: z.string(), en: z.string() })

export const deliveryStates = ['waiting', 'delivered', 'failed'] as const

const offReasons = ['hand', 'gone', 'failing'] as const

const Webhook = z.object({
  id: Id,
  name: z.string(),
  url: z.string(),
  facts: z.array(z.string()),
  on: z.boolean(),
  offAt: Time.nullable(),
  offWhy: z.enum(offReasons).nullable().meta({
    description: 'hand = by somebody; gone = it answered 410; failing = it took nothing for three days',
  }),
  secretHint: z.string().meta({ description: 'The last four characters of the secret' }),
  oldSecretUntil: Time.nullable().meta({ description: 'Until then the secret before signs too' }),
  failingSince: Time.nullable(),
  deliveredAt: Time.nullable().meta({ description: 'The last delivery it took' }),
  waiting: z.number().int(),
  failed: z.number().int().meta({ description: 'Of the last 30 days, and not replayed' }),
  createdAt: Time,
})

/** The secret is in the answer that makes it and in no other. */
const Secret = z.string().meta({ description: '`whsec_…`; shown this once' })

const Delivery = z.object({
  id: Id,
  webhook: Id,
  webhookName: z.string(),
  message: z.string().meta({ description: 'The `webhook-id` header: the same at every attempt and replay' }),
  fact: z.string(),
  items: z.number().int(),
  state: z.enum(deliveryStates),
  why: z.enum(['gone', 'patience', 'test', 'off']).nullable().meta({
    description:
      'Of a failed one: gone = 410; patience = three days are over; test = a test is tried once; off = came up while the webhook was off',
  }),
  attempts: z.number().int(),
  createdAt: Time,
  dueAt: Time.nullable().meta({ description: 'The next attempt' }),
  answer: z
    .object({
      at: Time,
      status: z.number().int().nullable().meta({ description: 'null = there was no answer' }),
      text: z.string().meta({ description: 'The first kilobyte' }),
      error: z.string().nullable().meta({ description: 'Why there was no answer' }),
      ms: z.number().int(),
    })
    .nullable()
    .meta({ description: 'The last one' }),
})

const fields = {
  name: field(z.string().trim().min(1).max(64), { zh: '名称', en: 'Name' }),
  url: field(z.string().trim().min(8).max(2000), {
    zh: '网址',
    en: 'Address',
    help: { zh: '收到后 15 秒内回答 2xx 即为成功', en: 'It takes a delivery by answering 2xx within 15 seconds' },
  }),
  facts: z.array(z.string().max(64)).min(1).max(50),
}

/** What a form of the console asks, with the facts there are. */
export const webhookForm = (choices: Record<string, { zh: string; en: string }>) =>
  z.object({
    name: fields.name,
    url: fields.url,
    facts: field(z.array(z.enum(Object.keys(choices))).min(1), { zh: '推送哪些事实', en: 'Facts to tell', choices }),
  })

const read = { needs: 'webhooks:read' }
const write = { needs: 'webhooks:write' }
const tags = ['webhooks']
const byId = z.object({ id: Id })

/** Facts that go out, signed by the Standard Webhooks specification. */
export const webhooks = {
  facts: api
    .meta(read)
    .route({ method: 'GET', path: '/webhook-facts', tags, summary: 'What can be told, with the schema of one item' })
    .output(
      z.object({
        items: z.array(
          z.object({
            name: z.string(),
            title: Words,
            help: Words,
            needs: z.string().meta({ description: 'Right that whoever lets it out needs' }),
            item: z.record(z.string(), z.unknown()).meta({ description: 'JSON Schema' }),
          }),
        ),
      }),
    ),
  list: api
    .meta(read)
    .route({ method: 'GET', path: '/webhooks', tags, summary: 'Addresses that hear of facts, newest first' })
    .input(z.object(paging))
    .output(pageOf(Webhook)),
  get: api
    .meta(read)
    .route({ method: 'GET', path: '/webhooks/{id}', tags, summary: 'One webhook' })
    .input(byId)
    .output(Webhook),
  create: api
    .meta(write)
    .route({ method: 'POST', path: '/webhooks', tags, summary: 'Make a webhook and its secret', successStatus: 201 })
    .input(z.object(fields))
    .output(Webhook.extend({ secret: Secret })),
  change: api
    .meta(write)
    .route({ method: 'PATCH', path: '/webhooks/{id}', tags, summary: 'Change a webhook, or switch it off or on' })
    .input(z.object({ id: Id, ...z.object(fields).partial().shape, on: z.boolean().optional() }))
    .output(Webhook),
  remove: api
    .meta(write)
    .route({ method: 'DELETE', path: '/webhooks/{id}', tags, summary: 'Delete a webhook with its deliveries' })
    .input(byId)
    .output(z.object({ gone: z.boolean() })),
  rotate: api
    .meta(write)
    .route({
      method: 'POST',
      path: '/webhooks/{id}/secret',
      tags,
      summary: 'Make a new secret; for 24 hours the old one signs as well',
    })
    .input(
      z.object({
        id: Id,
        atOnce: z.boolean().default(false).meta({ description: 'Old secrets end now: one has leaked' }),
      }),
    )
    .output(Webhook.extend({ secret: Secret })),
  test: api
    .meta(write)
    .route({
      method: 'POST',
      path: '/webhooks/{id}/test',
      tags,
      summary: 'Send a test: tried once, also while the webhook is off',
      successStatus: 202,
    })
    .input(byId)
    .output(Delivery),
  deliveries: api
    .meta(read)
    .route({ method: 'GET', path: '/webhook-deliveries', tags, summary: 'Deliveries of 30 days, newest first' })
    .input(
      z.object({
        ...paging,
        webhook: Id.optional(),
        state: z.enum(deliveryStates).optional(),
        fact: z.string().max(64).optional(),
      }),
    )
    .output(pageOf(Delivery)),
  delivery: api
    .meta(read)
    .route({ method: 'GET', path: '/webhook-deliveries/{id}', tags, summary: 'One delivery with what it says' })
    .input(byId)
    .output(Delivery.extend({ body: z.string() })),
  replay: api
    .meta(write)
    .route({
      method: 'POST',
      path: '/webhook-deliveries/{id}/replay',
      tags,
      summary: 'Send it again, with the same webhook-id',
      successStatus: 202,
    })
    .input(byId)
    .output(Delivery),
  replayFailed: api
    .meta(write)
    .route({
      method: 'POST',
      path: '/webhooks/{id}/replay',
      tags,
      summary: 'Send again what failed since a time',
      successStatus: 202,
    })
    .input(z.object({ id: Id, since: Time }))
    .output(z.object({ count: z.number().int() })),
}
