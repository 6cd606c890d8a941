import type { TraitUpdate } from '../index.ts'

type Attributes = Readonly<Record<string, unknown>>

const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value)

/** What is known of a person after a change. A value of another kind than the change needs stays as it is. */
export function changed(before: Attributes, { op, traits }: Pick<TraitUpdate, 'op' | 'traits'>): Attributes {
  if (op === undefined || op === 'set') return { ...before, ...traits }
  if (op === 'setOnce') return { ...traits, ...before }
  if (op === 'delete') return {}
  if (op === 'unset') return Object.fromEntries(Object.entries(before).filter(([name]) => !Object.hasOwn(traits, name)))
  const after = new Map(Object.entries(before))
  for (const [name, value] of Object.entries(traits)) {
    const now = after.has(name) ? after.get(name) : op === 'increment' ? 0 : []
    if (op === 'increment' && isNumber(now) && isNumber(value)) after.set(name, now + value)
    if (op === 'append' && Array.isArray(now) && Array.isArray(value)) after.set(name, [...new Set([...now, ...value])])
  }
  return Object.fromEntries(after)
}
