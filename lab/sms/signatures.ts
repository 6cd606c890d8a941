import { createHash, createHmac } from 'node:crypto'
import type { Call } from '../http/route.ts'

const encoded = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`)

const sha256 = (text: string | Buffer): string => createHash('sha256').update(text).digest('hex')
const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest()

/** Aliyun's RPC signature (version 1.0) over the sorted parameters. Base64. */
export function aliyunRpcSignature(method: string, params: Readonly<Record<string, string>>, secret: string): string {
  const canonical = Object.keys(params)
    .filter((name) => name !== 'Signature')
    .sort()
    .map((name) => `${encoded(name)}=${encoded(params[name] ?? '')}`)
    .join('&')
  return createHmac('sha1', `${secret}&`)
    .update(`${method}&%2F&${encoded(canonical)}`)
    .digest('base64')
}

/** Aliyun's ACS3-HMAC-SHA256 over method, path, query, the headers it names and the body. Hex. */
export function acs3Signature({ request, raw }: Call, signedHeaders: readonly string[], secret: string): string {
  const [path = '/', query = ''] = request.url.split('?')
  const sorted = [...new URLSearchParams(query)].map(([name, value]) => `${encoded(name)}=${encoded(value)}`).sort()
  const headers = signedHeaders.map((name) => `${name}:${String(request.headers[name] ?? '').trim()}\n`).join('')
  const hashed = String(request.headers['x-acs-content-sha256'] ?? sha256(raw))
  const canonical = [request.method, path, sorted.join('&'), headers, signedHeaders.join(';'), hashed].join('\n')
  return createHmac('sha256', secret)
    .update(`ACS3-HMAC-SHA256\n${sha256(canonical)}`)
    .digest('hex')
}

export interface Tc3 {
  /** Seconds. */
  timestamp: number
  service: string
  host: string
  contentType: string
  body: string | Buffer
}

/** Tencent Cloud's TC3-HMAC-SHA256 of a JSON POST; the host counts without its port. Hex. */
export function tc3Signature({ timestamp, service, host, contentType, body }: Tc3, secret: string): string {
  const date = new Date(timestamp * 1000).toISOString().slice(0, 10)
  const headers = `content-type:${contentType}\nhost:${host}\n`
  const canonical = `POST\n/\n\n${headers}\ncontent-type;host\n${sha256(body)}`
  const text = `TC3-HMAC-SHA256\n${timestamp}\n${date}/${service}/tc3_request\n${sha256(canonical)}`
  const key = hmac(hmac(hmac(`TC3${secret}`, date), service), 'tc3_request')
  return createHmac('sha256', key).update(text).digest('hex')
}
