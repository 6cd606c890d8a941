import { personalField } from '#modules/identity'

export type Json = Record<string, unknown>

export const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export const object = (value: unknown): Json => (isObject(value) ? value : {})

/** Ids and names as text: numbers count, blanks and the rest do not. */
export function text(value: unknown): string | null {
  if (typeof value === 'number' && Number.isFinite(value)) return String(value)
  if (typeof value !== 'string') return null
  const trimmed = value.trim()
  return trimmed === '' ? null : trimmed
}

/** In an event these say which product or page it is about; in traits they are the person's. */
export const namesOfThings = ['name', 'Name']

/** Properties without personal data: that belongs to the person, encrypted, not to the event log. */
export function open(properties: Json, kept: readonly string[] = []): Json {
  const out: Json = {}
  for (const [key, value] of Object.entries(properties)) {
    // Assigning __proto__ would not make a property.
    if (key !== '__proto__' && (personalField(key) === null || kept.includes(key)) && !key.includes(':'))
      out[key] = value
  }
  return out
}
