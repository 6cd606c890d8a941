export interface LinkMarks {
  readonly source: string
  readonly medium: string
  readonly campaign: string
  readonly content: string
  readonly term: string
}

const names = ['source', 'medium', 'campaign', 'content', 'term'] as const

/** An address with its marks; what it says already is replaced. Null = it is no web address. */
export function marked(url: string, marks: LinkMarks): string | null {
  const parsed = URL.parse(url)
  if (!parsed || (parsed.protocol !== 'https:' && parsed.protocol !== 'http:')) return null
  for (const name of names) if (marks[name] !== '') parsed.searchParams.set(`utm_${name}`, marks[name])
  return parsed.href
}
