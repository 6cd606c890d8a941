import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { call } from '@orpc/server'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { day } from '#kit/time'
import type { RequestContext } from '#platform/http/context'
import { chainOf, markovCredit } from '../../core/attribution/markov.ts'
import {
  type AttributionModel,
  attributionModels,
  type Credit,
  type Path,
  placedCredit,
  shapleyCredit,
} from '../../core/attribution/models.ts'
import { memberRows, placeRows, stepsOf } from '../../core/attribution/paths.ts'
import { pathShapes, shapePath } from '../../core/attribution/transforms.ts'
import { type EventRow, openTestLog, type PersonRow, type TestLog } from '../fixture.ts'
import { attributionHandlers } from './handlers.ts'

let log: TestLog
beforeAll(async () => {
  log = await openTestLog()
})
afterAll(() => log.close())

const context: RequestContext = {
  actor: { kind: 'apiKey', id: '1', name: 'test', rights: ['*'] },
  ...{ requestId: 'r', ip: '::1', userAgent: '', language: 'zh' as const },
  cookie: () => undefined,
  setCookie: () => undefined,
}
const house = () =>
  attributionHandlers({ olap: log.olap, settings: async () => ({ zone: 'UTC' }), now: () => base + 20 * day })
const range = { from: '2024-01-01', to: '2024-02-01' }
const usual = {
  conversion: { event: 'bought', value: 'amount' },
  touch: { event: 'seen', dimension: 'channel' },
  ...{ lookbackDays: 10, range },
}
const ask = (more: object = {}) =>
  call(house().report, { ...usual, model: 'last', models: [...attributionModels], ...more } as never, { context })
const base = Date.UTC(2024, 0, 1)
const seen = (person: string, at: number, channel: unknown): EventRow => ({
  person,
  at,
  event: 'seen',
  properties: { channel },
})
const bought = (person: string, at: number, amount: number): EventRow => ({
  person,
  at,
  event: 'bought',
  properties: { amount },
})
const plain = (rows: readonly Credit[]) => Object.fromEntries(rows.map(({ key, conversions }) => [key, conversions]))

/** What the pure room says of the same events: conversions each with the touches of its look-back, and null paths. */
function pathsOf(events: readonly EventRow[], lookbackDays: number, shape: (typeof pathShapes)[number]): Path[] {
  const from = base
  const to = Date.UTC(2024, 1, 1)
  return [...Map.groupBy(events, ({ person }) => person)].flatMap(([, own]) => {
    const channel = (one: EventRow) => String((one.properties as { channel: string }).channel)
    const touches = own
      .filter(({ event }) => event === 'seen')
      .map((one) => ({ at: one.at, key: channel(one) }))
      .sort((a, b) => a.at - b.at)
    const goals = own.filter(({ event, at }) => event === 'bought' && at >= from && at < to)
    const path = (some: typeof touches, at: number) => ({
      keys: shapePath(
        some.map(({ key }) => key),
        { shape },
      ),
      ages: some.map((touch) => (at - touch.at) / day),
    })
    if (goals.length === 0) {
      const some = touches.filter(({ at }) => at >= from && at < to)
      return some.length === 0 ? [] : [{ ...path(some, 0), conversions: 0, value: 0, nulls: 1 }]
    }
    return goals.map(({ at, properties }) => ({
      ...path(
        touches.filter((touch) => touch.at <= at && touch.at >= at - lookbackDays * day),
        at,
      ),
      ...{ conversions: 1, value: (properties as { amount: number }).amount, nulls: 0 },
    }))
  })
}

test('[N54] the sums read from the log are those of the paths, in every model, shape and order', async () => {
  const event = fc.record({
    person: fc.integer({ min: 1, max: 60 }).map(String),
    at: fc.integer({ min: -20 * 24, max: 40 * 24 }),
    channel: fc.constantFrom('a', 'b', 'c', 'd'),
    buys: fc.boolean(),
  })
  // No two of a person at the same hour: the order of equal times is of no importance here.
  const selector = ({ person, at }: { person: string; at: number }) => `${person} ${at}`
  const worlds = fc.uniqueArray(event, { minLength: 300, maxLength: 500, selector })
  await fc.assert(
    fc.asyncProperty(worlds, async (made) => {
      const events = made.map(({ person, at, channel, buys }) =>
        buys ? bought(person, base + at * 3_600_000, 5) : seen(person, base + at * 3_600_000, channel),
      )
      await log.fill({ events })
      for (const shape of pathShapes) for (const order of [1, 2] as const) await agree(events, shape, order)
    }),
    { numRuns: 2 },
  )
}, 60_000)

