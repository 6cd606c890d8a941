import { createCipheriv, createDecipheriv, createHash } from 'node:crypto'

const block = 32

const keyOf = (encodingAESKey: string): Buffer => Buffer.from(`${encodingAESKey}=`, 'base64')

/** SHA-1 over the parts in the order of their bytes, in hex: the signature of callbacks (WeCom and official accounts). */
export const signatureOf = (...parts: string[]): string =>
  createHash('sha1')
    .update([...parts].sort().join(''))
    .digest('hex')

/** The envelope of callbacks: 16 random bytes, length, message, receiver; AES-256-CBC, padded to 32. Base64. */
export function sealed(encodingAESKey: string, random: Buffer, message: string, receiver: string): string {
  const key = keyOf(encodingAESKey)
  const text = Buffer.from(message, 'utf8')
  const length = Buffer.alloc(4)
  length.writeUInt32BE(text.length)
  const plain = Buffer.concat([random, length, text, Buffer.from(receiver, 'utf8')])
  const pad = block - (plain.length % block)
  const cipher = createCipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false)
  return Buffer.concat([cipher.update(plain), cipher.update(Buffer.alloc(pad, pad)), cipher.final()]).toString('base64')
}

/** Opens an envelope; throws when it was not made with this key. */
export function opened(encodingAESKey: string, envelope: string): { message: string; receiver: string } {
  const key = keyOf(encodingAESKey)
  const decipher = createDecipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false)
  const plain = Buffer.concat([decipher.update(Buffer.from(envelope, 'base64')), decipher.final()])
  const pad = plain.at(-1) ?? 0
  if (pad < 1 || pad > block || plain.length < 20 + pad) throw new Error('padding')
  const length = plain.readUInt32BE(16)
  const end = plain.length - pad
  if (20 + length > end) throw new Error('length')
  return {
    message: plain.subarray(20, 20 + length).toString('utf8'),
    receiver: plain.subarray(20 + length, end).toString('utf8'),
  }
}

/** Signature of a page for the JS-SDK; the address counts without what follows #. */
export function pageSignature(ticket: string, nonce: string, timestamp: string | number, url: string): string {
  const text = `jsapi_ticket=${ticket}&noncestr=${nonce}&timestamp=${timestamp}&url=${url.split('#')[0]}`
  return createHash('sha1').update(text).digest('hex')
}
