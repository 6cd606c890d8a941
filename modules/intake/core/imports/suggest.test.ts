import { describe, expect, test } from 'vitest'
import { thingKind } from './fixture.ts'
import { knownNames, sampleOf, suggestionFor } from './suggest.ts'

const known = knownNames([thingKind])
const looks = (head: string, fromSheet = false) => {
  const sample = sampleOf(head, known, fromSheet)
  return sample && { ...sample, rows: sample.rows.length }
}

describe('[T50] the table of a file nobody has explained', () => {
  test('has the line with most known names for its header', () => {
    const head = '东西导出,2026\n说明,一,二,三,四,五\n编号,名称,价格(元)\n1,甲,2\n2,乙,3\n'
    expect(looks(head)).toEqual({ delimiter: ',', headerLine: 3, columns: ['编号', '名称', '价格(元)'], rows: 2 })
  })

  test.each([
    ['a;b;c\n1;2;3\n4;5;6\n', ';', 1, ['a', 'b', 'c']],
    ['a b\tc d\n1 2\t3 4\n', '\t', 1, ['a b', 'c d']],
    ['报表 2026 年\n\nx,y\n1,2\n3,4\n5,6', ',', 3, ['x', 'y']],
    ['id date n\n1 2 3\n4 5 6', 'blanks', 1, ['id', 'date', 'n']],
    ['only\n1\n2', ',', 1, ['only']],
    ['="a",\'b\n1,2', ',', 1, ['a', 'b']],
  ])('%j', (head, delimiter, headerLine, columns) => {
    expect(sampleOf(head, known, false)).toMatchObject({ delimiter, headerLine, columns })
  })

  test('rows are as wide as the header, and nothing is no table', () => {
    expect(sampleOf('a,b,c\n1\n', known, true)?.rows).toEqual([['1', '', '']])
    expect(sampleOf('\n\n', known, false)).toBeNull()
    expect(sampleOf('a;b,c\n1;2,3\n', known, true)?.columns).toEqual(['a;b', 'c'])
  })
})

describe('[T50] a mapping is suggested', () => {
  test('by the preset that knows more than one of the columns, whatever their case, width and blanks', () => {
    expect(suggestionFor(thingKind, ['名 称', '编号', '价格（元）', 'owner'])).toEqual({
      ...{ because: 'preset', preset: 'shop', options: { tax: 1 } },
      mapping: { '名 称': 'name', 编号: 'no', '价格（元）': 'price' },
    })
  })

  test('by the names of targets where no preset fits, each target once', () => {
    expect(suggestionFor(thingKind, ['Price', 'price', 'NAME', '编号', 'owner'])).toEqual({
      ...{ because: 'names', preset: null, options: {} },
      mapping: { Price: 'price', NAME: 'name' },
    })
  })
})
