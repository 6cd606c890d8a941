import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import fc from 'fast-check'
import { readSheet } from 'read-excel-file/node'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import writeExcelFile from 'write-excel-file/node'
import { openBook } from './book.ts'
import { readRows, workbookParts, writeZip } from './fixture.ts'
import { openTexts } from './strings.ts'
import { writeBook } from './write.ts'

let folder = ''
let path = ''
beforeAll(() => {
  folder = mkdtempSync(`${tmpdir()}/siyu-xlsx-`)
  path = `${folder}/book.xlsx`
})
afterAll(() => rmSync(folder, { recursive: true }))

const problemOf = (made: Promise<unknown>) =>
  made.then(
    () => 'read',
    (error: { problem?: string }) => error.problem ?? String(error),
  )

describe('a workbook is read', () => {
  test('as another program writes it: texts, numbers, dates, true and false', async () => {
    const at = new Date(Date.UTC(2024, 0, 5, 8, 3, 0))
    const file = await writeExcelFile([
      [{ value: '订单编号' }, { value: '金额' }, { value: '时间' }, { value: '会员' }],
      [{ value: 'A<&>"1' }, { value: 9.9 }, { value: at, format: 'yyyy-mm-dd hh:mm' }, { value: true }],
      [{ value: '第二行\n换行' }, null, { value: at, format: 'yyyy/m/d' }],
    ]).toBuffer()
    writeFileSync(path, file)
    expect(await readRows(path)).toEqual([
      { number: 1, cells: ['订单编号', '金额', '时间', '会员'] },
      { number: 2, cells: ['A<&>"1', '9.9', '2024-01-05 08:03:00', 'TRUE'] },
      { number: 3, cells: ['第二行\n换行', '', '2024-01-05 08:03:00'] },
    ])
  })

  test('with what real files have: prefixes, rich text, phonetics, gaps, errors, formulas, two sheets, one hidden', async () => {
    const rows = `<x:row r="2"><x:c r="B2" t="s"><x:v>0</x:v></x:c><x:c r="D2" t="e"><x:v>#N/A</x:v></x:c></x:row>
      <x:row><x:c t="str"><x:f>A1&amp;"x"</x:f><x:v>算出</x:v></x:c><x:c t="inlineStr"><x:is><x:t>直</x:t><x:rPh><x:t>zhi</x:t></x:rPh><x:t>接</x:t></x:is></x:c></x:row>
      <x:row r="9"/><x:row r="10"><x:c r="A10" s="1"><x:v>45296.5</x:v></x:c><x:c r="B10"/></x:row>`
    const parts = workbookParts('', {
      'xl/worksheets/sheet1.xml': `<x:worksheet><x:sheetData>${rows}</x:sheetData></x:worksheet>`,
      'xl/sharedStrings.xml':
        '<sst><si><r><t>张</t></r><rPh><t>zhang</t></rPh><r><t xml:space="preserve"> 三</t></r></si></sst>',
      'xl/styles.xml':
        '<styleSheet><numFmts><numFmt numFmtId="176" formatCode="yyyy/m/d h:mm"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="176"/></cellXfs></styleSheet>',
      'xl/workbook.xml':
        '<workbook xmlns:r="r"><sheets><sheet name="藏" state="hidden" r:id="rId9"/><sheet name="订单" r:id="rId1"/></sheets></workbook>',
    })
    await writeZip(path, parts)
    expect(await readRows(path)).toEqual([
      { number: 2, cells: ['', '张 三', '', '#N/A'] },
      { number: 3, cells: ['算出', '直接'] },
      { number: 10, cells: ['2024-01-05 12:00:00'] },
    ])
  })

  test.each([
    ['not-a-workbook', { 'word/document.xml': '<w/>' }],
    ['not-a-workbook', { ...workbookParts(''), 'xl/workbook.xml': '<workbook/>' }],
    ['broken', workbookParts('<row r="2"/><row r="1"/>')],
    ['broken', workbookParts('<row r="9999999"><c/></row>')],
    ['broken', workbookParts('<row><c r="XFE1"><v>1</v></c></row>')],
    ['broken', workbookParts(`<row a="${'x'.repeat(5_000_000)}"><c><v>1</v></c></row>`)],
  ])('%s', async (problem, parts) => {
    await writeZip(path, parts)
    expect(await problemOf(readRows(path))).toBe(problem)
  })

  test('damage anywhere is a problem, never a crash', async () => {
    const good = await writeExcelFile([[{ value: 'a' }, { value: 1 }]]).toBuffer()
    const outcomes = new Set<string>()
    for (let at = 0; at < good.length; at += 11) {
      const bad = Buffer.from(good)
      bad[at] = (bad[at] ?? 0) ^ 0xff
      writeFileSync(path, bad)
      outcomes.add(await problemOf(readRows(path)))
    }
    expect([...outcomes].filter((one) => !['read', 'broken', 'not-a-workbook', 'encrypted'].includes(one))).toEqual([])
    expect(outcomes.has('broken')).toBe(true)
  })

  test('no more is unpacked than allowed, whatever the file says of itself', async () => {
    const bomb = `<row><c t="inlineStr"><is><t>${'0'.repeat(20_000_000)}</t></is></c></row>`
    await writeZip(path, workbookParts(bomb))
    expect(statSync(path).size).toBeLessThan(100_000)
    expect(await problemOf(readRows(path, 10_000_000))).toBe('too-large')
    expect((await readRows(path, 30_000_000))[0]?.cells[0]?.length).toBeLessThan(200_000)
    expect(readdirSync(folder)).toEqual(['book.xlsx'])
  })
})

