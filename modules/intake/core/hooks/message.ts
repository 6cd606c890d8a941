import { withLongNumbers } from '#kit/json'

/** Texts in a message that may hold JSON of their own are opened so deep; systems put it into a field of the envelope. */
const openedDepth = 3
const mostPaths = 300
const deepestPath = 12

/** One value of a message by its path, with the text that stands there. */
export interface PathSample {
  readonly path: string
  readonly sample: string
}

/**
 * What a message says: JSON, or the fields of a form. Numbers are kept as they are written, since JSON's own would lose the
 * last digits of long order numbers. A field that holds JSON as a text, also URL-encoded, is read as that JSON. Undefined
 * when it cannot be read.
 */
export function readMessage(text: string): unknown {
  const whole = parsed(text) ?? formOf(text)
  return whole === undefined ? undefined : opened(whole, 0)
}

function parsed(text: string): unknown {
  const asWritten = (_name: string, value: unknown, context?: { source?: string }) => {
    if (typeof value === 'number') return context?.source ?? String(value)
    // No store takes half a surrogate pair.
    return typeof value === 'string' ? value.toWellFormed() : value
  }
  try {
    const value: unknown = JSON.parse(withLongNumbers(text), asWritten)
    return typeof value === 'object' && value !== null ? value : undefined
  } catch {
    // Not JSON, or nested so deeply that reading it overflows the stack: neither is a message.
    return undefined
  }
}

function formOf(text: string): Record<string, string> | undefined {
  if (!/^[\w.%+[\]-]{1,200}=/.test(text)) return undefined
  return Object.fromEntries(
    text.split('&').map((pair) => {
      const [name = '', ...rest] = pair.split('=')
      return [decoded(name), decoded(rest.join('='))]
    }),
  )
}

function opened(value: unknown, depth: number): unknown {
  if (depth >= openedDepth) return value
  if (typeof value === 'string') return openedText(value, depth)
  if (Array.isArray(value)) return value.map((one) => opened(one, depth + 1))
  if (!isObject(value)) return value
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, opened(one, depth + 1)]))
}

function openedText(text: string, depth: number): unknown {
  if (!/^\s*(?:[[{]|%7b|%5b)/i.test(text)) return text
  const inner = parsed(text) ?? parsed(decoded(text))
  return inner === undefined ? text : opened(inner, depth + 1)
}

/** As the form encoding writes it; a text with a lone % is taken as it is. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', '%20'))
  } catch {
    return text
  }
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

/** The list a path goes through; null when through none, '' when the message itself is the list. */
export function listOf(path: string): string | null {
  const parts = path.split('.')
  const star = parts.indexOf('*')
  return star < 0 ? null : parts.slice(0, star).join('.')
}

/** What of a path stands behind its list. */
export const behindList = (path: string): string =>
  path
    .split('.')
    .slice(path.split('.').indexOf('*') + 1)
    .join('.')

/** The value at a path; undefined where there is none. An empty path is the whole. */
export function valueAt(root: unknown, path: string): unknown {
  let value = root
  for (const name of path === '' ? [] : path.split('.')) {
    if (!isObject(value) || !Object.hasOwn(value, name)) return undefined
    value = value[name]
  }
  return value
}

/** The text at a path; undefined where there is none, null where something stands that is no single value. */
export function textAt(root: unknown, path: string): string | null | undefined {
  const value = valueAt(root, path)
  if (value === undefined || value === null || value === '') return undefined
  return typeof value === 'object' ? null : String(value)
}

/** The values of a message by their paths, to choose from. Of a list's items those of the first few; lists in it by number. */
export function pathsOf(message: unknown): PathSample[] {
  const found = new Map<string, string>()
  const visit = (value: unknown, parts: readonly string[], inList: boolean) => {
    if (found.size >= mostPaths || parts.length > deepestPath) return
    if (!isObject(value)) {
      const path = parts.join('.')
      if (value !== null && !found.get(path)) found.set(path, String(value).slice(0, 80))
      return
    }
    if (Array.isArray(value)) {
      const some = inList ? value.slice(0, 1) : value.slice(0, 5)
      for (const one of some) visit(one, [...parts, inList ? '0' : '*'], true)
    } else for (const [name, one] of Object.entries(value)) visit(one, [...parts, name], inList)
  }
  visit(message, [], false)
  return [...found].filter(([path]) => path !== '').map(([path, sample]) => ({ path, sample }))
}