async function agree(events: readonly EventRow[], shape: (typeof pathShapes)[number], order: 1 | 2) {
  const found = await ask({ shape, order })
  const paths = pathsOf(events, 10, shape)
  const touched = paths.filter(({ keys }) => keys.length > 0)
  const total = { conversions: touched.reduce((sum, one) => sum + one.conversions, 0), value: 0 }
  expect(found.total.conversions).toBe(total.conversions)
  expect(found.untouched.conversions).toBe(paths.length - touched.length)
  expect(found.people.nulls).toBe(touched.filter(({ nulls }) => nulls).length)
  for (const { model, rows } of found.models) {
    // Ages of a shaped path are those of the touches kept: the plain path alone has all of them.
    if (model === 'time-decay' && shape !== 'all') continue
    const wanted = plain(creditOf(model, touched, order, total))
    const got = plain(rows)
    for (const key of new Set([...Object.keys(wanted), ...Object.keys(got)]))
      expect(got[key] ?? 0, `${model} ${key}`).toBeCloseTo(wanted[key] ?? 0, 9)
  }
}

function creditOf(model: AttributionModel, paths: readonly Path[], order: 1 | 2, total: Omit<Credit, 'key'>): Credit[] {
  if (model === 'shapley') return shapleyCredit(memberRows(paths))
  if (model === 'markov') return markovCredit(chainOf(stepsOf(paths, order)), total)
  return placedCredit(model, placeRows(paths, 7))
}

test('[N54] each conversion has the touches of its own look-back, edges included; the others are untouched or null', async () => {
  const at = base + 15 * day
  await log.fill({
    events: [
      seen('1', at - 10 * day, 'edge'),
      bought('1', at, 10),
      seen('1', at + day, 'later'),
      bought('1', at + 2 * day, 20),
      seen('2', at - 10 * day - 1, 'late'),
      bought('2', at, 7),
      seen('3', at, 'only'),
      // Touched before the range alone: nobody of it.
      seen('4', base - 1, 'before'),
      // At the very moment of the conversion.
      seen('5', at, 'same'),
      bought('5', at, 1),
    ],
  })
  const found = await ask()
  expect(plain(found.rows)).toEqual({ edge: 1, later: 1, same: 1 })
  expect(found.total).toEqual({ conversions: 3, value: 31 })
  expect(found.untouched).toEqual({ conversions: 1, value: 7 })
  expect(found.people).toEqual({ converted: 2, nulls: 1 })
  expect(found.paths).toContainEqual({ keys: ['only'], conversions: 0, value: 0, nulls: 1 })
  expect(found.rows.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 12)
})

test('[N55] merged people are one, excluded ones are nobody, and a touch without the dimension is none', async () => {
  const at = base + 5 * day
  const person = (id: string, excluded: boolean): PersonRow => ({
    id,
    enteredAt: at,
    entry: 'self',
    excluded,
    deleted: false,
  })
  await log.fill({
    events: [
      ...[seen('1', at - day, 'a'), bought('2', at, 10)],
      ...[seen('3', at - day, 'b'), bought('3', at, 10)],
      ...[seen('4', at - day, ''), seen('4', at - day, null), seen('4', at - day, ['x']), bought('4', at, 3)],
    ],
    people: [person('3', true), person('1', false)],
    overrides: [{ person: '2', kept: '1' }],
  })
  const found = await ask()
  expect(plain(found.rows)).toEqual({ a: 1 })
  expect(found.untouched).toEqual({ conversions: 1, value: 3 })
})

