import { mask } from '#modules/identity'
import { type Actor, may } from '#platform/http/context'
import type { Values } from '../core/filling.ts'

/** Values that name somebody, by what they are masked as. */
const personal: Readonly<Record<string, string>> = { 姓名: 'name', 昵称: 'nickname' }

/** What is known of somebody as the caller may see it: names are masked for whoever may not reveal them. */
export function seenBy(actor: Actor, values: Values): Values {
  if (may(actor, 'people:reveal')) return values
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => {
      const field = personal[name]
      return [name, field === undefined ? value : mask(field, value)]
    }),
  )
}
