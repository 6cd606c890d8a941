import { z } from 'zod'
import { field } from '#kit/form'
import { builtIn, isNamed } from './kinds.ts'
import { type Policy, policySchema } from './policy.ts'

const limit = z.int().min(1).max(1000).optional()
const perPerson = field(limit, {
  zh: '每人最多几个',
  en: 'At most for one person',
  help: { zh: '留空表示不限', en: 'Empty means any number' },
})
const perValue = field(limit, {
  zh: '同一个值最多几人',
  en: 'At most people with one value',
  help: { zh: '超过后不再代表任何人；留空表示不限', en: 'Beyond that it stands for nobody; empty means any number' },
})
const priority = field(z.int().min(1).max(99), {
  zh: '优先级',
  en: 'Priority',
  help: { zh: '越小越先认', en: 'The smaller leads' },
})
const adjustable = Object.keys(builtIn).filter((type) => !isNamed(type)) as [string, ...string[]]

/** The policy as people fill it in: types with other numbers are a list, and no limit is an empty field. */
export const policyForm = z.object({
  maxSize: field(z.int().min(2).max(5000), {
    zh: '合并规模上限',
    en: 'Merge cap',
    help: { zh: '合起来超过这么多身份时，等人来定', en: 'People with more ids together wait for a human' },
  }),
  recycleDays: field(z.int().min(30).max(3650), {
    zh: '手机号回收天数',
    en: 'A phone may be recycled after',
    unit: 'day',
    help: {
      zh: '更久以前的手机号可能换了主人，不再直接合并',
      en: 'An older phone may have a new owner and does not merge by itself',
    },
  }),
  devices: field(z.enum(['move', 'stay']), {
    zh: '共用设备上换人登录',
    en: 'Another login on a shared device',
    choices: {
      move: { zh: '之后归新登录的人', en: 'From then on it is theirs' },
      stay: { zh: '仍归第一个人', en: 'It stays with the first' },
    },
  }),
  blocked: field(
    z
      .array(
        z.object({
          type: field(z.string().max(100).optional(), {
            zh: '类型',
            en: 'Type',
            help: { zh: '例如 phone；留空表示所有类型', en: 'Such as phone; empty means every type' },
          }),
          value: field(z.string().trim().min(1).max(255), {
            zh: '值',
            en: 'Value',
            help: { zh: '末尾的 * 代表任意内容', en: 'A star at the end stands for anything' },
          }),
        }),
      )
      .max(1000),
    { zh: '屏蔽的值', en: 'Blocked values' },
  ),
  kinds: field(
    z
      .array(z.object({ type: field(z.enum(adjustable), { zh: '类型', en: 'Type' }), priority, perPerson, perValue }))
      .max(20),
    { zh: '改动的内置类型', en: 'Built-in types with other numbers' },
  ),
  custom: field(
    z
      .array(
        z.object({
          type: field(z.string().regex(/^custom:[\p{L}\p{N}_.@-]{1,64}$/u), {
            zh: '类型',
            en: 'Type',
            help: { zh: '写成 custom:名称', en: 'Written custom:name' },
            wrong: { zh: '要写成 custom:名称', en: 'Must be custom:name' },
          }),
          title: field(z.string().trim().min(1).max(40), { zh: '名称', en: 'Name' }),
          strength: field(z.enum(['strong', 'weak']), {
            zh: '能证明什么',
            en: 'What it proves',
            choices: {
              strong: { zh: '强：是同一个人', en: 'Strong: one human' },
              weak: { zh: '弱：只是线索', en: 'Weak: a hint' },
            },
          }),
          open: field(z.boolean().default(false), { zh: '网页和 APP 可以上报', en: 'Browsers and apps may send it' }),
          ...{ priority, perPerson, perValue },
        }),
      )
      .max(50),
    { zh: '自定义类型', en: 'Types of your own' },
  ),
})
type Filled = z.output<typeof policyForm>

interface Limits {
  perPerson: number | null
  perValue: number | null
}
const shown = ({ perPerson, perValue }: Limits) => ({
  ...(perPerson === null ? {} : { perPerson }),
  ...(perValue === null ? {} : { perValue }),
})
const said = (kind: { perPerson?: number | undefined; perValue?: number | undefined }): Limits => ({
  perPerson: kind.perPerson ?? null,
  perValue: kind.perValue ?? null,
})

/** A policy as the form shows it. */
export function toForm({ kinds, custom, blocked, ...rest }: Policy): Filled {
  return {
    ...rest,
    blocked,
    kinds: Object.entries(kinds).flatMap(([type, kind]) =>
      kind ? [{ type, priority: kind.priority, ...shown(kind) }] : [],
    ),
    custom: custom.map(({ perPerson, perValue, ...kind }) => ({ ...kind, ...shown({ perPerson, perValue }) })),
  }
}

/** The policy that a filled form stands for. */
export function fromForm({ kinds, custom, blocked, ...rest }: Filled): Policy {
  return policySchema.parse({
    ...rest,
    blocked: blocked.map(({ type, value }) => (type ? { type, value } : { value })),
    kinds: Object.fromEntries(kinds.map(({ type, priority, ...kind }) => [type, { priority, ...said(kind) }])),
    custom: custom.map((kind) => ({ ...kind, ...said(kind) })),
  })
}
