import type { Channel, UtmRule } from './tree.ts'

/** Name of whoever a customer brought: they come by nobody's code. */
export const invitedName = '@invited'
/** Name of whoever nothing is known of. */
export const unknownName = '@none'

/** Marks of an address. */
export interface Marks {
  readonly source: string
  readonly medium: string
  readonly campaign: string
}

export const marksOf = (marks: Readonly<Record<string, string | null | undefined>>): Marks => ({
  ...{ source: marks['utm_source'] ?? '', medium: marks['utm_medium'] ?? '' },
  campaign: marks['utm_campaign'] ?? '',
})

/** Names are compared without regard to width, case and blanks. */
export const plainName = (name: string): string => name.normalize('NFKC').trim().replace(/\s+/g, ' ').toLowerCase()

/** How a channel itself is named where a name of the data is expected: marks of an address have been read already. */
export const nameOfChannel = (id: string): string => `#${id}`

export interface Recogniser {
  /** The channel of a name, null = of none: by the whole name, else by the longest pattern that fits it. */
  byName(name: string): string | null
  /** The channel of an address by its marks: the rule that says most decides. */
  byMarks(marks: Marks): string | null
}

/** Reads names and marks as channels; nothing that is stored changes by it. */
export function recogniser(channels: readonly Channel[]): Recogniser {
  const whole = new Map<string, string>()
  const ids = new Set(channels.map(({ id }) => id))
  const patterns: { pattern: string; id: string }[] = []
  for (const { id, names } of channels)
    for (const name of names.map(plainName)) {
      if (name.includes('*')) patterns.push({ pattern: name, id })
      else whole.set(name, id)
    }
  // A name that several channels bear, such as "parcel cards" below each marketplace, says nothing.
  for (const [name, same] of Map.groupBy(channels, (one) => plainName(one.name)))
    if (same.length === 1 && !whole.has(name)) whole.set(name, same[0]?.id ?? '')
  patterns.sort((one, other) => other.pattern.length - one.pattern.length || (one.pattern < other.pattern ? -1 : 1))
  const rules = channels.flatMap(({ id, utm }) => utm.map((rule) => ({ id, rule, says: saysOf(rule) })))
  rules.sort((one, other) => other.says - one.says || Number(one.id) - Number(other.id))
  return {
    byName(given) {
      const own = /^#(\d+)$/.exec(given)?.[1]
      if (own !== undefined) return ids.has(own) ? own : null
      const name = plainName(given)
      return whole.get(name) ?? patterns.find(({ pattern }) => fits(pattern, name))?.id ?? null
    },
    byMarks: (marks) => rules.find(({ rule }) => fitsMarks(rule, marks))?.id ?? null,
  }
}

const parts = ['source', 'medium', 'campaign'] as const

/** How much a rule says: a part that is named weighs more than the letters in it. */
const saysOf = (rule: UtmRule): number =>
  parts.reduce((sum, part) => sum + (rule[part] === '' ? 0 : 1000 + rule[part].replaceAll('*', '').length), 0)

const fitsMarks = (rule: UtmRule, marks: Marks): boolean =>
  parts.some((part) => rule[part] !== '') &&
  parts.every((part) => rule[part] === '' || fits(plainName(rule[part]), plainName(marks[part])))

/** Whether a text is what a pattern stands for. Without regular expressions: a pattern is typed by hand. */
export function fits(pattern: string, text: string): boolean {
  const [first = '', ...rest] = pattern.split('*')
  const last = rest.pop()
  if (last === undefined) return pattern === text
  if (!text.startsWith(first) || text.length < first.length + last.length || !text.endsWith(last)) return false
  let at = first.length
  for (const middle of rest) {
    const found = text.indexOf(middle, at)
    if (found < 0) return false
    at = found + middle.length
  }
  return at <= text.length - last.length
}
