import fc from 'fast-check'
import { expect, test } from 'vitest'
import { costWithin, dayNumber, dayText, isRange, readChannelCosts } from './costs.ts'
import { type Shipped, shippedTree } from './defaults.ts'
import { fits, marksOf, plainName, recogniser } from './recognise.ts'
import { reportOf } from './report.ts'
import { costOrigins, type Newcomers, sumUp } from './sums.ts'
import { type Channel, mostLevels, placeRefusal, treeRows, upwards, within } from './tree.ts'

const channel = (id: string, parent: string | null, more: Partial<Channel> = {}): Channel => ({
  ...{ id, parent, name: `c${id}`, names: [], utm: [], archived: false },
  ...more,
})

test('[A87] whatever moves, the tree has no circle, four levels at most, and loses nobody', () => {
  const ids = Array.from({ length: 12 }, (_, i) => String(i + 1))
  const moves = fc.array(fc.tuple(fc.constantFrom(...ids), fc.option(fc.constantFrom(...ids), { nil: null })), {
    maxLength: 40,
  })
  fc.assert(
    fc.property(moves, (asked) => {
      let tree = ids.map((id) => channel(id, null))
      for (const [id, parent] of asked)
        if (placeRefusal(tree, id, parent) === null)
          tree = tree.map((one) => (one.id === id ? { ...one, parent } : one))
      const byId = new Map(tree.map((one) => [one.id, one]))
      for (const { id } of tree) expect(upwards(byId, id).length).toBeLessThanOrEqual(mostLevels)
      expect(
        treeRows(tree)
          .map(({ channel: { id } }) => id)
          .toSorted(),
      ).toEqual(ids.toSorted())
    }),
    { numRuns: 100 },
  )
  const tree = [channel('1', null), channel('2', '1'), channel('3', '2'), channel('4', '3')]
  expect(placeRefusal(tree, '1', '4')).toBe('channel-cycle')
  expect(placeRefusal(tree, '1', '1')).toBe('channel-cycle')
  expect(placeRefusal(tree, null, '4')).toBe('too-deep')
  expect(placeRefusal(tree, null, '9')).toBe('no-such-parent')
  expect([...within(tree, '2')]).toEqual(['2', '3', '4'])
})

test('[A87] what ships with Siyu keeps to the rules that it is held to', () => {
  const names: string[] = []
  const look = (list: readonly Shipped[], level: number) => {
    expect(level).toBeLessThanOrEqual(mostLevels)
    expect(new Set(list.map(({ name }) => name)).size).toBe(list.length)
    for (const { names: own = [], below = [] } of list) {
      names.push(...own.map(plainName))
      if (below.length > 0) look(below, level + 1)
    }
  }
  look(shippedTree, 1)
  expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([])
})

test('[A88] a name is read as a channel by the whole, else by what says most; a name of several says nothing', () => {
  const read = recogniser([
    channel('1', null, { name: '包裹卡', names: ['包裹卡*'] }),
    channel('2', null, { name: '天猫', names: ['包裹卡 天猫*', 'Tmall'] }),
    channel('3', '1', { name: '短信' }),
    channel('4', '2', { name: '短信', names: ['@invited'] }),
  ])
  expect(['包裹卡 十一月', '包裹卡 天猫双11', ' ｔｍａｌｌ ', '短信', '@invited', '门店'].map(read.byName)).toEqual([
    '1',
    '2',
    '2',
    null,
    '4',
    null,
  ])
  expect(['#3', '#9'].map(read.byName)).toEqual(['3', null])
  expect(fits('a*b*c', 'a-b-c') && fits('*', '') && fits('a*', 'a') && fits('*b*', 'abc')).toBe(true)
  expect(fits('a*a', 'a') || fits('a*b*c', 'ac') || fits('a', 'ab')).toBe(false)
})

test('[A88] marks of an address: the rule that says most decides, and one that says nothing fits nothing', () => {
  const read = recogniser([
    channel('1', null, { utm: [{ source: 'douyin', medium: '', campaign: '' }] }),
    channel('2', null, { utm: [{ source: 'douyin', medium: 'feed', campaign: '' }] }),
    channel('3', null, { utm: [{ source: '', medium: '', campaign: '双11*' }] }),
    channel('4', null, { utm: [{ source: '', medium: '', campaign: '' }] }),
  ])
  const of = (utm_source: string, utm_medium = '', utm_campaign = '') =>
    read.byMarks(marksOf({ utm_source, utm_medium, utm_campaign }))
  expect([of('Douyin'), of('douyin', 'feed'), of('weibo', '', '双11预热'), of('weibo'), of('')]).toEqual([
    '1',
    '2',
    '3',
    null,
    null,
  ])
})

const day = fc.integer({ min: 18_000, max: 22_000 })
test('[A90] a cost lies evenly on its days to the fen, and however it is cut the parts sum to it', () => {
  fc.assert(
    fc.property(
      day,
      fc.nat(400),
      fc.nat(1_000_000_000),
      fc.array(day, { maxLength: 6 }),
      (first, length, amount, cuts) => {
        const cost = { from: dayText(first), to: dayText(first + length), amount }
        const ends = [
          first - 5,
          ...cuts.filter((cut) => cut > first - 5 && cut < first + length + 5),
          first + length + 5,
        ]
        const marks = ends.toSorted((one, other) => one - other).map(dayText)
        const parts = marks.slice(1).map((to, i) => costWithin(cost, marks[i] ?? '', to))
        expect(parts.reduce((sum, part) => sum + part, 0)).toBe(amount)
        const each = [0, length].map((i) => costWithin(cost, dayText(first + i), dayText(first + i + 1)))
        for (const part of each) expect(Math.abs(part - amount / (length + 1))).toBeLessThan(1)
      },
    ),
    { numRuns: 100 },
  )
  expect(dayText(dayNumber('2026-02-28') + 1)).toBe('2026-03-01')
  expect([isRange('2026-01-02', '2026-01-01'), isRange('2026-01-01', '2046-01-01')]).toEqual([false, false])
})

