/** The fields of an address's query, the first of each name; of a bare query, too. Empty when there is none. */
export function queryOf(address: string): ReadonlyMap<string, string> {
  const fields = new Map<string, string>()
  const whole = address.replace(/#.*$/s, '')
  const query = whole.includes('?') ? whole.slice(whole.indexOf('?') + 1) : whole.includes('=') ? whole : ''
  for (const part of query.split('&').slice(0, 100)) {
    const equals = part.indexOf('=')
    if (equals < 1) continue
    const name = decoded(part.slice(0, equals))
    if (!fields.has(name)) fields.set(name, decoded(part.slice(equals + 1).replaceAll('+', ' ')))
  }
  return fields
}

/** As it stands where it is no proper encoding. */
export function decoded(value: string): string {
  try {
    return decodeURIComponent(value)
  } catch {
    return value
  }
}
