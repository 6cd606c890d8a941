import type { Policy } from './policy.ts'

export interface PolicyChange {
  readonly field: keyof Policy
  /** Which one of a list; '' for a field of its own. */
  readonly item: string
  /** Null where there was none, or is none any more. */
  readonly before: string | null
  readonly after: string | null
}

/** What differs between two policies, item by item. */
export function policyChanges(before: Policy, after: Policy): PolicyChange[] {
  const fields = Object.keys(after) as (keyof Policy)[]
  return fields.flatMap((field) => {
    const [was, is] = [itemsOf(before[field]), itemsOf(after[field])]
    return [...new Set([...was.keys(), ...is.keys()])].flatMap((item) => {
      const change = { field, item, before: was.get(item) ?? null, after: is.get(item) ?? null }
      return change.before === change.after ? [] : [change]
    })
  })
}

/** The parts of a field by what names them: blocked values by themselves, types by their name. */
function itemsOf(value: Policy[keyof Policy]): Map<string, string> {
  if (typeof value !== 'object') return new Map([['', String(value)]])
  if (!Array.isArray(value)) return new Map(Object.entries(value).map(([type, kind]) => [type, textOf(kind ?? {})]))
  return new Map(
    value.map((one) => {
      if ('value' in one) {
        const text = one.type === undefined ? one.value : `${one.type} ${one.value}`
        return [text, text]
      }
      const { type, ...kind } = one
      return [type, textOf(kind)]
    }),
  )
}

const textOf = (kind: object) =>
  Object.entries(kind)
    .map(([name, value]) => `${name} ${value ?? '∞'}`)
    .join(', ')
