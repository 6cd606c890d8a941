export interface Upload {
  name: string
  contentType: string
  bytes: Buffer
}

/** The first file of a multipart body, or a body that is the file itself. */
export function bodyOf(contentType: string, raw: Buffer): Upload | undefined {
  if (raw.length === 0) return undefined
  const boundary = /boundary="?([^";]+)"?/.exec(contentType)?.[1]
  if (boundary === undefined) return { name: 'file', contentType, bytes: raw }
  const text = raw.toString('latin1')
  for (const part of text.split(`--${boundary}`)) {
    const end = part.indexOf('\r\n\r\n')
    if (end < 0) continue
    const head = Buffer.from(part.slice(0, end), 'latin1').toString('utf8')
    const name = /filename="([^"]*)"/.exec(head)?.[1]
    if (name === undefined) continue
    const type = /content-type:\s*([^\r\n]+)/i.exec(head)?.[1] ?? 'application/octet-stream'
    return { name, contentType: type, bytes: Buffer.from(part.slice(end + 4).replace(/\r\n$/, ''), 'latin1') }
  }
  return undefined
}
