import { createHash, createHmac } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { hookPresets } from '../../core/hooks/presets.ts'
import { Signature, type SignatureRule, signatureProblem } from '../../core/hooks/signature.ts'
import { verify } from './signatures.ts'

const secret = 'a-secret-of-the-sender'
const md5 = (text: string) => createHash('md5').update(text).digest('hex')
const hmac = (kind: string, body: string | Buffer) => createHmac(kind, secret).update(body)
const ruled = (rule: SignatureRule, more: Partial<Signature> = {}) =>
  Signature.parse({ rule, name: 'X-Signature', clientId: 'app-1', ...more })
const check = (signature: Signature, body: string | Buffer, headers: Record<string, string> = {}, query = {}) =>
  verify(signature, [secret], { headers, query, body: Buffer.from(body) })
const signed = (value: string) => ({ 'x-signature': value })

test('[T90] HMAC-SHA256 as RFC 4231 and everybody else computes it, in hex or base64, with or without its name', () => {
  // RFC 4231, test case 2.
  const rfc = { headers: signed('5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843'), query: {} }
  const body = Buffer.from('what do ya want for nothing?')
  expect(verify(ruled('hmac-sha256'), ['Jefe'], { ...rfc, body })).toBeNull()
  expect(verify(ruled('hmac-sha256'), ['Jeff'], { ...rfc, body })).toBe('signature-wrong')
  const text = '{"a":1}'
  for (const value of [
    hmac('sha256', text).digest('hex'),
    hmac('sha256', text).digest('hex').toUpperCase(),
    `sha256=${hmac('sha256', text).digest('hex')}`,
    hmac('sha256', text).digest('base64'),
  ])
    expect(check(ruled('hmac-sha256'), text, signed(value))).toBeNull()
})

test('[T90] HMAC-MD5, MD5 around the body, a token in a header or in the query', () => {
  const body = '{"a":1}'
  expect(check(ruled('hmac-md5'), body, signed(hmac('md5', body).digest('hex')))).toBeNull()
  expect(check(ruled('md5'), body, signed(md5(`app-1${body}${secret}`)))).toBeNull()
  expect(check(ruled('md5', { clientId: '' }), body, signed(md5(`${body}${secret}`)))).toBeNull()
  expect(check(ruled('token'), body, signed(secret))).toBeNull()
  expect(check(ruled('token'), body, signed(`Bearer ${secret}`))).toBeNull()
  const inQuery = ruled('token', { at: 'query', name: 'token' })
  expect(check(inQuery, body, {}, { token: secret })).toBeNull()
  expect(check(inQuery, body, {}, { token: ['x', secret] })).toBe('signature-missing')
  expect(check(ruled('none'), body)).toBeNull()
})

test('[T90] 有赞: the body by the Event-Sign header, or, as older pushes do, the msg by the sign in the body', () => {
  const preset = hookPresets.find(({ name }) => name === 'youzan')
  const message = JSON.parse(preset?.sample ?? '') as { msg: string; client_id: string }
  const rule = ruled('youzan', { clientId: message.client_id })
  const body = JSON.stringify(message)
  expect(check(rule, body, { 'event-sign': md5(message.client_id + body + secret) })).toBeNull()
  expect(check(rule, `${body} `, { 'event-sign': md5(message.client_id + body + secret) })).toBe('signature-wrong')
  const older = (msg: string) =>
    JSON.stringify({ ...message, msg, sign: md5(message.client_id + message.msg + secret) })
  expect(check(rule, older(message.msg))).toBeNull()
  expect(check(rule, older(`${message.msg}%20`))).toBe('signature-wrong')
  // A header, even an empty one beside a good field, does not let a changed body in.
  expect(check(rule, older(message.msg), { 'event-sign': md5('x') })).toBe('signature-wrong')
  expect(check(rule, body)).toBe('signature-missing')
  expect(check(rule, 'no json')).toBe('signature-missing')
})

test('[T90] a changed byte, another secret, no signature: turned away by every rule', () => {
  const rules = ['hmac-sha256', 'hmac-md5', 'md5', 'token'] as const
  const sign = (rule: (typeof rules)[number], body: Buffer) =>
    rule === 'token'
      ? secret
      : rule === 'md5'
        ? createHash('md5').update('app-1').update(body).update(secret).digest('hex')
        : hmac(rule.slice(5), body).digest('hex')
  fc.assert(
    fc.property(fc.constantFrom(...rules), fc.uint8Array({ minLength: 1 }), fc.nat(), (rule, bytes, at) => {
      const body = Buffer.from(bytes)
      const headers = signed(sign(rule, body))
      expect(verify(ruled(rule), [secret], { headers, query: {}, body })).toBeNull()
      expect(verify(ruled(rule), ['old', secret], { headers, query: {}, body })).toBeNull()
      expect(verify(ruled(rule), ['other'], { headers, query: {}, body })).toBe('signature-wrong')
      expect(verify(ruled(rule), [], { headers, query: {}, body })).toBe('signature-wrong')
      expect(verify(ruled(rule), [secret], { headers: {}, query: {}, body })).toBe('signature-missing')
      if (rule === 'token') return
      const changed = Buffer.from(body)
      changed[at % body.length] = (changed[at % body.length] ?? 0) ^ 1
      expect(verify(ruled(rule), [secret], { headers, query: {}, body: changed })).toBe('signature-wrong')
    }),
  )
})

test('[T90] a rule that could not work is refused before a hook is made', () => {
  expect(signatureProblem(ruled('token', { name: '' }))?.code).toBe('no-signature-name')
  expect(signatureProblem(ruled('hmac-sha256', { name: 'two words' }))?.code).toBe('no-signature-name')
  expect(signatureProblem(ruled('youzan', { clientId: '' }))?.code).toBe('no-client-id')
  expect(signatureProblem(ruled('none', { name: '' }))).toBeNull()
})
