import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { checkRule, matches, propertyOf, type Rule, ruleOps } from '#kit/rules'
import { parseTime, units } from '#kit/time'
import type { TrendSeries } from '../core/trend.ts'
import { openTestLog, type TestLog } from './fixture.ts'
import { trendRows } from './trend.ts'

let log: TestLog
beforeAll(async () => {
  log = await openTestLog()
})
afterAll(() => log.close())

const zone = 'Asia/Shanghai'
const at = (text: string) => {
  const read = parseTime(text, zone)
  if (!read.ok) throw new Error(text)
  return read.value
}
const from = at('2024-01-05')
const to = at('2024-01-08')
const starts = units(from, to, 'day', zone).map(({ start }) => start)
const person = (id: string, more = {}) =>
  ({ id, enteredAt: null, entry: 'self', excluded: false, deleted: false, ...more }) as const
const rowsOf = (series: Partial<TrendSeries>, breakdown?: { property: string; on?: 'person' }) =>
  trendRows(log.olap, { event: 'view', measure: 'events', ...series }, { from, to, starts, breakdown })

describe('trend', () => {
  const view = (id: string, time: string, properties: object = {}) => ({
    person: id,
    at: at(time),
    event: 'view',
    properties,
  })

  test('[N18] [N21] events, unified people, sum and average fall on the workspace day', async () => {
    await log.fill({
      people: [
        person('1'),
        person('2', { entry: 'invited', attributes: { city: '杭州' } }),
        person('9', { excluded: true }),
      ],
      overrides: [{ person: '3', kept: '1' }],
      events: [
        view('1', '2024-01-04 23:59:59', { price: 1 }),
        view('1', '2024-01-05 00:00', { price: 1.1 }),
        view('3', '2024-01-05 23:59:59', { price: '2.2' }),
        view('2', '2024-01-07 08:00', { price: 4, color: 'red' }),
        view('2', '2024-01-07 09:00', { price: 'much', color: 7 }),
        view('9', '2024-01-07 09:00', { price: 1000 }),
        view('2', '2024-01-08', { price: 8 }),
        { person: '2', at: at('2024-01-06'), event: 'other' },
      ],
    })
    const [first, , third] = starts
    expect(await rowsOf({})).toEqual([
      {
        group: '',
        points: expect.arrayContaining([
          [first, 2],
          [third, 2],
        ]),
      },
    ])
    expect(await rowsOf({ measure: 'people' })).toEqual([
      {
        group: '',
        points: expect.arrayContaining([
          [first, 1],
          [third, 1],
        ]),
      },
    ])
    const [sums] = await rowsOf({ measure: 'sum', property: 'price' })
    expect(new Map(sums?.points)).toEqual(
      new Map([
        [first, 3.3000000000000003],
        [third, 4],
      ]),
    )
    const [averages] = await rowsOf({ measure: 'avg', property: 'price' })
    expect(new Map(averages?.points)).toEqual(
      new Map([
        [first, 1.6500000000000001],
        [third, 4],
      ]),
    )
  })

  test('[N20] a breakdown has a row for each value, the missing value too; people have their own properties', async () => {
    const byColor = await rowsOf({}, { property: 'color' })
    expect(byColor.map(({ group }) => group)).toEqual([null, '7', 'red'])
    const byEntry = await rowsOf({ measure: 'people' }, { property: 'entry', on: 'person' })
    expect(byEntry.map(({ group }) => group).sort()).toEqual(['invited', 'self'])
    const onPerson = { property: 'entry', on: 'person', op: 'eq', value: 'invited' } as const
    const [invited] = await rowsOf({
      where: { and: [onPerson, { not: { property: 'color', op: 'eq', value: 'red' } }] },
    })
    expect(invited?.points).toEqual([[starts[2], 1]])
    expect(await rowsOf({ where: { property: 'owner', on: 'person', op: 'isSet' } })).toEqual([])
    const byCity = await rowsOf({ measure: 'people' }, { property: 'city', on: 'person' })
    expect(byCity.map(({ group }) => group).sort()).toEqual([null, '杭州'])
    expect(await rowsOf({ where: { property: 'entry', on: 'person', op: 'gt', value: 5 } })).toEqual([])
  })

  test('[N19] values and names that look like SQL are only values and names', async () => {
    const nasty = "x' or 1=1 --"
    expect(await rowsOf({ event: nasty })).toEqual([])
    expect(await rowsOf({ where: { property: 'color', op: 'eq', value: nasty } })).toEqual([])
    expect(checkRule({ property: 'a` or 1', op: 'isSet' })).toEqual({ ok: false, refusal: 'property-name-wrong' })
  })
})

