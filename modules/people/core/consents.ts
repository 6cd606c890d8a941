import { z } from 'zod'
import { field } from '#kit/form'
import { bases, consentChannels } from './notice.ts'

/** How a person stands to a purpose; `unknown` = nobody has asked them. */
export const consentStates = ['given', 'withdrawn', 'unknown'] as const
export type ConsentState = (typeof consentStates)[number]

/** What a list can be asked for; `notGiven` = withdrawn or never asked. */
export const consentFilters = [...consentStates, 'notGiven'] as const
export type ConsentFilter = (typeof consentFilters)[number]

/** Where a record comes from. */
export const consentSources = ['import', 'form', 'staff', 'api'] as const
export type ConsentSource = (typeof consentSources)[number]

/** A purpose in the code; behind the dot a part of it, such as one receiver. */
export const PurposeKey = z.string().regex(/^[a-z][A-Za-z0-9]{0,30}(\.[A-Za-z0-9]{1,30})?$/)

type Channels = readonly (typeof consentChannels)[number][]
const first = (key: string, zh: string, en: string, channels: Channels = []) => ({
  ...{ key, zh, en, basis: 'consent' as const, channels: [...channels], retentionDays: null },
})

/** What other houses ask for by name: these purposes are always there. */
const defaults = [
  first('marketing.sms', '短信营销', 'Marketing by SMS', ['sms', 'email']),
  first('marketing.wechat', '微信营销', 'Marketing by WeChat', [
    ...(['wecom', 'chatGroup', 'moments', 'officialAccount', 'miniProgram'] as const),
  ]),
  first('marketing.call', '电话营销', 'Marketing by phone call', ['call', 'phoneAdd']),
  first('personalisation', '个性化推荐', 'Personalised recommendation'),
  first('sharing', '向第三方提供行为数据', 'Sharing behaviour with third parties'),
  first('sensitive.optometry', '验光等敏感信息', 'Sensitive data such as optometry'),
]

/** Keys of the first purposes. */
export const firstPurposes: readonly string[] = defaults.map(({ key }) => key)

const basisTexts = {
  consent: { zh: '本人同意', en: 'Consent' },
  contract: { zh: '履行合同所必需', en: 'Needed for a contract' },
  legalDuty: { zh: '法定义务', en: 'Legal duty' },
  emergency: { zh: '紧急情况', en: 'Emergency' },
  publicInterest: { zh: '公共利益', en: 'Public interest' },
  published: { zh: '已公开的信息', en: 'Published data' },
}
const channelTexts = {
  wecom: { zh: '企业微信', en: 'WeCom' },
  chatGroup: { zh: '客户群', en: 'Chat groups' },
  moments: { zh: '朋友圈', en: 'Moments' },
  officialAccount: { zh: '公众号', en: 'Official account' },
  miniProgram: { zh: '小程序', en: 'Mini program' },
  sms: { zh: '短信', en: 'SMS' },
  email: { zh: '邮件', en: 'Mail' },
  call: { zh: '电话', en: 'Phone call' },
  phoneAdd: { zh: '手机号加好友', en: 'Request by phone number' },
}

/** A purpose as it is set: what is left out stays as it is. */
export const purposeForm = z.object({
  key: field(PurposeKey, {
    ...{ zh: '代号', en: 'Key' },
    help: {
      zh: '小写字母开头；点号后面是其中一部分，例如 sharing.acme',
      en: 'Lower case; a part of it behind a dot, such as sharing.acme',
    },
    wrong: { zh: '只能是字母和数字，小写字母开头', en: 'Letters and digits, beginning in lower case' },
  }),
  zh: field(z.string().trim().min(1).max(30), { zh: '中文名', en: 'Chinese name' }),
  en: field(z.string().trim().min(1).max(60), { zh: '英文名', en: 'English name' }),
  basis: field(z.enum(bases), { zh: '合法性基础', en: 'Legal basis', choices: basisTexts }).default('consent'),
  channels: field(z.array(z.enum(consentChannels)).max(9), {
    ...{ zh: '触达渠道', en: 'Channels it covers', choices: channelTexts },
  }).default([]),
  retentionDays: field(z.number().int().min(1).max(36_500).nullable(), {
    ...{ zh: '保存天数', en: 'Days it is kept', unit: 'day' },
    help: { zh: '空着 = 到关系结束为止', en: 'Empty = as long as the relation lasts' },
  }).default(null),
})
export type Purpose = z.output<typeof purposeForm>

/** How the choices of a purpose are called. */
export const purposeTexts = { bases: basisTexts, channels: channelTexts }

type Named = { key: string; basis?: string | undefined }
const unique = (list: readonly Named[]) => new Set(list.map(({ key }) => key)).size === list.length
const whole = (list: readonly Named[]) => defaults.every(({ key }) => list.some((one) => one.key === key))
/** Nobody may be marketed to, profiled, shared or asked about their health on another ground. */
const asked = (list: readonly Named[]) =>
  list.every(({ key, basis = 'consent' }) => basis === 'consent' || !isBuiltIn(key))

/** Whether a purpose is one of the first, which stay. */
export const isBuiltIn = (key: string): boolean => defaults.some((one) => one.key === key)

const checked = <T extends z.ZodType<readonly Named[]>>(list: T) =>
  list
    .refine(unique, { message: 'a key stands twice' })
    .refine(whole, { message: `these must stay: ${defaults.map(({ key }) => key).join(', ')}` })
    .refine(asked, { message: 'the first purposes rest on consent' })

const { basis, channels, retentionDays } = purposeForm.shape

/** The purposes as they are sent; of each what is left out stays. */
export const purposesSent = checked(
  z
    .array(
      purposeForm.extend({
        ...{ basis: basis.unwrap().optional(), channels: channels.unwrap().optional() },
        ...{ retentionDays: retentionDays.unwrap().optional() },
      }),
    )
    .max(50),
)

/** The purposes of the company, with names, basis and channels. */
export const consentSettings = z.object({ purposes: checked(z.array(purposeForm).max(50)).default(defaults) })

/** What was sent over what there was. */
export function purposesAfter(before: readonly Purpose[], sent: z.output<typeof purposesSent>): Purpose[] {
  return sent.map((one) => {
    const was = before.find(({ key }) => key === one.key) ?? first(one.key, one.zh, one.en)
    return {
      ...{ key: one.key, zh: one.zh, en: one.en, basis: one.basis ?? was.basis },
      ...{ channels: one.channels ?? was.channels },
      retentionDays: one.retentionDays === undefined ? was.retentionDays : one.retentionDays,
    }
  })
}

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