test('[N55] paid orders as conversions, entering the pool as a touch, and campaigns where SDKs put them', async () => {
  const at = base + 5 * day
  const money = { gross: 500, refunded: 0, net: 500, sourceKind: 'private' as const }
  await log.fill({
    people: ['1', '2'].map((id) => ({
      id,
      enteredAt: at - day,
      entry: 'self',
      excluded: false,
      deleted: false,
      source: `from ${id}`,
    })),
    orders: [
      { id: '1', person: '1', paidAt: at, ...money },
      { id: '2', person: '2', paidAt: at, ...money, net: 0, refunded: 500 },
    ],
    events: [{ person: '1', at: at - 1, event: 'page', properties: {}, context: { campaign: { source: 'feed' } } }],
  })
  const paid = { conversion: { event: 'order_paid' } }
  const entered = await ask({ ...paid, touch: { dimension: 'source', on: 'person' } })
  expect([plain(entered.rows), entered.total, entered.people]).toEqual([
    { 'from 1': 1 },
    { conversions: 1, value: 500 },
    { converted: 1, nulls: 1 },
  ])
  const campaigns = await ask({ ...paid, touch: { dimension: 'utm_source' } })
  expect(plain(campaigns.rows)).toEqual({ feed: 1 })
})

test('[N55] conditions of both sides, and events told apart by a property of their person', async () => {
  const at = base + 5 * day
  await log.fill({
    people: ['1', '2'].map((id) => ({
      id,
      enteredAt: at - day,
      entry: 'self',
      excluded: false,
      deleted: false,
      source: `from ${id}`,
    })),
    events: [
      ...[seen('1', at - 3, 'a'), seen('1', at - 2, 'b'), bought('1', at, 10), bought('1', at + 1, 2)],
      ...[seen('2', at - 3, 'a'), bought('2', at, 20)],
    ],
  })
  const large = { event: 'bought', value: 'amount', where: { property: 'amount', op: 'gte', value: 10 } }
  const notB = { event: 'seen', dimension: 'channel', where: { property: 'channel', op: 'ne', value: 'b' } }
  const found = await ask({ conversion: large, touch: notB })
  expect([plain(found.rows), found.total]).toEqual([{ a: 2 }, { conversions: 2, value: 30 }])
  const ofTwo = { ...large, where: { property: 'source', on: 'person', op: 'eq', value: 'from 2' } }
  const persons = await ask({ conversion: ofTwo, touch: { event: 'seen', dimension: 'source', on: 'person' } })
  expect([plain(persons.rows), persons.people]).toEqual([{ 'from 2': 1 }, { converted: 1, nulls: 1 }])
})

test('[N71] of a segment, its people alone are counted, also behind a key', async () => {
  await log.fill({
    events: ['1', '2'].flatMap((who) => [seen(who, base + day, 'a'), bought(who, base + 2 * day, 4)]),
    people: [],
  })
  await log.olap.insert('segment_people', [{ segment: '7', person: '2', deleted: 0, version: 1 }])
  expect((await ask({ segment: '7' })).total).toEqual({ conversions: 1, value: 4 })
  const of = { ...usual, key: 'a', segment: '7' }
  const { items } = await call(house().people, of as never, { context })
  expect(items.map(({ person }) => person)).toEqual(['2'])
})

test('[N56] beyond thirty keys the rare ones stand together, and every number still adds up', async () => {
  const events = Array.from({ length: 40 }, (_, i) => [
    ...Array.from({ length: i < 30 ? 2 : 1 }, (__, j) => seen(`${i + 1}`, base + day + j, `k${i}`)),
    bought(`${i + 1}`, base + 2 * day, 1),
  ])
  await log.fill({ events: events.flat() })
  const found = await ask()
  expect(found.others).toBe(10)
  expect(found.rows[0]).toMatchObject({ key: '*', conversions: 10 })
  for (const { rows } of found.models) expect(rows.reduce((sum, row) => sum + row.conversions, 0)).toBeCloseTo(40, 9)
})

