import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { clickIn, clickInUrl, nextTry } from './click.ts'
import { cellsIn, dayOf, fenOf, readCosts } from './costs.ts'
import { adKinds } from './kinds.ts'

test('[A77] a click is what an address names of it, and nothing else of the address is kept', () => {
  expect(clickIn({ utm_source: 'x', gdt_vid: 'wx0abc', phone: '138' })).toEqual({ name: 'gdt_vid', value: 'wx0abc' })
  expect(clickIn({ utm_source: 'x' })).toBe(null)
  expect(clickInUrl('https://a.cn/p?phone=138&bd_vid=7&x=1#y')).toEqual({
    ...{ name: 'bd_vid', value: '7', landing: 'https://a.cn/p?bd_vid=7', campaign: '' },
  })
  expect(clickInUrl('no address')).toBe(null)
})

test('[A80] what did not go is tried again with growing pauses, and then given up', () => {
  const times = Array.from({ length: 9 }, (_, i) => nextTry(i + 1, 0))
  expect(times.slice(7)).toEqual([null, null])
  const some = times.slice(0, 7).map((one) => one ?? 0)
  expect(some).toEqual([...some].sort((a, b) => a - b))
})

const answers: readonly (readonly [string, number, string, string])[] = [
  ['adTencent', 200, '{"code":0,"message":""}', 'done'],
  ['adTencent', 200, '{"code":11000,"message":"access_token"}', 'hand'],
  ['adTencent', 200, '{"code":11017,"message":"too often"}', 'again'],
  ['adTencent', 200, '{"code":50000,"message":"system"}', 'again'],
  ['adTencent', 200, '{"code":18001,"message":"parameter"}', 'never'],
  ['adTencent', 200, '<html>', 'again'],
  ['adOceanengine', 200, '{"code":0,"message":"ok"}', 'done'],
  ['adOceanengine', 200, '{"code":400,"message":"callback"}', 'never'],
  ['adOceanengine', 200, '{"code":500,"message":"busy"}', 'again'],
  ['adBaidu', 200, '{"header":{"status":0,"desc":"success"}}', 'done'],
  ['adBaidu', 200, '{"header":{"status":2,"errors":[{"code":3001}]}}', 'never'],
  ['adBaidu', 200, '{"header":{"status":3,"desc":"token"}}', 'hand'],
  ['adBaidu', 200, '{"header":{"status":4,"desc":"server"}}', 'again'],
  ['adWebhook', 204, '', 'done'],
  ['adWebhook', 429, '', 'again'],
]
test.each(answers)('[A80] %s answers %i %s: %s', (kind, status, text, wanted) =>
  expect(adKinds.find((one) => one.kind === kind)?.read(status, text).kind).toBe(wanted),
)
test.each(adKinds.map(({ kind }) => kind))('[A80] %s: HTTP alone tells what is left unsaid', (kind) => {
  const read = adKinds.find((one) => one.kind === kind)?.read
  expect([502, 429, 401, 400].map((status) => read?.(status, '').kind)).toEqual(['again', 'again', 'hand', 'never'])
})

describe('[A83] costs', () => {
  test('columns go by their names, lines that cannot be read are told, what stands twice is summed up', () => {
    const found = readCosts([
      ['日期', '推广计划', '消耗(元)', '平台', '点击量', '展现量'],
      ['2026/11/28', '双十一', '1,234.565', '抖音', '12', '3,000'],
      ['2026-11-28', '双十一', '0.44', '抖音', '1', '-'],
      ['2026-02-30', 'x', '1', '抖音', '', ''],
      ['2026-11-28', 'x', 'free', '抖音', '', ''],
      ['', '', '', '', '', ''],
      ['20261129', '', '3', '', '', ''],
    ])
    expect(found.rows).toEqual([
      {
        ...{ day: '2026-11-28', platform: 'adOceanengine', account: '', campaign: '双十一' },
        ...{ cost: 123_501, shows: 3000, clicks: 13 },
      },
    ])
    expect(found.wrong).toEqual([
      { line: 4, why: 'day' },
      { line: 5, why: 'cost' },
      { line: 7, why: 'platform' },
    ])
    const named = readCosts([
      ['日期', '账户名称', '消耗', '平台'],
      ['2026-11-28', '明眸-1', '1', '抖音'],
      ['2026-11-28', '明眸-2', '2', '抖音'],
    ])
    expect(named.rows.map(({ account, cost }) => [account, cost])).toEqual([
      ['明眸-1', 100],
      ['明眸-2', 200],
    ])
    expect(readCosts([['a', 'b']]).wrong).toEqual([{ line: 1, why: 'columns' }])
  })
  test('a table is read cell by cell, quotes and all', () => {
    expect(cellsIn('\uFEFFa;b\r\n"1;""x\n""";2')).toEqual([
      ['a', 'b'],
      ['1;"x\n"', '2'],
    ])
  })
  test('money is whole fen, days are days', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_000_000_000 }), (fen) => {
        expect(fenOf(`¥${Math.floor(fen / 100)}.${String(fen % 100).padStart(2, '0')}`)).toBe(fen)
      }),
      { numRuns: 100 },
    )
    expect(['-1', '1e3', ''].map(fenOf)).toEqual([null, null, null])
    expect(dayOf('2026年1月2日')).toBe('2026-01-02')
  })
})
