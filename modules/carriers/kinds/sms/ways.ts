import { z } from 'zod'
import type { WayKind } from '../../core/way.ts'

const smsContent = z.strictObject({
  template: z.string().regex(/^\w{1,40}$/),
  /** By place of the text; variables are filled in for each person. */
  values: z.record(z.string().regex(/^\w{1,40}$/), z.string().max(200)),
})
export type SmsContent = z.output<typeof smsContent>

/** One of the approved texts, to the number that was seen last. */
export const smsWay: WayKind = {
  way: 'sms',
  title: { zh: '短信', en: 'SMS' },
  help: {
    zh: '按条计费；营销短信要先同意、写明退订，只在允许的时段发',
    en: 'Billed by the piece; an advertisement needs consent and says how to be stopped',
  },
  carrier: 'sms',
  purposes: ['promotion', 'service'],
  writes: 'sms',
  templates: 'named',
  content: smsContent,
  byMembers: false,
}