test('[A90] a table of costs is read by the names of its columns; what cannot be read is told by its line', () => {
  const text =
    '渠道,开始日期,结束日期,金额（元）,备注\n抖音,2026/11/1,2026-11-10,"1,000.05",投流\n门店,20261105,,88,\n,,,,\n'
  const more = '微博,昨天,,1,\n微博,2026-11-05,2026-11-01,1,\n微博,2026-11-05,,免费,\n,2026-11-05,,1,'
  const { rows, wrong } = readChannelCosts(text + more)
  expect(rows).toEqual([
    { channel: '抖音', from: '2026-11-01', to: '2026-11-10', amount: 100_005, note: '投流', line: 2 },
    { channel: '门店', from: '2026-11-05', to: '2026-11-05', amount: 8800, note: '', line: 3 },
  ])
  expect(wrong).toEqual([
    { line: 5, why: 'day' },
    { line: 6, why: 'order' },
    { line: 7, why: 'cost' },
    { line: 8, why: 'channel' },
  ])
  expect(readChannelCosts('谁,多少\n1,2').wrong).toEqual([{ line: 1, why: 'columns' }])
})

const dayMs = 86_400_000
const reading = { end: 0, now: 400 * dayMs, margin: null }
const cohort = (people: number, more: Partial<Newcomers> = {}): Newcomers => ({
  ...{ start: 0, people, left: 0, buyers: 0, bought: [] },
  ...more,
})

test('[A92] lines at the top and what belongs to no channel add up to the total, own lines and those below to their channel', () => {
  const tree = [channel('1', null), channel('2', '1'), channel('3', '2'), channel('4', null), channel('5', '1')]
  const id = fc.constantFrom('1', '2', '3', '4', '5', null)
  const money = fc.nat(1_000_000)
  const of = fc.tuple(id, fc.nat(50), fc.nat(9), fc.array(fc.tuple(fc.nat(300), money), { maxLength: 5 }))
  const spent = fc.tuple(id, fc.constantFrom(...costOrigins), money)
  fc.assert(
    fc.property(fc.array(of, { maxLength: 20 }), fc.array(spent, { maxLength: 20 }), (came, paid) => {
      const { items, total } = reportOf(
        tree,
        {
          cohorts: came.map(([one, stayed, left, bought]) => ({
            channel: one,
            of: cohort(stayed + left, { left, bought }),
          })),
          costs: paid.map(([one, origin, amount]) => ({ channel: one, of: { start: 0, origin, amount } })),
          clicks: paid.map(([one, , n]) => ({ channel: one, of: n % 7 })),
          last: [],
        },
        reading,
      )
      const parts = [
        'people',
        'left',
        'net',
        'buyers',
        'cost',
        'value',
        'value7',
        'value30',
        'value90',
        'clicks',
      ] as const
      const sums = (list: typeof items) => parts.map((part) => list.reduce((sum, one) => sum + (one[part] ?? 0), 0))
      expect(sums(items.filter(({ level }) => level === 1))).toEqual(parts.map((part) => total[part]))
      const first = items.filter(({ kind, channel: one }) => kind === 'channel' && one === '1')
      const below = items.filter(({ parent }) => parent === '1')
      const own = below.some(({ kind }) => kind === 'own') ? below : below.filter(({ kind }) => kind === 'channel')
      expect(sums(own)).toEqual(sums(first))
    }),
    { numRuns: 100 },
  )
})

test('[A92] a cohort that is not old enough says so; payback is the first day that carries the cost, by the margin where one is set', () => {
  const bought = [
    [0, 5000],
    [6, 1000],
    [7, 2000],
    [40, 9000],
  ] as const
  const costs = [{ start: 0, origin: 'hand' as const, amount: 8000 }]
  const of = (now: number, margin: number | null = null) =>
    sumUp([cohort(10, { left: 2, buyers: 4, bought })], costs, { ...reading, now: now * dayMs, margin })
  expect(of(400)).toMatchObject({ value7: 6000, value30: 8000, value90: 17_000, value: 17_000, payback: 7 })
  expect(of(400)).toMatchObject({ net: 8, costPerNet: 1000, costPerBuyer: 2000, roi: 17_000 / 8000 })
  expect(of(400, 5000)).toMatchObject({ payback: 40, roi: 17_000 / 16_000 })
  expect(of(400, 4000).payback).toBe(null)
  expect(of(29)).toMatchObject({ value7: 6000, value30: null, value90: null })
  expect(of(6.9).value7).toBe(null)
  expect(sumUp([], [], reading)).toMatchObject({ costPerNet: null, costPerBuyer: null, roi: null, payback: null })
})

test('[A92] a channel that brought people and brings none for a week is marked, and so is one that costs and brings nobody', () => {
  const tree = [channel('1', null), channel('2', null), channel('3', null), channel('4', null, { archived: true })]
  const ago = (days: number) => reading.now - days * dayMs
  const { items } = reportOf(
    tree,
    {
      cohorts: [],
      costs: [{ channel: '3', of: { start: 0, origin: 'hand', amount: 1 } }],
      clicks: [],
      last: [
        { channel: '1', of: ago(7) },
        { channel: '2', of: ago(6) },
      ],
    },
    reading,
  )
  expect(items.map(({ channel: id, quiet }) => [id, quiet])).toEqual([
    ['1', true],
    ['2', false],
    ['3', true],
  ])
})
