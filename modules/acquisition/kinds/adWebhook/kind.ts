import { z } from 'zod'
import { field } from '#kit/form'
import { adSecret, textOf } from '../../core/ads/fields.ts'
import { type AdKind, byStatus } from '../../core/ads/kind.ts'

/** Any other platform: a signed call to an address, in the way of Standard Webhooks; its id makes it count once. */
export const adWebhook: AdKind = {
  kind: 'adWebhook',
  title: { zh: '其他平台（Webhook）', en: 'Any other (webhook)' },
  help: { zh: '把转化推到自己的地址，由对接程序转给广告平台', en: 'Conversions go to an address of yours' },
  settings: z.object({
    url: field(z.url({ protocol: /^https?$/ }), { zh: '接收地址', en: 'Address' }),
    mark: field(
      z
        .string()
        .trim()
        .regex(/^\w{1,40}$/)
        .default('click_id'),
      {
        zh: '点击标识的参数名',
        en: 'Name of the mark in an address',
      },
    ),
    secret: adSecret('签名密钥', 'Secret of the signature'),
  }),
  secrets: ['secret'],
  base: '',
  marks: [],
  codes: { add: 'add', order: 'order', firstOrder: 'first_order' },
  windowDays: 30,
  signedBy: 'secret',
  letter: (settings, { key, code, at, clickedAt, amount, click, landing }) => ({
    url: textOf(settings, 'url'),
    headers: { 'content-type': 'application/json', 'webhook-id': key },
    body: JSON.stringify({
      ...{ type: 'conversion', id: key, event: code, click, landing, amount },
      ...{ at: new Date(at).toISOString(), clickedAt: new Date(clickedAt).toISOString() },
    }),
  }),
  read: (status) => byStatus(status),
}
