/** What is said of every link of a partner, in the terms of every tool that counts visits. */
const usual = { utm_source: 'partner', utm_medium: 'commission' } as const

/** An address by which whoever opens it is known to come by a partner: the code stands as the content of a campaign. */
export function marked(url: string, code: string): string {
  const [before = '', ...hash] = url.split('#')
  const [path = '', ...query] = before.split('?')
  const given = query
    .join('?')
    .split('&')
    .filter((part) => part !== '' && !part.startsWith('utm_content='))
  const names = new Set(given.map((part) => part.split('=')[0]))
  const added = Object.entries(usual).flatMap(([name, value]) => (names.has(name) ? [] : [`${name}=${value}`]))
  const marks = [...given, ...added, `utm_content=${code}`].join('&')
  return `${path}?${marks}${hash.length > 0 ? `#${hash.join('#')}` : ''}`
}
