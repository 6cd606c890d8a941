import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { signatureOf } from '../../../server/messageCrypto.ts'
import { inByteOrder, openResource, signV2 } from './crypto.ts'

const file = new URL('../../../../../../shared/cases/wechat.json', import.meta.url)

interface Case {
  id: string
  given: Record<string, unknown>
  expect: Record<string, unknown>
}
const cases: Case[] = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).cases : []
const caseOf = (id: string) => cases.find((one) => one.id === id) ?? { id, given: {}, expect: {} }

describe.skipIf(cases.length === 0)('the published vectors (skipped without them)', () => {
  test('every case is run by one of these suites', () => {
    const run = ['WX-H01', 'WX-H02', 'WX-H03', 'WX-H04', 'WX-H05', 'WX-H06', 'WX-H07']
    expect(cases.map(({ id }) => id).sort()).toEqual(run)
  })
  test('[C29] WX-H03: the signature of a page', () => {
    const { given, expect: wanted } = caseOf('WX-H03')
    const { noncestr, jsapi_ticket, timestamp, url } = given
    const text = `jsapi_ticket=${jsapi_ticket}&noncestr=${noncestr}&timestamp=${timestamp}&url=${url}`
    expect(createHash('sha1').update(text).digest('hex')).toBe(wanted['signature'])
  })
  test('[C29] WX-H04: the signature of version 2', () => {
    const { given, expect: wanted } = caseOf('WX-H04')
    const params = given['params'] as Record<string, string>
    const key = String(given['key'])
    expect(signV2(params, key, 'MD5')).toBe(wanted['MD5'])
    expect(signV2({ ...params, sign: 'x', empty: '' }, key, 'HMAC-SHA256')).toBe(wanted['HMAC-SHA256'])
  })
  test('[C29] WX-H05: names in byte order', () => {
    const { given, expect: wanted } = caseOf('WX-H05')
    expect(inByteOrder(given['names'] as string[])).toEqual(wanted['sorted'])
    expect(inByteOrder(given['names_2'] as string[])).toEqual(wanted['sorted_2'])
  })
  test('[C1] WX-H06: SHA-1 of parts', () => {
    const { given, expect: wanted } = caseOf('WX-H06')
    expect(signatureOf(...(given['parts'] as string[]))).toBe(wanted['concatenated'])
    const joined = (given['parts'] as string[]).join('&')
    expect(createHash('sha1').update(joined).digest('hex')).toBe(wanted['joined by &'])
  })
  test('[C29] WX-H07: a resource is opened; what is no cipher or no key is told', () => {
    const { given, expect: wanted } = caseOf('WX-H07')
    const { key, nonce, associated_data, ciphertext } = given as Record<string, string>
    const resource = { nonce: nonce ?? '', associated_data, ciphertext: ciphertext ?? '' }
    expect(openResource(key ?? '', resource)).toEqual({ ok: true, value: wanted['plaintext'] })
    for (const wrong of ['invalid cipher', 'SGVsbG8gV29ybGQK'])
      expect(openResource(key ?? '', { ...resource, ciphertext: wrong })).toMatchObject({ refusal: 'bad-text' })
    expect(openResource('not a aes key', resource)).toMatchObject({ refusal: 'bad-key' })
    expect(openResource('testAPIv3Key1111', resource)).toMatchObject({ refusal: 'bad-text' })
  })
})

test('[C29] a resource of 32 bytes of key, as the packages open it', () => {
  const key = '0123456789abcdef0123456789abcdef'
  const ciphertext = 'DUcHkaT6Ar5NbFcP4dHc0mQPviqVoryCQYZkx72M9HOV7zfzpxNFhao='
  const resource = { nonce: 'fdasflkja484', associated_data: 'transaction', ciphertext }
  expect(openResource(key, resource)).toEqual({ ok: true, value: '{"trade_state":"SUCCESS"}' })
  expect(openResource(key, { ...resource, associated_data: 'refund' })).toMatchObject({ refusal: 'bad-text' })
})
