import {
  constants,
  createDecipheriv,
  createHash,
  createHmac,
  createSign,
  createVerify,
  publicEncrypt,
  X509Certificate,
} from 'node:crypto'
import { no, ok, type Result } from '#kit/result'

const lines = (...parts: readonly string[]): string => parts.map((part) => `${part}\n`).join('')

/** A key as it stands in its file: a field of one line takes the breaks out. */
export function wholePem(text: string): string {
  const found = /^(-----BEGIN [A-Z ]+-----)([\s\S]+)(-----END [A-Z ]+-----)$/.exec(text.trim())
  const [, begin = '', body = '', end = ''] = found ?? []
  return found ? [begin, ...(body.replace(/\s+/g, '').match(/.{1,64}/g) ?? []), end, ''].join('\n') : text
}

/** RSA-SHA256 (PKCS#1 v1.5) over lines, each with its end. Base64. @throws on a malformed key */
export const signLines = (privateKey: string, ...parts: readonly string[]): string =>
  createSign('RSA-SHA256')
    .update(lines(...parts))
    .sign(privateKey, 'base64')

/** Whether the lines were signed with the key of this public one; false for a malformed signature. */
export function verifyLines(publicKey: string, signature: string, ...parts: readonly string[]): boolean {
  try {
    return createVerify('RSA-SHA256')
      .update(lines(...parts))
      .verify(publicKey, signature, 'base64')
  } catch {
    return false
  }
}

export interface Resource {
  readonly ciphertext: string
  readonly nonce: string
  readonly associated_data?: string | undefined
}

const tagBytes = 16

/** Opens AES-GCM: 32 bytes of key in life; the published vector has 16. */
export function openResource(
  key: string,
  { ciphertext, nonce, associated_data = '' }: Resource,
): Result<string, 'bad-key' | 'bad-text'> {
  const bytes = Buffer.from(key)
  if (bytes.length !== 32 && bytes.length !== 16) return no('bad-key')
  const whole = Buffer.from(ciphertext, 'base64')
  if (whole.length <= tagBytes) return no('bad-text')
  try {
    const name = bytes.length === 32 ? 'aes-256-gcm' : 'aes-128-gcm'
    const decipher = createDecipheriv(name, bytes, nonce, { authTagLength: tagBytes })
    decipher.setAAD(Buffer.from(associated_data)).setAuthTag(whole.subarray(-tagBytes))
    return ok(Buffer.concat([decipher.update(whole.subarray(0, -tagBytes)), decipher.final()]).toString('utf8'))
  } catch {
    return no('bad-text')
  }
}

/** A field for the platform's eyes alone (RSA-OAEP, SHA-1). Base64. */
export const sealField = (publicKey: string, text: string): string =>
  publicEncrypt(
    { key: publicKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha1' },
    Buffer.from(text),
  ).toString('base64')

/** The serial of a certificate, upper case, and its key; null for what is none. */
export function readCertificate(pem: string): { serial: string; publicKey: string } | null {
  try {
    const { serialNumber, publicKey } = new X509Certificate(pem)
    return {
      serial: serialNumber.toUpperCase(),
      publicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    }
  } catch {
    return null
  }
}

/** Names in byte order, which is not the order of words: `M` stands before `_`, and that before `m`. */
export const inByteOrder = (names: readonly string[]): string[] =>
  names.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))

/** The signature of WeChat Pay v2, still used by older callbacks: empty values and `sign` itself do not count. */
export function signV2(params: Readonly<Record<string, string>>, key: string, by: 'MD5' | 'HMAC-SHA256'): string {
  const text = inByteOrder(Object.keys(params))
    .filter((name) => name !== 'sign' && params[name] !== '')
    .map((name) => `${name}=${params[name]}`)
    .join('&')
  const hash = by === 'MD5' ? createHash('md5') : createHmac('sha256', key)
  return hash.update(`${text}&key=${key}`).digest('hex').toUpperCase()
}
