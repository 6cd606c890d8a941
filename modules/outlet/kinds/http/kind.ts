import { z } from 'zod'
import { field } from '#kit/form'
import { forwarderKind, type Meaning } from '../../core/forwarderKind.ts'

/** The company's own receiver: JSON in batches, signed as webhooks are. */
export const httpForwarder = forwarderKind({
  kind: 'http',
  title: { zh: '通用 HTTP', en: 'HTTP' },
  help: {
    zh: '成批的 JSON，按 Standard Webhooks 规范签名',
    en: 'Batches of JSON, signed by the Standard Webhooks specification',
  },
  settings: z.object({
    url: field(z.string().trim().min(8).max(2000), {
      zh: '网址',
      en: 'Address',
      help: { zh: '收到后 15 秒内回答 2xx 即为成功', en: 'It takes a batch by answering 2xx within 15 seconds' },
    }),
    secret: field(
      z
        .string()
        .trim()
        .regex(/^whsec_[A-Za-z0-9+/]{32,88}={0,2}$/),
      {
        zh: '签名密钥',
        en: 'Signing secret',
        help: {
          zh: 'whsec_ 加上 base64 的 24 到 64 字节随机数，接收方用同一个验证',
          en: 'whsec_ and the base64 of 24 to 64 random bytes; the receiver verifies with the same',
        },
        wrong: { zh: '要以 whsec_ 开头，后面是 base64', en: 'It begins with whsec_, base64 behind it' },
        text: 'password',
      },
    ),
  }),
  secrets: ['secret'],
  most: { events: 100, bytes: 1_000_000 },
  record: ({ at, ...event }) => ({ ...event, at: new Date(at).toISOString() }),
  whole: (items, sentAt) => ({ type: 'events', timestamp: new Date(sentAt).toISOString(), data: { items } }),
  draft: (body, { url, secret }) => ({
    ...{ url, body, signedBy: secret },
    headers: { 'content-type': 'application/json; charset=utf-8' },
  }),
  // As with webhooks: whatever the receiver's own mistake is, the batch waits for it to be mended.
  meaning(status): Meaning {
    if (status >= 200 && status < 300) return 'taken'
    if (status === 410) return 'gone'
    return status === 413 || status === 422 ? 'drop' : 'retry'
  },
})
