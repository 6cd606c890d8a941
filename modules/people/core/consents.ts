import { z } from 'zod'
import { field } from '#kit/form'

/** How a person stands to a purpose; `unknown` = nobody has asked them. */
export const consentStates = ['given', 'withdrawn', 'unknown'] as const
export type ConsentState = (typeof consentStates)[number]

/** Where a record comes from. */
export const consentSources = ['import', 'form', 'staff', 'api'] as const
export type ConsentSource = (typeof consentSources)[number]

/** A purpose in the code; behind the dot a part of it, such as one receiver. */
export const PurposeKey = z.string().regex(/^[a-z][A-Za-z0-9]{0,30}(\.[A-Za-z0-9]{1,30})?$/)

/** What other houses ask for by name: these purposes are always there. */
const defaults = [
  { key: 'marketing.sms', zh: '短信营销', en: 'Marketing by SMS' },
  { key: 'marketing.wechat', zh: '微信营销', en: 'Marketing by WeChat' },
  { key: 'marketing.call', zh: '电话营销', en: 'Marketing by phone call' },
  { key: 'personalisation', zh: '个性化推荐', en: 'Personalised recommendation' },
  { key: 'sharing', zh: '向第三方提供行为数据', en: 'Sharing behaviour with third parties' },
  { key: 'sensitive.optometry', zh: '验光等敏感信息', en: 'Sensitive data such as optometry' },
]

const Purpose = z.object({
  key: field(PurposeKey, { zh: '代号', en: 'Key' }),
  zh: field(z.string().trim().min(1).max(30), { zh: '中文名', en: 'Chinese name' }),
  en: field(z.string().trim().min(1).max(60), { zh: '英文名', en: 'English name' }),
})
export type Purpose = z.output<typeof Purpose>

const Purposes = z
  .array(Purpose)
  .max(50)
  .refine((list) => new Set(list.map(({ key }) => key)).size === list.length, { message: 'a key stands twice' })
  .refine((list) => defaults.every(({ key }) => list.some((one) => one.key === key)), {
    message: `these must stay: ${defaults.map(({ key }) => key).join(', ')}`,
  })

/** The purposes of the company, with names. */
export const consentSettings = z.object({ purposes: Purposes.default(defaults) })

const yes = ['1', 'y', 'yes', 'true', 'on', '是', '有', '同意', '已同意', '授权', '已授权', '订阅', '已订阅']
const none = [
  '0',
  'n',
  'no',
  'false',
  'off',
  '否',
  '无',
  '不同意',
  '未同意',
  '拒绝',
  '已拒绝',
  '撤回',
  '已撤回',
  '退订',
]

/** What a cell of a list says to a purpose; null when it cannot be told. */
export function consentOf(cell: string): boolean | null {
  const word = cell.trim().toLowerCase()
  if (yes.includes(word)) return true
  return none.includes(word) ? false : null
}

/** Beginning of the import targets that say something to a purpose. */
export const consentTarget = 'consent:'
