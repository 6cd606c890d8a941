import { z } from 'zod'
import { field } from '#kit/form'
import { places, targetOf } from './link.ts'

const wrong = {
  zh: '应当是 http(s) 网址，或微信、支付宝等已知应用的链接',
  en: 'A web address, or one of a known app such as WeChat',
}

/** Where somebody may be sent. */
const Target = z
  .string()
  .trim()
  .max(2000)
  .refine((text) => targetOf(text).ok, { message: wrong.en })

/** What is said of a link. */
export const linkFields = {
  url: field(Target, { zh: '目标地址', en: 'Address', wrong }),
  name: field(z.string().trim().min(1).max(60), { zh: '名称', en: 'Name' }),
  note: z.string().trim().max(500).default(''),
  targets: z
    .array(z.object({ place: z.enum(places), url: Target }))
    .max(places.length)
    .default([])
    .meta({ description: 'Other addresses for some apps and devices; the first that fits counts' }),
  variants: z
    .array(z.object({ url: Target, weight: z.number().int().min(1).max(1000) }))
    .max(10)
    .default([])
    .meta({ description: 'Addresses that share the visitors, beside `url` with the weight `urlWeight`' }),
  urlWeight: z.number().int().min(0).max(1000).default(1),
  expiresAt: z.iso.datetime({ offset: true }).nullable().default(null),
}
