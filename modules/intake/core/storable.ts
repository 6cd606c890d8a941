const halfPair = /\\ud[89ab][0-9a-f]{2}(?!\\ud[c-f][0-9a-f]{2})|(?<!\\ud[89ab][0-9a-f]{2})\\ud[c-f][0-9a-f]{2}/gi

/**
 * JSON text without what no store takes: NUL (PostgreSQL) and half a surrogate pair (PostgreSQL, ClickHouse) become
 * U+FFFD. Both can stand in JSON only as escapes, which most bodies have none of.
 */
export function storable(json: string): string {
  if (!json.includes('\\u')) return json
  return json.replaceAll('\\u0000', '\\ufffd').replace(halfPair, '\\ufffd')
}
