import fc from 'fast-check'

/** Values that have broken parsers, databases and pages before. */
const nasty = [
  '',
  ' ',
  '\u0000',
  'a\u0000b',
  '\ud800',
  '\udc00x',
  '\ufeff',
  '😀',
  "'; drop table events; --",
  '{person:UInt64}',
  '<script>alert(1)</script>',
  '../../etc/passwd',
  '\\',
  '"',
  '\n\r\t',
  'null',
  'NaN',
  '1e999',
  'a.b.c',
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  'phone',
  'openid:wx1',
  'platform:',
  '0001-01-01T00:00:00Z',
  '+275760-09-13T00:00:00Z',
  'https://x.cn/?sampshare=%7B%22i%22&utm_source=%ff&gdt_vid=%00',
  'x'.repeat(300),
]
const text = fc.oneof(fc.constantFrom(...nasty), fc.string({ unit: 'binary', maxLength: 40 }))
const number = fc.constantFrom(0, -0, -1, 0.1, 1e21, -1e308, 2 ** 53, 1e15, 4e12)
const leaf = fc.oneof(text, number, fc.boolean(), fc.constant(null))
const { tree } = fc.letrec((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaf,
    fc.array(tie('tree'), { maxLength: 4 }),
    fc.dictionary(text, tie('tree'), { maxKeys: 5 }),
  ),
}))
const nested = (n: number) => fc.constantFrom('['.repeat(n) + ']'.repeat(n), `${'{"a":'.repeat(n)}1${'}'.repeat(n)}`)
const fields = (n: number) => `{${Array.from({ length: n }, (_, i) => `"k${i}":${i}`).join(',')}}`

/** JSON text of any value, also what JSON.stringify would not write: deeper than any stack, larger than any name. */
export const rawJson = fc.oneof(
  { weight: 200, arbitrary: tree.map((value) => JSON.stringify(value)) },
  { weight: 30, arbitrary: fc.integer({ min: 10, max: 1000 }).chain(nested) },
  { weight: 20, arbitrary: fc.integer({ min: 5, max: 2500 }).map(fields) },
  { weight: 20, arbitrary: fc.constantFrom(`"${'\\u0000'.repeat(300)}"`, '1e400', '-0', '"\\ud800"') },
  { weight: 1, arbitrary: nested(100_000) },
  { weight: 1, arbitrary: fc.constant(fields(50_000)) },
  { weight: 1, arbitrary: fc.constant(`"${'x'.repeat(1_000_000)}"`) },
)

let serial = 0
/** A number nobody had before: two events with the same id would rightly be one. */
export const next = (): number => serial++

/** Written twice, so that no changed byte turns it into that of another event. */
export const mark = (): string => {
  const n = next()
  return `${n}-${n}`
}

/** A good object's JSON with some fields put in as given text; the later of two equal names counts. */
export function hurt(good: object, changes: readonly (readonly [name: string, json: string])[]): string {
  return `${JSON.stringify(good).slice(0, -1)}${changes.map(([name, json]) => `,${JSON.stringify(name)}:${json}`).join('')}}`
}

/** The value as text that is unique, where it can serve as an id; else as it is. */
export const uniqueId = (json: string): string => (/^[[{ntf]/.test(json) ? json : JSON.stringify(`${json}-${mark()}`))

/** One byte of a body changed. */
export function oneByteOff(whole: string | Buffer, at: number, byte: number): Buffer {
  const body = Buffer.from(whole)
  body[at % body.length] = byte
  return body
}