test('texts are found again wherever they are kept', async () => {
  const texts = openTexts(`${folder}/texts`)
  const made = (i: number) => (i % 5000 === 0 ? `长${i}`.repeat(40_000) : `文本 ${i}`)
  for (let i = 0; i < 20_000; i += 1) texts.add(made(i))
  for (const i of [0, 1, 4999, 5000, 9999, 19_999, 3]) expect(texts.get(i)).toBe(made(i))
  expect([texts.get(-1), texts.get(20_000), texts.get(1.5)]).toEqual([undefined, undefined, undefined])
  texts.close()
  expect(readdirSync(folder)).not.toContain('texts')
})

describe('a workbook is written', () => {
  test('as another program reads it, and nothing of it is a formula', async () => {
    const rows = [
      ['=1+1', '＝SUM(A1)', '普通 <&>"', 'a\u0000b', '_x000D_'],
      [1.5, -3, null, '', 'x'.repeat(40_000)],
    ]
    const book = writeBook(path, { title: '客户/名单', columns: ['甲', '乙', '丙', '丁', '戊'] })
    await book.add(rows)
    await book.end()
    const read = await readSheet(path, '客户 名单')
    expect(read.slice(0, 2)).toEqual([
      ['甲', '乙', '丙', '丁', '戊'],
      ['=1+1', '＝SUM(A1)', '普通 <&>"', 'a b', expect.stringContaining('_x000D_')],
    ])
    expect(read[2]?.slice(0, 2)).toEqual([1.5, -3])
    expect(String(read[2]?.[4])).toHaveLength(32_767)
  })

  test('what it wrote it reads back, over as many sheets as the rows need', async () => {
    const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }).filter((s) => /^[^\p{C}]+$/u.test(s))
    const cell = fc.oneof(text, fc.integer({ min: -1e12, max: 1e12 }))
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(cell, cell), { maxLength: 25 }),
        fc.integer({ min: 2, max: 9 }),
        async (rows, size) => {
          const book = writeBook(path, { title: 'T', columns: ['a', 'b'], rowsOfSheet: size })
          for (const row of rows) await book.add([row])
          await book.end()
          const opened = await openBook(path, 1e9)
          const all: string[][] = []
          for (const sheet of opened.sheets) {
            for await (const some of opened.rows(sheet)) all.push(...some.map((row) => [...row.cells]))
          }
          opened.close()
          expect(opened.sheets).toHaveLength(Math.max(1, Math.ceil(rows.length / (size - 1))))
          expect(all.filter((row) => row.join() !== 'a,b')).toEqual(
            rows.map((row) => row.map(String)).filter((row) => row.join() !== 'a,b'),
          )
        },
      ),
      { numRuns: 60 },
    )
  })
})
