import { existsSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { openMessage, sealMessage, signatureOf } from './messageCrypto.ts'
import { readXml, textIn } from './xml.ts'

const file = new URL('../../../../shared/cases/wechat.json', import.meta.url)
const cases = existsSync(file)
  ? (
      JSON.parse(readFileSync(file, 'utf8')) as {
        cases: { id: string; given: Record<string, string>; expect: Record<string, string> }[]
      }
    ).cases
  : []
const caseOf = (id: string) => cases.find((one) => one.id === id)

describe.skipIf(cases.length === 0)('the published vectors (skipped without them)', () => {
  test('[C1] WX-H01: the address is proven', () => {
    const { given = {}, expect: wanted = {} } = caseOf('WX-H01') ?? {}
    const { token = '', timestamp = '', nonce = '', echostr = '', EncodingAESKey = '', receiver = '' } = given
    expect(signatureOf(token, timestamp, nonce, echostr)).toBe(given['msg_signature'])
    expect(openMessage(EncodingAESKey, echostr, receiver)).toEqual({ ok: true, value: wanted['plaintext'] })
    expect(openMessage(EncodingAESKey, echostr, 'ww000000')).toMatchObject({ refusal: 'other-receiver' })
  })
  test('[C1] WX-H02: sealed with fixed random bytes', () => {
    const { given = {}, expect: wanted = {} } = caseOf('WX-H02') ?? {}
    const { EncodingAESKey = '', random = '', message = '', receiver = '' } = given
    const sealed = sealMessage(EncodingAESKey, message, receiver, Buffer.from(random))
    expect(sealed).toBe(wanted['ciphertext'])
    expect(openMessage(EncodingAESKey, sealed, receiver)).toEqual({ ok: true, value: message })
  })
})

const key = 'jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C'

test('[C1] what is sealed is opened, whatever it is; what is changed is not believed', () => {
  const text = fc.string({ unit: 'grapheme', maxLength: 200 })
  fc.assert(
    fc.property(text, fc.integer({ min: 0, max: 40 }), (message, at) => {
      const sealed = sealMessage(key, message, 'ww1')
      expect(openMessage(key, sealed, 'ww1')).toEqual({ ok: true, value: message })
      const bytes = Buffer.from(sealed, 'base64')
      const i = bytes.length - 1 - (at % 16)
      bytes[i] = (bytes[i] ?? 0) ^ 0x41
      const changed = openMessage(key, bytes.toString('base64'), 'ww1')
      expect(changed.ok && changed.value === message).toBe(false)
    }),
  )
})

test('[C1] no text whatever breaks the opening', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.base64String({ minLength: 0, maxLength: 400 })), (garbage) => {
      expect(openMessage(key, garbage, 'ww1').ok).toBe(false)
    }),
  )
  expect(openMessage('short', 'AAAA', 'ww1')).toMatchObject({ refusal: 'bad-key' })
})

describe('messages as XML', () => {
  test('[C1] texts stay texts, lists are lists, CDATA holds anything', () => {
    const xml = readXml('<xml><A><![CDATA[<b>&amp;]]></A><N>20241234567890123456</N><L><I>1</I><I>2</I></L></xml>')
    expect(xml).toEqual({ A: '<b>&amp;', N: '20241234567890123456', L: { I: ['1', '2'] } })
    expect(textIn(xml ?? {}, 'N')).toBe('20241234567890123456')
    expect(textIn(xml ?? {}, 'constructor')).toBe('')
  })
  test.each([
    ['a document type', '<!DOCTYPE a [<!ENTITY x "y">]><xml><A>&x;</A></xml>'],
    ['unclosed', '<xml><A>1</xml>'],
    ['no xml', '<html></html>'],
    ['empty', ''],
    ['deep', `<xml>${'<a>'.repeat(20)}${'</a>'.repeat(20)}</xml>`],
    ['many', `<xml>${'<a>1</a>'.repeat(3000)}</xml>`],
  ])('[C1] %s is none', (_, text) => expect(readXml(text)).toBeNull())
  test('[C1] nothing breaks the reading', () => {
    fc.assert(fc.property(fc.string(), (text) => void readXml(text)))
    fc.assert(fc.property(fc.string(), (text) => void readXml(`<xml>${text}</xml>`)))
  })
})
