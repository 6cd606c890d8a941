import { z } from 'zod'
import { field } from '#kit/form'
import { kindOf } from '#modules/identity'
import type { ImportKind, ImportTarget } from '#modules/intake'
import { firstPurposes, PurposeKey } from './consents.ts'
import { wearerFact, wearerTargets } from './listedWearer.ts'
import { memberPresets } from './presets.ts'

const target = (name: string, cell: ImportTarget['cell'], zh: string, en: string): ImportTarget => ({
  name,
  cell,
  title: { zh, en },
})

const isIdentity = (type: string) => kindOf(type) !== null
const isFactName = (name: string) => /^[\p{L}\p{N}_$ ()（）/.-]{1,40}$/u.test(name)
const isTraitName = (name: string) => /^[\p{L}\p{N}_$ -]{1,60}$/u.test(name)

/** Carriers a list may name (OP1). `imported` stands for "in the pool, carrier not said". */
export const carriers = ['officialAccount', 'wecom', 'chatGroup', 'personalWechat', 'imported'] as const

export const options = z.object({
  /** What rows without an entry time are (OP10): nobody is ever dated today without being asked. */
  undated: field(z.enum(['prospect', 'goLive', 'today']).default('prospect'), {
    zh: '没有入池时间的客户',
    en: 'People without an entry time',
    choices: {
      prospect: { zh: '算未入池', en: 'Are not in the private domain' },
      goLive: { zh: '按上线日入池（存量）', en: 'Entered on the day of going live' },
      today: { zh: '按今天入池', en: 'Enter today' },
    },
  }),
  carrier: field(z.enum(carriers).default('imported'), {
    zh: '没有写载体的行',
    en: 'Rows without a carrier',
    choices: {
      officialAccount: { zh: '公众号', en: 'Official account' },
      wecom: { zh: '企业微信', en: 'WeCom' },
      chatGroup: { zh: '社群', en: 'Group' },
      personalWechat: { zh: '个人微信', en: 'Personal WeChat' },
      imported: { zh: '不说明', en: 'Not said' },
    },
  }),
  platform: field(z.string().trim().max(40).default(''), {
    zh: '公域平台',
    en: 'Public platform',
    help: {
      zh: '填了平台的名单会出现在「公域粉丝」，跟踪从粉丝到首单',
      en: 'A list with a platform is followed from fan to first order under Public fans',
    },
  }),
})

/** An import of people: members, followers, WeCom contacts, with when they came and who brought them. */
export const peopleKind: ImportKind = {
  kind: 'people',
  title: { zh: '客户名单', en: 'People' },
  key: 'identity',
  targets: [
    { ...target('identity', 'id', '身份', 'Identity'), typed: true, accepts: isIdentity },
    target('enteredAt', 'value', '入池时间', 'Entered at'),
    target('leftAt', 'value', '流失时间', 'Left at'),
    target('carrier', 'text', '载体', 'Carrier'),
    target('account', 'text', '账号', 'Account of the carrier'),
    { ...target('inviter', 'id', '邀请人', 'Inviter'), typed: true, accepts: isIdentity },
    target('owner', 'text', '归属员工', 'Owner'),
    target('source', 'text', '来源渠道', 'Source'),
    { ...target('trait', 'text', '属性', 'Attribute'), typed: true, byColumn: true, accepts: isTraitName },
    {
      ...target('consent', 'value', '同意', 'Consent'),
      ...{ typed: true, accepts: (purpose) => PurposeKey.safeParse(purpose).success, types: firstPurposes },
      help: {
        zh: '用途代号如 marketing.sms，单元格写 是 或 否',
        en: 'A purpose such as marketing.sms; cells say yes or no',
      },
    },
    target('consentAt', 'value', '同意或拒绝的时间', 'When consent was given or refused'),
    target('consentText', 'text', '同意书版本', 'Version of the text of consent'),
    {
      ...target('wearer', 'text', '佩戴者', 'Wearer'),
      help: {
        zh: '孩子、父母等的称呼，记在这位客户名下；几行同一客户就是几位佩戴者',
        en: 'Name of a child, a parent …, kept under this person; several rows of one person are several wearers',
      },
    },
    target('wearerRelation', 'text', '佩戴者关系', 'Relation of the wearer'),
    target('wearerBirthday', 'value', '佩戴者出生日期或年份', 'Birthday or year of birth of the wearer'),
    target('wearerRecall', 'value', '佩戴者下次复查', 'Next check of the wearer'),
    {
      ...target('wearerFact', 'text', '佩戴者验光项目', 'Item of optometry of the wearer'),
      ...{ typed: true, byColumn: true, accepts: isFactName },
    },
  ],
  presets: memberPresets,
  options,
  lacking(targets) {
    const names = [...targets]
    if (!names.some((name) => name.startsWith('identity:')))
      return {
        zh: '至少要有一列身份，例如 identity:phone',
        en: 'At least one identity column is needed, e.g. identity:phone',
      }
    const ofWearer = names.some((name) => wearerTargets.includes(name) || name.startsWith(wearerFact))
    return !ofWearer || targets.has('wearer')
      ? null
      : { zh: '还缺佩戴者的称呼（wearer）', en: 'The name of the wearer (wearer) is missing' }
  },
}
