import { markNames } from '../handover.ts'

/** A click of an advertisement, as an address says it. */
export interface AdMark {
  /** The name it has in the address, which says whose it is. */
  readonly name: string
  readonly value: string
}

/** The click that an address names; of several the first that stands in it. */
export function clickIn(query: Readonly<Record<string, unknown>>): AdMark | null {
  for (const [name, value] of Object.entries(query))
    if (markNames.test(name) && !name.startsWith('utm_') && typeof value === 'string' && value.trim() !== '')
      return { name, value: value.slice(0, 500) }
  return null
}

/** The same of a whole address; what is none names none. */
export function clickInUrl(address: string): (AdMark & { readonly landing: string; readonly campaign: string }) | null {
  const found = /^(https?:\/\/[^?#\s]+)\?([^#\s]*)/.exec(address)
  if (!found) return null
  const [, page = '', query = ''] = found
  const named = Object.fromEntries(query.split('&').map((part) => pairIn(part)))
  const mark = clickIn(named)
  return mark && { ...mark, landing: landingOf(page, mark), campaign: (named['utm_campaign'] ?? '').slice(0, 120) }
}

function pairIn(part: string): readonly [string, string] {
  const at = part.indexOf('=')
  return at < 0 ? [plain(part), ''] : [plain(part.slice(0, at)), plain(part.slice(at + 1))]
}

/** What is not written as addresses are stays as it is. */
function plain(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return text
  }
}

/** An address with its mark, and nothing else of what stood behind it. */
export const landingOf = (page: string, { name, value }: AdMark): string =>
  `${page}?${name}=${encodeURIComponent(value)}`

/** Minutes after which a conversion that did not go is tried again; then it is given up. */
const pauses = [1, 5, 30, 120, 360, 720, 1440] as const

/** When to try again after so many tries, epoch ms; null = that was the last. */
export function nextTry(tries: number, now: number): number | null {
  const pause = pauses[tries - 1]
  return pause === undefined ? null : now + pause * 60_000
}
