import { describe, expect, test } from 'vitest'
import { planFor, readAll, thingMapping } from './fixture.ts'
import { type Mapping, matchColumns } from './mapping.ts'
import { findTable } from './table.ts'

const find = (
  head: string,
  mapping: Mapping | undefined,
  { preset, header = true }: { preset?: string; header?: boolean } = {},
) => {
  const plan = planFor(mapping, preset)
  return findTable(head, (columns) => matchColumns(plan, columns), header)
}

describe('[T12] the table is found by the mapped columns', () => {
  test.each([
    [',', 'No,Name,Price\n1,a,2\n'],
    ['\t', 'No\tName\tPrice\n1\ta\t2\n'],
    [';', 'No;Name;Price\n1;a,b;2,50\n'],
    ['|', 'No|Name|Price\n'],
    ['blanks', ' No  Name   Price\r\n 00001 a  2\r\n'],
  ])('delimiter %j', (delimiter, text) => {
    const found = find(text, thingMapping)
    expect(found.ok && found.value).toMatchObject({
      delimiter,
      columns: ['No', 'Name', 'Price'],
      headerLine: 1,
      firstLine: 2,
    })
  })

  test('titles and notes above the table are skipped', () => {
    const text = '某某商城,订单导出\n"导出时间：2026-01-01\n导出人：张三"\n\nNo,Name,Price,Extra\n1,a,2,x\n'
    const found = find(text, thingMapping)
    expect(found.ok && found.value).toMatchObject({
      headerLine: 5,
      firstLine: 6,
      columns: ['No', 'Name', 'Price', 'Extra'],
    })
    expect(readAll(text).rows).toEqual([{ line: 6, values: { no: '1', name: 'a', price: '2' } }])
  })

  test('a header cell may hold a newline, blanks, guards, other width and case', () => {
    const text = '"N\no",＇name＇\n"No" , ="ＮＡＭＥ",\t价格（元）\n1,a,2\n'
    const found = find(text, { no: 'no', Name: 'name', '价格(元)': 'price' })
    expect(found.ok && found.value.match.picks.map((pick) => [pick.index, pick.target])).toEqual([
      [0, 'no'],
      [1, 'name'],
      [2, 'price'],
    ])
    const wrapped = find('"Pri\nce",No,Name\n2,1,a\n', { No: 'no', Price: 'price' })
    expect(wrapped.ok && wrapped.value).toMatchObject({ headerLine: 1, firstLine: 3 })
  })

  test('a name that stands twice means its first column; an exact name goes before a similar one', () => {
    const found = find('price,Price,No,No\n1,2,3,4\n', { Price: 'price', No: 'no' })
    expect(found.ok && found.value.match.picks.map((pick) => pick.index)).toEqual([1, 2])
  })

  test('without a header the columns have numbers', () => {
    const found = find('1,a,2\n2,b,3\n', { '1': 'no', '3': 'price' }, { header: false })
    expect(found.ok && found.value).toMatchObject({ headerLine: 0, firstLine: 1, columns: ['1', '2', '3'], from: 0 })
    expect(readAll('1,a,2\n2,b,3\n', { mapping: { '1': 'no', '3': 'price' }, header: false }).rows).toHaveLength(2)
  })

  test('old Mac line ends', () => {
    const found = find('No,Price\r1,2\r', { No: 'no', Price: 'price' })
    expect(found.ok && found.value).toMatchObject({ eol: '\r', firstLine: 2 })
  })

  test('of a preset only what it needs must be there, and the first of several columns for one thing is taken', () => {
    const found = find('单号,名称,价格（元）\n1,a,2\n', undefined, { preset: 'shop' })
    expect(found.ok && found.value.match).toMatchObject({ complete: true, missing: ['编号'] })
    const lacking = find('单号,名称\n1,a\n', undefined, { preset: 'shop' })
    expect(lacking).toMatchObject({ ok: false, refusal: { code: 'missing-columns', columns: ['单号', '名称'] } })
  })
})

describe('[T15] a mapped column that the file lacks', () => {
  test('is named beside the columns of the likeliest header', () => {
    expect(find('report\nNo,Name,Cost\n1,a,2\n', thingMapping)).toEqual({
      ok: false,
      refusal: { code: 'missing-columns', missing: ['Price'], columns: ['No', 'Name', 'Cost'] },
    })
  })

  test('an empty file has no columns', () => {
    expect(find('', thingMapping)).toEqual({ ok: false, refusal: { code: 'empty-file', missing: [], columns: [] } })
    expect(find('\n \n', thingMapping)).toMatchObject({ ok: false, refusal: { code: 'empty-file' } })
  })
})
