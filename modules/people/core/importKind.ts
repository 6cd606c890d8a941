import { z } from 'zod'
import { kindOf } from '#modules/identity'
import type { ImportKind, ImportTarget } from '#modules/intake'
import { memberPresets } from './presets.ts'

const target = (name: string, cell: ImportTarget['cell'], zh: string, en: string): ImportTarget => ({
  name,
  cell,
  title: { zh, en },
})

const isIdentity = (type: string) => kindOf(type) !== null
const isTraitName = (name: string) => /^[\p{L}\p{N}_$ -]{1,60}$/u.test(name)

/** Carriers a list may name (OP1). `imported` stands for "in the pool, carrier not said". */
export const carriers = ['officialAccount', 'wecom', 'chatGroup', 'personalWechat', 'imported'] as const

export const options = z.object({
  /** What rows without an entry time are (OP10): nobody is ever dated today without being asked. */
  undated: z.enum(['prospect', 'goLive', 'today']).default('prospect').meta({
    title: '没有入池时间的客户 / Rows without an entry time',
    help: 'prospect = 未入池; goLive = 上线日; today = 今天',
  }),
  carrier: z.enum(carriers).default('imported'),
})

/** An import of people: members, followers, WeCom contacts, with when they came and who brought them. */
export const peopleKind: ImportKind = {
  kind: 'people',
  title: { zh: '客户名单', en: 'People' },
  targets: [
    { ...target('identity', 'id', '身份', 'Identity'), typed: true, accepts: isIdentity },
    target('enteredAt', 'value', '入池时间', 'Entered at'),
    target('leftAt', 'value', '流失时间', 'Left at'),
    target('carrier', 'text', '载体', 'Carrier'),
    target('account', 'text', '账号', 'Account of the carrier'),
    { ...target('inviter', 'id', '邀请人', 'Inviter'), typed: true, accepts: isIdentity },
    target('owner', 'text', '归属员工', 'Owner'),
    target('source', 'text', '来源渠道', 'Source'),
    { ...target('trait', 'text', '属性', 'Attribute'), typed: true, accepts: isTraitName },
  ],
  presets: memberPresets,
  options,
  lacking: (targets) =>
    [...targets].some((name) => name.startsWith('identity:'))
      ? null
      : {
          zh: '至少要有一列身份，例如 identity:phone',
          en: 'At least one identity column is needed, e.g. identity:phone',
        },
}
