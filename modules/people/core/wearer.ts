import { z } from 'zod'
import { field } from '#kit/form'

export const relations = ['child', 'parent', 'spouse', 'other'] as const

/** A wearer as staff write it down. */
export const wearerSchema = z.object({
  name: field(z.string().trim().min(1).max(50), { zh: '称呼', en: 'Name' }),
  relation: field(z.enum(relations), {
    zh: '关系',
    en: 'Relation',
    choices: {
      child: { zh: '孩子', en: 'Child' },
      parent: { zh: '父母', en: 'Parent' },
      spouse: { zh: '配偶', en: 'Spouse' },
      other: { zh: '其他', en: 'Other' },
    },
  }),
  birthYear: field(z.int().min(1900).max(2100).optional(), { zh: '出生年份', en: 'Year of birth' }),
  facts: field(
    z
      .array(
        z.object({
          name: field(z.string().trim().min(1).max(40), {
            zh: '项目',
            en: 'Item',
            help: { zh: '例如 右眼球镜、瞳距、下次复查', en: 'Such as right sphere, pupil distance, next check' },
          }),
          value: field(z.string().trim().min(1).max(200), { zh: '内容', en: 'Value' }),
        }),
      )
      .max(50)
      .default([]),
    { zh: '验光资料', en: 'Optometry' },
  ),
})

/** A wearer changed: what is left empty stays, since a page shows neither name nor prescription in full. */
export const wearerChange = wearerSchema.extend({
  name: field(z.string().trim().min(1).max(50).optional(), {
    zh: '称呼',
    en: 'Name',
    help: { zh: '留空表示不变', en: 'Empty: stays as it is' },
  }),
})

export type Wearer = z.output<typeof wearerSchema>
export type WearerChange = z.output<typeof wearerChange>

/** What stands after a change. */
export function changedWearer(before: Wearer, { name, facts, ...rest }: WearerChange): Wearer {
  return { ...rest, name: name ?? before.name, facts: facts.length > 0 ? facts : before.facts }
}