test('[N56] the people behind a key come in pages, and nobody twice', async () => {
  const touched = Array.from({ length: 5 }, (_, i) => seen(`${i + 1}`, base + day, 'a'))
  await log.fill({ events: [...touched, bought('2', base + 2 * day, 4), bought('9', base, 1)] })
  const people = (more: object) => call(house().people, { ...usual, key: 'a', ...more } as never, { context })
  expect(await people({})).toEqual({ items: [{ person: '2', touches: 1, conversions: 1, value: 4 }] })
  const first = await people({ set: 'nulls', limit: 3 })
  expect(first.items.map(({ person }) => person)).toEqual(['5', '4', '3'])
  const rest = await people({ set: 'nulls', limit: 3, cursor: first.next })
  expect([rest.items.map(({ person }) => person), rest.next]).toEqual([['1'], undefined])
  expect((await people({ key: 'nobody' })).items).toEqual([])
})

test('[N54] what came lately can be chosen from, the most frequent first', async () => {
  await log.fill({
    events: [seen('1', base, 'a'), seen('2', base, 'a'), bought('1', base, 1), bought('3', base - 90 * day, 1)],
  })
  expect(await call(house().options, undefined, { context })).toEqual({
    events: ['seen', 'bought'],
    properties: ['channel', 'amount'],
  })
})

test('[N55] what cannot be asked is refused by its name', async () => {
  const refused = (more: object) => expect(ask(more)).rejects
  await refused({ touch: { dimension: 'city', on: 'person' } }).toMatchObject({ code: 'touch-property-unknown' })
  await refused({ touch: { dimension: 'a`b' } }).toMatchObject({ code: 'dimension-name-wrong' })
  await refused({ conversion: { event: 'order_paid', value: 'x' } }).toMatchObject({ code: 'orders-as-they-are' })
  await refused({ range: { from: '2024-02-01', to: '2024-01-01' } }).toMatchObject({ code: 'range-reversed' })
})

const folder = join(process.cwd(), '../shared/data/snowplow-attribution')
const cases = join(process.cwd(), '../shared/cases/attribution.json')

/** The channel of a visit by the rules of the data's README. */
function channelOf(medium: string, source: string, campaign: string): string {
  const text = `${campaign} ${source}`.toLowerCase()
  // Nothing said is no channel, and no touch.
  if (medium === '' && source === '') return ''
  if (/^(cpc|ppc)$/i.test(medium)) return 'Paid_Search'
  if (/organic/i.test(medium)) return 'Organic_Search'
  if (/^(display|cpm|banner)$/i.test(medium)) return 'Display'
  if (/video|youtube/.test(text)) return 'Video'
  if (/social/i.test(medium)) return 'Paid_Social'
  if (source === '(direct)') return 'Direct'
  return /referral/i.test(medium) ? 'Referral' : 'Unmatched_Channel'
}

describe.skipIf(!existsSync(folder))('raw events of Snowplow', () => {
  test('[N54] AT-H10 the published last touch', async () => {
    const [head = '', ...lines] = readFileSync(join(folder, 'events.csv'), 'utf8').trim().split(/\r?\n/)
    const names = head.split(',')
    const people = new Map<string, string>()
    const events = lines.flatMap((line): EventRow[] => {
      const cells = line.split(',')
      const cell = (name: string) => cells[names.indexOf(name)] ?? ''
      const user = cell('domain_userid')
      people.set(user, people.get(user) ?? String(people.size + 1))
      const channel = channelOf(cell('mkt_medium'), cell('mkt_source'), cell('mkt_campaign'))
      const one = { person: people.get(user) ?? '', at: Date.parse(cell('derived_tstamp')) }
      const total = cell('tr_total')
      return [
        { ...one, event: 'seen', properties: { channel } },
        ...(total ? [{ ...one, event: 'bought', properties: { amount: Number(total) } }] : []),
      ]
    })
    await log.fill({ events })
    const { cases: all } = JSON.parse(readFileSync(cases, 'utf8')) as { cases: { id: string; expect: object }[] }
    const wanted = all.find(({ id }) => id === 'AT-H10')?.expect as {
      last_touch: Record<string, { conversions: number; revenue: number }>
    }
    const found = await ask({ lookbackDays: 30, range: { from: '2022-06-03', to: '2022-08-01' } })
    const rows = found.rows.map(({ key, conversions, value }) => [
      key,
      { conversions, revenue: Number(value.toFixed(2)) },
    ])
    expect(Object.fromEntries(rows)).toEqual(wanted.last_touch)
  })
})
