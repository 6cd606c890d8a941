import fc from 'fast-check'
import iconv from 'iconv-lite'
import { describe, expect, test } from 'vitest'
import { type EncodingVerdict, scanEncoding } from './encoding.ts'

const verdictOf = (bytes: Uint8Array, ...cuts: number[]): EncodingVerdict => {
  const scan = scanEncoding()
  const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length]
  for (let i = 1; i < places.length; i += 1) scan.push(bytes.subarray(places[i - 1], places[i]))
  return scan.end()
}
const gb = (text: string) => iconv.encode(text, 'gb18030')
const utf8 = (text: string) => Buffer.from(text)

/** Text as shops write it: Chinese, the euro sign, a rare character outside the BMP (four bytes in GB18030). */
const line = fc.stringMatching(/^[a-z0-9,订单编号买家付款时间测试𠮷€é]{0,12}$/u)
const text = fc.array(line, { maxLength: 12 }).map((lines) => lines.join('\n'))

describe('[T11] the encoding is decided over the whole file', () => {
  test('a byte order mark decides', () => {
    expect(verdictOf(utf8('\ufeff订单号')).encodings).toEqual(['utf-8'])
    expect(verdictOf(Buffer.from('\ufefforder', 'utf16le')).encodings).toEqual(['utf-16le'])
    expect(verdictOf(Buffer.of(0xfe, 0xff, 0, 0x61)).encodings).toEqual(['utf-16be'])
    const broken = Buffer.concat([utf8('\ufeff订单号\n'), Buffer.of(0xff, 0x0a)])
    expect(verdictOf(broken)).toEqual({ encodings: ['utf-8'], damaged: true })
  })

  test('text that is UTF-8 to the last byte is UTF-8, however it is cut', () => {
    fc.assert(
      fc.property(text, fc.nat(), fc.nat(), (given, a, b) => {
        expect(verdictOf(utf8(given), a, b)).toEqual({ encodings: ['utf-8'], damaged: false })
      }),
    )
  })

  test('Chinese text in GB18030 is GB18030, however it is cut', () => {
    const file = gb('订单编号,实付金额\n1001,12.50,备注𠮷\n1002,99.00,€\n')
    for (let cut = 0; cut <= file.length; cut += 1) expect(verdictOf(file, cut).encodings[0]).toBe('gb18030')
    const late = Buffer.concat([utf8('a,b\n'.repeat(100_000)), gb('买家,付款\n')])
    expect(verdictOf(late).encodings[0]).toBe('gb18030')
  })

  test('both kinds of bytes are judged as the standard decoder does', () => {
    const bytes = fc.uint8Array({ maxLength: 12 }).map((raw) => raw.filter((byte) => byte !== 0x0a))
    const fits = (encoding: string, raw: Uint8Array) => {
      try {
        new TextDecoder(encoding, { fatal: true }).decode(raw)
        return true
      } catch {
        return false
      }
    }
    const wide = (raw: Uint8Array) => raw.some((byte) => byte >= 0x80)
    fc.assert(
      fc.property(
        bytes.filter((raw) => wide(raw) && raw[0] !== 0xef && (raw[0] ?? 0) < 0xfe),
        (raw) => {
          const verdict = verdictOf(raw)
          expect(verdict.damaged).toBe(!fits('utf-8', raw))
          if (!verdict.damaged) return
          // One line that is broken in UTF-8 goes to GB18030 only when that reads it.
          if (fits('gb18030', raw)) expect(verdict.encodings[0]).toBe('gb18030')
        },
      ),
      { numRuns: 500 },
    )
  })

  test('a few damaged rows do not turn a UTF-8 file into mojibake', () => {
    const good = utf8('订单号,金额\n'.repeat(20))
    const damaged = Buffer.concat([good, Buffer.from('1001,caf'), Buffer.of(0xe9), Buffer.from('s\n')])
    expect(verdictOf(damaged)).toEqual({ encodings: ['utf-8', 'gb18030'], damaged: true })
    const ascii = Buffer.concat([utf8('id,amount\n'), Buffer.from('1,'), Buffer.of(0xff, 0xfe, 0x0a)])
    expect(verdictOf(ascii)).toEqual({ encodings: ['utf-8', 'gb18030'], damaged: true })
    expect(verdictOf(Buffer.concat([gb('订单号\n'), Buffer.of(0xb6)])).encodings[0]).toBe('gb18030')
  })
})
