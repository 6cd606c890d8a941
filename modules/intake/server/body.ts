import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import type { FastifyInstance } from 'fastify'

/** What a gzipped body or field may unpack to: more than any SDK sends, and no bomb. */
const maxUnpacked = 5 * 1024 * 1024

const unpack = promisify(gunzip)

/** Hands routes the bytes as they came: no SDK says reliably what it sends, so what a body is shows in its bytes. */
export function takeBytes(scope: FastifyInstance) {
  scope.removeAllContentTypeParsers()
  scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
}

/** The text of a body, unpacked when it is gzip, whether or not a header or field says so; null when it cannot be. */
export async function textOf(body: unknown): Promise<string | null> {
  if (!(body instanceof Uint8Array)) return ''
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength)
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes.toString('utf8')
  const unpacked = await unpack(bytes, { maxOutputLength: maxUnpacked }).catch(() => null)
  return unpacked?.toString('utf8') ?? null
}
