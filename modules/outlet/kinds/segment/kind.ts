import { z } from 'zod'
import { field } from '#kit/form'
import { forwarderKind, usualMeaning } from '../../core/forwarderKind.ts'

const context = { library: { name: 'siyu', version: '1' } }

/** Receivers of the Segment HTTP API: Segment, RudderStack, Jitsu, PostHog and many more. */
export const segmentForwarder = forwarderKind({
  kind: 'segment',
  title: { zh: 'Segment 协议', en: 'Segment HTTP API' },
  help: {
    zh: 'Segment、RudderStack 等兼容 /v1/batch 的接收方',
    en: 'Segment, RudderStack and others that take /v1/batch',
  },
  settings: z.object({
    url: field(z.string().trim().min(8).max(500), {
      zh: '网址',
      en: 'Address',
      help: {
        zh: '不带 /v1/batch，例如 https://api.segment.io',
        en: 'Without /v1/batch, such as https://api.segment.io',
      },
    }),
    writeKey: field(z.string().trim().min(1).max(200), { zh: 'Write Key', en: 'Write key', text: 'password' }),
  }),
  secrets: ['writeKey'],
  most: { events: 100, bytes: 500_000 },
  record({ id, person, type, event, at, properties }) {
    const said = { type, messageId: id, userId: person, timestamp: new Date(at).toISOString(), properties, context }
    if (type === 'track') return { ...said, event }
    const { title } = properties
    return typeof title === 'string' ? { ...said, name: title } : said
  },
  whole: (batch, sentAt) => ({ batch, sentAt: new Date(sentAt).toISOString() }),
  draft: (body, { url, writeKey }, { base64 }) => ({
    url: `${url.replace(/\/+$/, '')}/v1/batch`,
    headers: { 'content-type': 'application/json', authorization: `Basic ${base64(`${writeKey}:`)}` },
    body,
  }),
  meaning: usualMeaning,
})
