import { z } from 'zod'
import { api, Id, type Problem, pageOf, paging, Time } from '#kit/api'

export const digestContents = ['daily', 'dashboard'] as const
export const digestTargets = ['wecom', 'webhook'] as const
const languages = ['zh', 'en'] as const
const sendingStates = ['waiting', 'sent', 'failed', 'missed'] as const

const Clock = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/)
  .meta({ description: 'HH:MM in the zone of the workspace' })
const Days = z
  .array(z.number().int().min(1).max(7))
  .min(1)
  .max(7)
  .refine((days) => new Set(days).size === days.length, 'a day twice')
  .meta({ description: '1 = Monday … 7 = Sunday' })
const Url = z.string().min(1).max(2000).meta({ description: 'Kept sealed and never shown again' })

const Written = {
  name: z.string().trim().min(1).max(60),
  content: z.enum(digestContents).meta({ description: 'daily = the report of the day; dashboard = saved reports' }),
  dashboard: Id.nullable().default(null),
  at: Clock.default('08:30'),
  days: Days.default([1, 2, 3, 4, 5, 6, 7]),
  target: z.enum(digestTargets).meta({ description: 'wecom = the robot of a WeCom group; webhook = any address' }),
  picture: z.boolean().default(true).meta({ description: 'Beside the text, where this machine can draw Chinese' }),
  language: z.enum(languages).default('zh'),
  responsible: z.string().trim().max(40).default('').meta({ description: 'Who is asked to take care of the alarms' }),
  site: z
    .union([z.literal(''), z.url().max(300)])
    .default('')
    .meta({ description: 'Where the console is, for the link' }),
}

const Digest = z.object({
  ...{ id: Id, name: z.string(), content: z.enum(digestContents), dashboard: Id.nullable() },
  ...{ at: z.string(), days: z.array(z.number().int()), target: z.enum(digestTargets) },
  host: z.string().meta({ description: 'Of the address; the rest of it is sealed' }),
  ...{ picture: z.boolean(), language: z.enum(languages), responsible: z.string(), site: z.string() },
  paused: z.boolean(),
  nextAt: Time.nullable(),
  last: z.object({ at: Time, state: z.enum(sendingStates) }).nullable(),
})

const Body = z.object({
  title: z.string(),
  about: z.string(),
  lines: z.array(
    z.object({
      metric: z.string().meta({ description: 'Of the catalogue; empty for a line of a dashboard' }),
      ...{ title: z.string(), value: z.number(), text: z.string(), note: z.string(), definition: z.string() },
    }),
  ),
  tables: z.array(z.object({ title: z.string(), rows: z.array(z.array(z.string())) })),
  alarms: z.array(z.object({ text: z.string(), step: z.string(), path: z.string() })),
  responsible: z.string(),
})

const Sending = z.object({
  id: Id,
  dueAt: Time.nullable().meta({ description: 'null = sent by hand' }),
  ...{ at: Time, by: z.string(), state: z.enum(sendingStates), tries: z.number().int() },
  picture: z.boolean().meta({ description: 'A picture went with it' }),
  status: z.number().int().nullable(),
  answer: z.string().nullable().meta({ description: 'What the other side said, its beginning' }),
  why: z.string().nullable(),
  body: Body.nullable(),
})

const tags = ['insight']
const read = { needs: 'insight:read' }
const write = { needs: 'insight:write' }
const byId = z.strictObject({ id: Id })

/** Digests: the day or a dashboard, sent at a fixed time. */
export const digests = {
  list: api
    .meta(read)
    .route({ method: 'GET', path: '/insight/digests', tags, summary: 'Digests, the newest first' })
    .output(z.object({ items: z.array(Digest) })),
  create: api
    .meta(write)
    .route({
      method: 'POST',
      path: '/insight/digests',
      tags,
      summary: 'Send the day or a dashboard at a fixed time',
      successStatus: 201,
    })
    .input(z.strictObject({ ...Written, url: Url }))
    .output(Digest),
  change: api
    .meta(write)
    .route({ method: 'PATCH', path: '/insight/digests/{id}', tags, summary: 'Change, pause or resume a digest' })
    .input(
      z.strictObject({
        id: Id,
        name: Written.name.optional(),
        dashboard: Id.nullable().optional(),
        at: Clock.optional(),
        days: Days.optional(),
        url: Url.optional(),
        picture: z.boolean().optional(),
        language: z.enum(languages).optional(),
        responsible: z.string().trim().max(40).optional(),
        paused: z.boolean().optional(),
      }),
    )
    .output(Digest),
  remove: api
    .meta(write)
    .route({ method: 'DELETE', path: '/insight/digests/{id}', tags, summary: 'Remove a digest with its log' })
    .input(byId)
    .output(z.object({ done: z.literal(true) })),
  preview: api
    .meta(read)
    .route({
      method: 'POST',
      path: '/insight/digests/preview',
      tags,
      summary: 'What would be sent now; nothing is sent',
    })
    .input(
      z.strictObject({
        name: Written.name,
        content: Written.content,
        dashboard: Written.dashboard,
        at: Written.at,
        language: Written.language,
        responsible: Written.responsible,
        site: Written.site,
      }),
    )
    .output(
      z.object({
        body: Body,
        text: z.string().meta({ description: 'Markdown, as the group sees it' }),
        csv: z.string(),
        image: z.string().nullable().meta({ description: 'PNG in base64' }),
        noImage: z.enum(['no-font', 'no-canvas']).nullable().meta({ description: 'Why there is no picture' }),
      }),
    ),
  send: api
    .meta(write)
    .route({ method: 'POST', path: '/insight/digests/{id}/send', tags, summary: 'Send it now' })
    .input(byId)
    .output(Sending),
  sendings: api
    .meta(read)
    .route({
      method: 'GET',
      path: '/insight/digests/{id}/sendings',
      tags,
      summary: 'What was sent and how it came out, the newest first',
    })
    .input(z.object({ id: Id, ...paging, cursor: Id.optional() }))
    .output(pageOf(Sending)),
}

export type DigestReply = z.output<typeof Digest>
export type SendingReply = z.output<typeof Sending>
export type DigestRefusal =
  | 'no-such-digest'
  | 'no-such-dashboard'
  | 'dashboard-needed'
  | 'not-a-robot'
  | 'too-many-digests'
  | 'url-no-url'
  | 'url-scheme'
  | 'url-credentials'
  | 'url-port'
  | 'url-private'

/** Refusals of its own; those of an address have the texts of outgoing calls. */
export const digestProblems = {
  'no-such-digest': { status: 404, title: { zh: '没有这个早报', en: 'There is no such digest' } },
  'no-such-dashboard': {
    status: 404,
    title: { zh: '没有这个概览，或者不是你的', en: 'There is no such dashboard, or it is not yours' },
  },
  'dashboard-needed': { status: 422, title: { zh: '要选一个概览', en: 'Choose a dashboard' } },
  'not-a-robot': {
    status: 422,
    title: {
      zh: '这不是企业微信群机器人的地址（要有 /cgi-bin/webhook/send 和 key）',
      en: 'This is no address of a WeCom group robot (/cgi-bin/webhook/send with a key)',
    },
  },
  'too-many-digests': { status: 409, title: { zh: '最多 30 个早报', en: 'There are 30 digests already' } },
} as const satisfies Partial<Record<DigestRefusal, Problem>>
