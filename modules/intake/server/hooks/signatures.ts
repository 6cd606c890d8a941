import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import type { Signature } from '../../core/hooks/signature.ts'

/** A request as it came: a signature covers its bytes. */
export interface Signed {
  readonly headers: IncomingHttpHeaders
  readonly query: Readonly<Record<string, unknown>>
  readonly body: Buffer
}

export type SignatureRefusal = 'signature-missing' | 'signature-wrong'

/** Whether one of the secrets made the signature; null when one did. */
export function verify(signature: Signature, secrets: readonly string[], request: Signed): SignatureRefusal | null {
  if (signature.rule === 'none') return null
  const given = givenOf(signature, request)
  if (given === '') return 'signature-missing'
  return secrets.some((secret) => made(signature, secret, request, given)) ? null : 'signature-wrong'
}

function givenOf({ rule, at, name }: Signature, request: Signed): string {
  if (rule === 'youzan') return textOf(request.headers['event-sign']) || textOf(fieldsOf(request.body)['sign'])
  return textOf(rule === 'token' && at === 'query' ? request.query[name] : request.headers[name.toLowerCase()])
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value.trim() : '')

function made({ rule, clientId }: Signature, secret: string, request: Signed, given: string): boolean {
  const { body } = request
  switch (rule) {
    case 'token':
      return equal(given.replace(/^Bearer\s+/i, ''), secret)
    case 'hmac-sha256':
      return isDigest(given.replace(/^sha256=/i, ''), createHmac('sha256', secret).update(body).digest())
    case 'hmac-md5':
      return isDigest(given.replace(/^md5=/i, ''), createHmac('md5', secret).update(body).digest())
    case 'md5':
      return isDigest(given, md5(clientId, body, secret))
    default:
      return isDigest(given, md5(clientId, signedByYouzan(request), secret))
  }
}

/** Newer pushes of 有赞 sign the whole body in a header, older ones their `msg` in a field (from memory of its documents). */
function signedByYouzan({ headers, body }: Signed): Buffer | string {
  return textOf(headers['event-sign']) === '' ? textOf(fieldsOf(body)['msg']) : body
}

const md5 = (before: string, body: Buffer | string, after: string) =>
  createHash('md5').update(before).update(body).update(after).digest()

/** In hex of any case or in base64. */
const isDigest = (given: string, wanted: Buffer): boolean =>
  equal(given.toLowerCase(), wanted.toString('hex')) || equal(given, wanted.toString('base64'))

function equal(given: string, wanted: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(wanted)]
  return a.length === b.length && timingSafeEqual(a, b)
}

function fieldsOf(body: Buffer): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'))
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
  } catch {
    // What is no JSON has no field that signs it.
    return {}
  }
}
