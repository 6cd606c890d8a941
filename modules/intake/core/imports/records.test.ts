import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Delimiter, splitCells } from './cells.ts'
import { createRecords, hasWidth, type RawRecord } from './records.ts'

const read = (
  text: string,
  format: { delimiter?: Delimiter; width?: number; eol?: '\n' | '\r' } = {},
  ...cuts: number[]
): RawRecord[] => {
  const { delimiter = ',', eol = '\n', width } = format
  const records = createRecords({ delimiter, eol, firstLine: 1, ...(width === undefined ? {} : { width }) })
  const places = [0, ...cuts.map((cut) => cut % (text.length + 1)).sort((a, b) => a - b), text.length]
  const out: RawRecord[] = []
  for (let i = 1; i < places.length; i += 1) out.push(...records.push(text.slice(places[i - 1], places[i])))
  return [...out, ...records.end()]
}

const cell = fc.stringMatching(/^[a-z "\n，,;|']{0,6}$/)
const quoted = (text: string) =>
  /[",\n;|]/.test(text) || /^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text

describe('[T14] records', () => {
  test('are those of csv-parse for any table that is written correctly, however the text is cut', () => {
    const table = fc
      .integer({ min: 1, max: 5 })
      .chain((width) =>
        fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 8 }),
      )
    fc.assert(
      fc.property(table, fc.constantFrom('\n', '\r\n'), fc.nat(), fc.nat(), (rows, eol, a, b) => {
        const text = rows.map((row) => row.map(quoted).join(',')).join(eol) + eol
        const oracle = parse(text, {
          relax_column_count: true,
          skip_empty_lines: false,
          record_delimiter: ['\r\n', '\n'],
        })
        const found = read(text, { width: rows[0]?.length ?? 1 }, a, b)
        expect(found.map((record) => record.cells)).toEqual(oracle)
        expect(found.every((record) => record.broken === undefined)).toBe(true)
      }),
    )
  })

  test('know the physical line they begin on', () => {
    const found = read('a,b\n"1\n2",x\n\n3,"4\r\n5"\r\n6,7', { width: 2 })
    expect(found.map(({ line, cells }) => [line, ...cells])).toEqual([
      [1, 'a', 'b'],
      [2, '1\n2', 'x'],
      [4, ''],
      [5, '3', '4\n5'],
      [7, '6', '7'],
    ])
  })

  test('a quote that is not closed breaks its own line only', () => {
    const rows = ['1,"a', ...Array.from({ length: 400 }, (_, i) => `${i},b`), '3,"c']
    const found = read(`${rows.join('\n')}\n`, { width: 2 })
    expect(found).toHaveLength(402)
    expect(found.filter((record) => record.broken).map(({ line, raw, broken }) => [line, raw, broken])).toEqual([
      [1, '1,"a', 'unclosed-quote'],
      [402, '3,"c', 'unclosed-quote'],
    ])
  })

  test('a stray quote does not swallow the rows up to the next quoted cell', () => {
    const found = read('1,"a\n2,b\n3,"c, d"\n4,e\n', { width: 2 })
    expect(found.map(({ line, cells, broken }) => [line, broken ?? cells])).toEqual([
      [1, 'unclosed-quote'],
      [2, ['2', 'b']],
      [3, ['3', 'c, d']],
      [4, ['4', 'e']],
    ])
  })

  test('lines of a million characters and more are cut off and reported, and the file goes on', () => {
    const long = 'x'.repeat(1_200_000)
    const found = read(`a,b\n${long}\n1,2\n"${long}`, { width: 2 }, 300_000, 600_000, 900_000, 1_300_000)
    expect(found.map(({ line, broken, cells }) => [line, broken ?? cells])).toEqual([
      [1, ['a', 'b']],
      [2, 'line-too-long'],
      [3, ['1', '2']],
      [4, 'line-too-long'],
    ])
    expect(found.every((record) => record.raw.length <= 2000)).toBe(true)
  })

  test('old Mac line ends', () => {
    expect(read('a,b\r1,2\r', { eol: '\r' }).map((record) => record.cells)).toEqual([
      ['a', 'b'],
      ['1', '2'],
    ])
  })
})

describe('cells', () => {
  test('quotes count at the start of a cell only', () => {
    expect(splitCells('19" rack,"5"" disc", "x, y" ,="12"', ',').cells).toEqual([
      '19" rack',
      '5" disc',
      'x, y',
      '="12"',
    ])
    expect(splitCells('"a"b,c', ',')).toEqual({ cells: ['ab', 'c'], open: false, strayed: true })
    expect(splitCells('a,"b', ',').open).toBe(true)
  })

  test('runs of blanks', () => {
    expect(splitCells(' 00001 19970101  1\t  11.77', 'blanks').cells).toEqual(['00001', '19970101', '1', '11.77'])
    expect(splitCells(' 1 "United  Kingdom"  2 ', 'blanks').cells).toEqual(['1', 'United  Kingdom', '2'])
    expect(splitCells('  ', 'blanks').cells).toEqual([])
  })

  test('empty cells behind the last column do not count', () => {
    expect([
      hasWidth(['1', '2'], 2),
      hasWidth(['1', '2', '', ' '], 2),
      hasWidth(['1', '2', '3'], 2),
      hasWidth(['1'], 2),
    ]).toEqual([true, true, false, false])
  })
})
