import { createPublicKey, sign } from 'node:crypto'

const tagged = (tag: number, ...parts: Buffer[]): Buffer => {
  const body = Buffer.concat(parts)
  if (body.length < 128) return Buffer.concat([Buffer.from([tag, body.length]), body])
  const digits = body.length.toString(16)
  const length = Buffer.from(digits.length % 2 === 0 ? digits : `0${digits}`, 'hex')
  return Buffer.concat([Buffer.from([tag, 0x80 | length.length]), length, body])
}
const sequence = (...parts: Buffer[]): Buffer => tagged(0x30, ...parts)
const number = (bytes: Buffer): Buffer =>
  tagged(0x02, ((bytes[0] ?? 0) & 0x80) === 0 ? bytes : Buffer.concat([Buffer.from([0]), bytes]))
const name = (common: string): Buffer =>
  sequence(tagged(0x31, sequence(Buffer.from('0603550403', 'hex'), tagged(0x0c, Buffer.from(common)))))
const time = (at: Date): Buffer => tagged(0x18, Buffer.from(`${at.toISOString().replace(/[-:T]/g, '').slice(0, 14)}Z`))

// sha256WithRSAEncryption
const algorithm = Buffer.from('300d06092a864886f70d01010b0500', 'hex')

/** A self-signed X.509 certificate (v3 without extensions) of an RSA key. `serial` in hex. PEM. */
export function certificateOf(privateKey: string, serial: string, common: string, from: Date, to: Date): string {
  const publicKey = createPublicKey(privateKey).export({ type: 'spki', format: 'der' })
  const body = sequence(
    tagged(0xa0, number(Buffer.from([2]))),
    number(Buffer.from(serial, 'hex')),
    algorithm,
    name(common),
    sequence(time(from), time(to)),
    name(common),
    publicKey,
  )
  const signature = sign('RSA-SHA256', body, privateKey)
  const whole = sequence(body, algorithm, tagged(0x03, Buffer.from([0]), signature))
  const lines = whole.toString('base64').match(/.{1,64}/g) ?? []
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`
}
