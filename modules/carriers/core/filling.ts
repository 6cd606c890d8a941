import { no, ok, type Result } from '#kit/result'

/** What is known of somebody, by the name it has in a text. */
export type Values = Readonly<Record<string, string>>

const hole = /\{\{\s*([^{}|]{1,40}?)\s*(?:\|\s*([^{}|]{0,40}?)\s*)?\}\}/g

/** The variables that a text names, each once. */
export const namesIn = (text: string): readonly string[] => [
  ...new Set([...text.matchAll(hole)].map(([, name = '']) => name)),
]

/**
 * A text as one person reads it: `{{name}}` is what is known of them, `{{name|else}}` what stands behind the bar where nothing
 * is. What stands in a value is never looked at for variables again.
 * @returns the variables without a value where one has none
 */
export function fillFor(text: string, values: Values): Result<string, readonly string[]> {
  const missing = new Set<string>()
  const filled = text.replace(hole, (_all, name: string, otherwise: string | undefined) => {
    const known = Object.hasOwn(values, name) ? (values[name] ?? '') : ''
    if (known !== '') return known
    if (otherwise === undefined) missing.add(name)
    return otherwise ?? ''
  })
  return missing.size === 0 ? ok(filled) : no([...missing])
}

/** A text with the variables filled in that are known; the others stay as they are written. */
export const fillKnown = (text: string, known: (name: string) => string | undefined): string =>
  text.replace(hole, (all, name: string) => known(name) ?? all)

/** Every text of a record filled in; what is missing of any of them is a refusal. */
export function fillAll(
  texts: Readonly<Record<string, string>>,
  values: Values,
): Result<Record<string, string>, readonly string[]> {
  const filled = Object.entries(texts).map(([name, text]) => [name, fillFor(text, values)] as const)
  const missing = filled.flatMap(([, one]) => (one.ok ? [] : one.refusal))
  if (missing.length > 0) return no([...new Set(missing)])
  return ok(Object.fromEntries(filled.flatMap(([name, one]) => (one.ok ? [[name, one.value] as const] : []))))
}