const names = ['a', 'b.c', '名 字', '$x']
const scalar = fc.oneof(
  fc.constantFrom<unknown>(
    true,
    false,
    'true',
    '',
    '5',
    '05',
    '5.50',
    'abc',
    'ab',
    'Z',
    '😀',
    'ﬁ',
    '-3',
    '2024-01-05',
    '1e1',
    '1e999',
    'nan',
  ),
  fc.integer({ min: -3, max: 6 }),
  fc.constantFrom(5.5, 0.1, -2.25, 1e6, 1e300),
)
const found = fc.oneof({ weight: 5, arbitrary: scalar }, fc.constantFrom<unknown>(null, [], ['abc', 5], {}, { k: 1 }))
const properties = fc.record(
  { a: found, b: fc.record({ c: found }, { requiredKeys: [] }), '名 字': found, $x: found },
  { requiredKeys: [] },
)
const texts = fc.constantFrom('5', 'abc', 'a', '', 'true', '😀', 'Z', '2024')
const numbers = fc.constantFrom(5, 5.5, 0, -3, 10)
const comparison: fc.Arbitrary<Rule> = fc
  .record({
    property: fc.constantFrom(...names, 'missing'),
    on: fc.constantFrom('event' as const, 'person' as const),
    op: fc.constantFrom(...ruleOps),
    one: fc.oneof(texts, numbers, fc.boolean()),
    pair: fc.oneof(fc.tuple(texts, texts), fc.tuple(numbers, numbers)),
    list: fc.array(fc.oneof(texts, numbers, fc.boolean()), { minLength: 1, maxLength: 4 }),
  })
  .map(({ property, on, op, one, pair, list }) => {
    if (op === 'isSet' || op === 'isNotSet') return { property, on, op }
    return { property, on, op, value: op === 'in' ? list : op === 'between' ? pair : one }
  })
const { rule } = fc.letrec<{ rule: Rule }>((tie) => ({
  rule: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    comparison,
    fc.array(tie('rule'), { maxLength: 3 }).map((and) => ({ and })),
    fc.array(tie('rule'), { maxLength: 3 }).map((or) => ({ or })),
    tie('rule').map((not) => ({ not })),
  ),
}))

test('[N19] a rule compiled to SQL holds for exactly the events it matches', { timeout: 120_000 }, async () => {
  // The first value of a path decides how the store keeps later ones: here texts that look like dates and times.
  const dates = { a: '2024-01-05', b: { c: '2024-01-05T08:03:01.5Z' }, $x: '2024-01-05 08:03:01' }
  const samples = [dates, ...fc.sample(properties, { numRuns: 150, seed: 7 })]
  const attributes = [...fc.sample(properties, { numRuns: 149, seed: 8 }), dates]
  const unknown = {}
  await log.fill({
    people: attributes.map((p, i) => person(String(i + 1), { attributes: p })),
    events: samples.map((p, i) => ({ person: String(i + 1), at: from + i, event: 'view', properties: p })),
  })
  await fc.assert(
    fc.asyncProperty(rule, async (where) => {
      fc.pre(checkRule(where).ok)
      const [row] = await rowsOf({ where })
      const expected = samples.filter((p, i) =>
        matches(where, (name, on) => propertyOf(on === 'event' ? p : (attributes[i] ?? unknown), name)),
      ).length
      expect(row?.points.reduce((sum, [, value]) => sum + value, 0) ?? 0).toBe(expected)
    }),
    { numRuns: 200 },
  )
})
