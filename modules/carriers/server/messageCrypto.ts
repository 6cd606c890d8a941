import { createCipheriv, createDecipheriv, createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { no, ok, type Result } from '#kit/result'

/** Why a message of a platform is not believed. */
export type CryptoRefusal = 'bad-key' | 'bad-text' | 'bad-padding' | 'other-receiver'

const block = 32

/** SHA-1 over the sorted parts (WeCom page 90930; the same for official accounts and mini programs). */
export const signatureOf = (...parts: readonly string[]): string =>
  createHash('sha1')
    .update([...parts].sort().join(''))
    .digest('hex')

/** Equal, without telling by time where they differ. */
export function isSame(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)]
  return a.length === b.length && timingSafeEqual(a, b)
}

/** The 32 bytes of an EncodingAESKey; some have bits behind the last byte, which Node passes over. */
function keyOf(encodingAESKey: string): Buffer | null {
  return /^[A-Za-z0-9]{43}$/.test(encodingAESKey) ? Buffer.from(`${encodingAESKey}=`, 'base64') : null
}

/**
 * Opens `random(16) || length(4, big-endian) || message || receiver`, AES-256-CBC, padded to multiples of 32.
 * A message for somebody else is refused; @wecom/crypto leaves that to its caller.
 */
export function openMessage(
  encodingAESKey: string,
  encrypted: string,
  receiver: string,
): Result<string, CryptoRefusal> {
  const key = keyOf(encodingAESKey)
  if (!key) return no('bad-key')
  const bytes = Buffer.from(encrypted, 'base64')
  if (bytes.length === 0 || bytes.length % 16 !== 0) return no('bad-text')
  const decipher = createDecipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false)
  const plain = Buffer.concat([decipher.update(bytes), decipher.final()])
  const pad = plain.at(-1) ?? 0
  if (pad < 1 || pad > block || pad > plain.length) return no('bad-padding')
  if (!plain.subarray(-pad).every((byte) => byte === pad)) return no('bad-padding')
  const whole = plain.subarray(0, -pad)
  if (whole.length < 20) return no('bad-text')
  const end = 20 + whole.readUInt32BE(16)
  if (end > whole.length) return no('bad-text')
  if (whole.subarray(end).toString('utf8') !== receiver) return no('other-receiver')
  return ok(whole.subarray(20, end).toString('utf8'))
}

/** Closes a message for a receiver; `random` has 16 bytes. @throws on a malformed key, which settings never hold */
export function sealMessage(
  encodingAESKey: string,
  message: string,
  receiver: string,
  random = randomBytes(16),
): string {
  const key = keyOf(encodingAESKey)
  if (!key) throw new Error('an EncodingAESKey has 43 letters and digits')
  const text = Buffer.from(message)
  const length = Buffer.alloc(4)
  length.writeUInt32BE(text.length)
  const whole = Buffer.concat([random, length, text, Buffer.from(receiver)])
  const pad = block - (whole.length % block)
  const cipher = createCipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false)
  return Buffer.concat([cipher.update(whole), cipher.update(Buffer.alloc(pad, pad)), cipher.final()]).toString('base64')
}
