import { z } from 'zod'
import { api, Id, Time } from '#kit/api'
import { field } from '#kit/form'

const Words = z.object({ zh: z.string(), en: z.string() })
const Named = z.string().trim().min(1).max(200)

/** Whom a forwarder tells of: only who has agreed, or everybody who has not refused. */
const consentPolicies = ['given', 'notWithdrawn'] as const

const common = {
  name: field(z.string().trim().min(1).max(64), { zh: '名称', en: 'Name' }),
  policy: field(z.enum(consentPolicies), {
    zh: '转发谁的行为',
    en: 'Whose behaviour goes on',
    choices: {
      given: { zh: '只转发已同意的人', en: 'Only of those who agreed' },
      notWithdrawn: { zh: '转发没有撤回的人', en: 'Of all who did not withdraw' },
    },
    help: {
      zh: '每次发送前查一次；已排除和已删除的人永远不转发',
      en: 'Asked before every request; excluded and erased people never go on',
    },
  }),
  events: field(z.array(Named).max(200), {
    zh: '只转发这些事件',
    en: 'Only these events',
    help: { zh: '不填就是全部行为事件', en: 'None named: all that people do' },
  }),
  properties: field(z.array(Named).max(200), {
    zh: '只带这些属性',
    en: 'Only these properties',
    help: {
      zh: '不填就用埋点方案里的；像手机号、邮箱的值总是去掉',
      en: 'None named: those of the tracking plan. What looks like a phone or a mail is always left out',
    },
  }),
}
const purpose = z.string().max(64)

/** What a form of the console asks of a forwarder of one kind. */
export const forwarderForm = <S extends z.ZodObject>(settings: S, purposes: Record<string, z.output<typeof Words>>) =>
  z.object({
    name: common.name,
    settings: field(settings, { zh: '接收方', en: 'Receiver' }),
    policy: common.policy,
    purpose: field(z.enum(Object.keys(purposes)), {
      zh: '按哪个用途的同意',
      en: 'Purpose of consent',
      choices: purposes,
    }),
    events: common.events,
    properties: common.properties,
  })

/** What a form of the console asks of the start of a forwarder. */
export const restartForm = z.object({
  startFrom: field(Time.optional(), {
    zh: '从哪天起',
    en: 'From this day on',
    help: { zh: '不填就从现在起', en: 'Empty: from now on' },
  }),
})

const Forwarder = z.object({
  id: Id,
  name: z.string(),
  kind: z.string(),
  host: z.string(),
  settings: z.record(z.string(), z.unknown()).meta({ description: 'Without what is secret in them' }),
  purpose: z.string(),
  policy: z.enum(consentPolicies),
  events: z.array(z.string()),
  properties: z.array(z.string()),
  paused: z.enum(['hand', 'gone', 'failing']).nullable().meta({
    description:
      'hand = by somebody; gone = it answered 410; failing = it took nothing for three days. Nothing is lost',
  }),
  failingSince: Time.nullable(),
  nextAt: Time.nullable().meta({ description: 'Of an attempt that is made again' }),
  deliveredAt: Time.nullable(),
  position: Time.meta({ description: 'What came before has been dealt with' }),
  lag: z.object({
    events: z.number().int().meta({ description: 'Stored and not dealt with' }),
    since: Time.nullable().meta({ description: 'The first of them came then' }),
  }),
  sent: z.number().int(),
  held: z.number().int().meta({ description: 'Never to be sent: no consent, excluded, erased' }),
  refused: z.number().int().meta({ description: 'Left out: the receiver has no place for such an event' }),
  answer: z
    .object({
      at: Time,
      status: z.number().int().nullable(),
      text: z.string(),
      error: z.string().nullable(),
      ms: z.number(),
    })
    .nullable()
    .meta({ description: 'The last one' }),
  createdAt: Time,
})

const Answer = z.object({
  status: z.number().int().nullable().meta({ description: 'null = there was no answer' }),
  text: z.string(),
  error: z.string().nullable(),
  ms: z.number().int(),
})

const fields = {
  name: common.name,
  settings: z.record(z.string().max(64), z.unknown()).meta({ description: 'As the schema of the kind says' }),
  purpose: purpose.default('sharing').meta({ description: 'Of consent; see /consent-purposes' }),
  policy: common.policy.default('given'),
  events: common.events.default([]),
  properties: common.properties.default([]),
}

const read = { needs: 'webhooks:read' }
const write = { needs: 'webhooks:write' }
const tags = ['forwarders']
const byId = z.object({ id: Id })
const startFrom = Time.optional().meta({ description: 'Begin with what came at that time' })

/** Events of people that go on to third parties, under pseudonyms and by their consent. */
export const forwarders = {
  choices: api
    .meta(read)
    .route({ method: 'GET', path: '/forwarder-choices', tags, summary: 'Kinds of forwarders, and purposes of consent' })
    .output(
      z.object({
        kinds: z.array(
          z.object({
            kind: z.string(),
            title: Words,
            help: Words,
            settings: z.record(z.string(), z.unknown()).meta({ description: 'JSON Schema' }),
          }),
        ),
        purposes: z.array(Words.extend({ key: z.string() })),
      }),
    ),
  list: api
    .meta(read)
    .route({
      method: 'GET',
      path: '/forwarders',
      tags,
      summary: 'Forwarders with how they stand; there are 20 at most',
    })
    .output(z.object({ items: z.array(Forwarder) })),
  create: api
    .meta(write)
    .route({
      method: 'POST',
      path: '/forwarders',
      tags,
      summary: 'Make a forwarder; it begins with what comes from now on',
      successStatus: 201,
    })
    .input(z.object({ kind: z.string().max(64), ...fields, startFrom }))
    .output(Forwarder),
  change: api
    .meta(write)
    .route({
      method: 'PATCH',
      path: '/forwarders/{id}',
      tags,
      summary: 'Change, pause or resume a forwarder, or let it begin anew; a secret that is empty stays',
    })
    .input(
      z.object({
        id: Id,
        name: fields.name.optional(),
        settings: fields.settings.optional(),
        purpose: purpose.optional(),
        policy: common.policy.optional(),
        events: common.events.optional(),
        properties: common.properties.optional(),
        paused: z.boolean().optional(),
        startFrom,
      }),
    )
    .output(Forwarder),
  remove: api
    .meta(write)
    .route({
      method: 'DELETE',
      path: '/forwarders/{id}',
      tags,
      summary: 'Delete a forwarder with the key of its pseudonyms',
    })
    .input(byId)
    .output(z.object({ gone: z.boolean() })),
  test: api
    .meta(write)
    .route({
      method: 'POST',
      path: '/forwarders/{id}/test',
      tags,
      summary: 'Send an event of nobody now, and see the answer',
    })
    .input(byId)
    .output(Answer),
  preview: api
    .meta(read)
    .route({
      method: 'GET',
      path: '/forwarders/{id}/preview',
      tags,
      summary: 'The next request, its values veiled, and what stays behind',
    })
    .input(byId)
    .output(
      z.object({
        url: z.string().meta({ description: 'Without its query' }),
        headers: z.array(z.string()).meta({ description: 'Their names' }),
        body: z.string().meta({ description: 'What it says as JSON, before it is encoded' }),
        events: z.number().int(),
        looked: z.number().int().meta({ description: 'Of so many events that wait' }),
        held: z.object({ consent: z.number(), excluded: z.number(), gone: z.number() }),
        unfit: z.number().int(),
        left: z.array(z.string()).meta({ description: 'Properties that stay behind' }),
      }),
    ),
}
