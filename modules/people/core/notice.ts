import { z } from 'zod'
import type { Bilingual } from '#kit/api'
import { field } from '#kit/form'

/** On what the law lets a purpose rest (PIPL art. 13). */
export const bases = ['consent', 'contract', 'legalDuty', 'emergency', 'publicInterest', 'published'] as const

/** By which ways people are reached under a purpose. */
export const consentChannels = [
  ...(['wecom', 'chatGroup', 'moments', 'officialAccount', 'miniProgram'] as const),
  ...(['sms', 'email', 'call', 'phoneAdd'] as const),
]

const text = (zh: string, en: string, help?: Bilingual) =>
  field(z.string().trim().max(2000).default(''), { zh, en, text: 'long', ...(help ? { help } : {}) })

/** What people are told before they are asked (PIPL art. 17; the receiver art. 23, the necessity art. 28). */
export const noticeSchema = z.object({
  processor: text('处理者名称', 'Who processes the data', {
    zh: '营业执照上的公司全称',
    en: 'The full name of the company',
  }),
  contact: text('联系方式', 'How to reach them'),
  purpose: text('处理目的', 'What for'),
  method: text('处理方式', 'How it is processed'),
  kinds: text('个人信息的种类', 'Kinds of personal data'),
  retention: text('保存期限', 'How long it is kept'),
  rights: text('个人的权利和行使方式', 'Rights, and how to use them', {
    zh: '查询、复制、更正、删除、撤回同意怎么做',
    en: 'How to see, copy, correct and delete, and how to withdraw',
  }),
  receiver: text('接收方的名称和联系方式', 'Who receives the data, and how to reach them', {
    zh: '向第三方提供时必填',
    en: 'Needed where data is shared',
  }),
  necessity: text('处理敏感信息的必要性和影响', 'Why sensitive data is needed, and what it means for them', {
    zh: '敏感信息必填',
    en: 'Needed for sensitive data',
  }),
})
export type Notice = z.output<typeof noticeSchema>

const always = ['processor', 'contact', 'purpose', 'method', 'kinds', 'retention', 'rights'] as const

/** What a notice must still say before it may be published. */
export function missingIn(purpose: string, notice: Notice): (keyof Notice)[] {
  const base = purpose.split('.')[0]
  const also: (keyof Notice)[] = base === 'sharing' ? ['receiver'] : base === 'sensitive' ? ['necessity'] : []
  return [...always, ...also].filter((name) => notice[name].trim() === '')
}

/** How a published notice is called in a record of consent: `v3`. */
export const noticeName = (version: number): string => `v${version}`

/** Whether somebody agreed to an earlier notice than the one in force; texts of other systems are not compared. */
export function isOlder(textVersion: string | null, now: number | null): boolean {
  const said = /^v(\d{1,6})$/.exec(textVersion ?? '')?.[1]
  return said !== undefined && now !== null && Number(said) < now
}
