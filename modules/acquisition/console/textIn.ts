/** Text of a file, in strict UTF-8 or else GB18030; null = in neither. */
export function textIn(bytes: ArrayBuffer): string | null {
  for (const encoding of ['utf-8', 'gb18030'])
    try {
      return new TextDecoder(encoding, { fatal: true }).decode(bytes)
    } catch {
      // The next one may fit.
    }
  return null
}
