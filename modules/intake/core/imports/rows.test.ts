import { describe, expect, test } from 'vitest'
import { cleanCell, refusalOf } from './clean.ts'
import { readAll } from './fixture.ts'
import { completeNote } from './rows.ts'

const header = 'No,Name,Price\n'
const long = 'x'.repeat(10_001)

describe('[T13] a broken row never stops the file', () => {
  test.each([
    ['unclosed-quote', '1,"a,2'],
    ['null-byte', '1,a\u0000,2'],
    ['invalid-characters', '1,a,2\u0001'],
    ['empty-row', ',,'],
    ['too-few-cells', '1,a'],
    ['too-many-cells', '1,a,2,3'],
    ['cell-too-long', `1,${long},2`],
    ['line-too-long', 'x'.repeat(1_000_002)],
    ['ruined-number', '1.23457E+18,a,2'],
    ['spreadsheet-error', '1,a,#N/A'],
    ['id-too-long', `${'9'.repeat(201)},a,2`],
  ])('%s', (code, broken) => {
    const { rows, rejected, total } = readAll(`${header}1,a,2\n${broken}\n3,c,4\n`)
    expect(rows.map((row) => row.line)).toEqual([2, 4])
    expect(total).toBe(3)
    expect(rejected.map((note) => [note.line, note.level, note.code])).toEqual([[3, 'rejected', code]])
    expect(rejected[0]?.reason.zh).toMatch(/[一-龥]/)
    expect(rejected[0]?.reason.en).toMatch(/[a-z]/)
    expect(broken.replaceAll('\u0000', '␀').startsWith(rejected[0]?.raw ?? 'none')).toBe(true)
  })

  test('the reason names the column and the cell', () => {
    expect(readAll(`${header}1.5E+12,a,2\n`).rejected[0]?.reason).toEqual({
      zh: '编号被表格软件变成了科学计数法，原值已丢失，请按文本格式重新导出（列“No”，值“1.5E+12”）',
      en: 'A spreadsheet turned the number into scientific notation and lost its digits; export it again as text (column "No", value "1.5E+12")',
    })
  })

  test('a damaged character breaks its row, but a file that merely holds U+FFFD is whole', () => {
    const text = `${header}1,a\ufffd,2\n2,b,3\n`
    expect(readAll(text, { damaged: true }).rejected.map((note) => note.code)).toEqual(['invalid-characters'])
    expect(readAll(text).rejected).toEqual([])
  })

  test('the line is the physical one, also behind cells with newlines', () => {
    const { rows, rejected } = readAll(`${header}1,"a\nb",2\n2,c\n3,d,4\n`)
    expect(rows.map((row) => row.line)).toEqual([2, 5])
    expect(rejected.map((note) => note.line)).toEqual([4])
  })

  test('a note of a session is completed with the column, the cell and the row', () => {
    const { table } = readAll(`${header}1,a,2\n`)
    const record = { line: 2, raw: '1,a,二', cells: ['1', 'a', '二'] }
    const note = { line: 2, level: 'rejected', code: 'odd', reason: { zh: '怪', en: 'odd' }, target: 'price' } as const
    expect(completeNote(note, record, table.match.picks)).toMatchObject({
      raw: '1,a,二',
      reason: { zh: '怪（列“Price”，值“二”）' },
    })
    expect(completeNote(note, undefined, table.match.picks)).toMatchObject({ raw: '', reason: { zh: '怪' } })
  })
})

describe('[T17] lines that are no data', () => {
  test('totals and what stands below them, blank lines, empty rows at the end', () => {
    const text = `${header}1,a,2\n\n   \n合计,,2\n共 1 行\n,,\n,,\n`
    expect(readAll(text)).toMatchObject({ total: 1, rejected: [], rows: [{ line: 2 }] })
    expect(readAll(`${header}1,a,2\n ="总计：",,9\n`)).toMatchObject({ total: 1, rejected: [] })
    expect(readAll(`${header}1,a,2\n,,\n2,b,3\n`)).toMatchObject({
      total: 3,
      rejected: [{ line: 3, code: 'empty-row' }],
    })
  })

  test('the totals of a WeChat Pay bill', () => {
    const text = `${header}\`1,\`a,\`2.00\n总交易单数,应结订单总金额\n\`1,\`2.00\n`
    expect(readAll(text)).toMatchObject({
      total: 1,
      rejected: [],
      rows: [{ values: { no: '1', name: 'a', price: '2.00' } }],
    })
  })
})

describe('[T16] what spreadsheets do to cells', () => {
  test.each([
    ['="1234567890123456789"', '1234567890123456789'],
    ['="=""12"""', '="12"'],
    ['\t1001', '1001'],
    ["'1001", '1001'],
    ['`1001', '1001'],
    ['１００１－Ａ', '1001-A'],
    [' \u3000\u00a01001\u200b', '1001'],
    ['17850.0', '17850'],
    ['1.5', '1.5'],
    ['NULL', ''],
    ['nan', ''],
    ['--', ''],
    ['无', ''],
    ['', ''],
  ])('id %j is %j', (given, id) => {
    expect(cleanCell(given, 'id')).toBe(id)
  })

  test('values keep their signs, texts keep their words', () => {
    expect(cleanCell(' ￥1,200.50 ', 'value')).toBe('￥1,200.50')
    expect(cleanCell('-5', 'value')).toBe('-5')
    expect(cleanCell('17850.0', 'value')).toBe('17850.0')
    expect(cleanCell("'90s（黑）", 'text')).toBe("'90s（黑）")
    expect(cleanCell('none\u0002', 'text')).toBe('none')
  })

  test.each(['1.23457E+18', '1.2e18', '-5E+07'])('%s is a ruined number', (id) => {
    expect(refusalOf(id, 'id')).toBe('ruined-number')
    expect(refusalOf(id, 'value')).toBeNull()
  })

  test.each(['1E10', 'E+18', '12E+3X', '5E'])('%s is an id', (id) => {
    expect(refusalOf(id, 'id')).toBeNull()
  })
})
