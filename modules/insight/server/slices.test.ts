import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { day, units } from '#kit/time'
import { type BoardQuestion, countsOf, figuresOf } from '../core/board.ts'
import { sumOf } from '../core/explain.ts'
import { type PeopleSet, peopleSets } from '../core/slices.ts'
import { type OrderRow, openTestLog, type PersonRow, type TestLog, type World } from './fixture.ts'
import { tally } from './gmv.ts'
import { cellsOf, peopleBehind, personSliceTallies, ranking, series } from './slices.ts'

let log: TestLog
beforeAll(async () => {
  log = await openTestLog()
})
afterAll(() => log.close())

const t0 = Date.UTC(2024, 0, 10)
const when = fc.integer({ min: 0, max: 40 }).map((n) => t0 + n * day + 3_600_000)

const person = (id: string): fc.Arbitrary<PersonRow> =>
  fc.record({
    id: fc.constant(id),
    enteredAt: fc.option(when, { nil: null }),
    entry: fc.constantFrom('self' as const, 'invited' as const, 'baseline' as const),
    excluded: fc.boolean().map((b) => b && id === '3'),
    deleted: fc.constant(false),
    source: fc.constantFrom('', 'store', 'feed'),
  })

const order = (id: string): fc.Arbitrary<OrderRow> =>
  fc
    .record({
      person: fc.constantFrom('0', '1', '2', '3', '4', '5'),
      paidAt: when,
      gross: fc.integer({ min: 0, max: 50_000 }),
      back: fc.integer({ min: 0, max: 2 }),
      sourceKind: fc.constantFrom('private' as const, 'store' as const, 'platform' as const),
      store: fc.constantFrom('', '一店', '二店'),
    })
    .map(({ back, ...rest }) => {
      const refunded = back === 0 ? rest.gross : 0
      return { id, ...rest, refunded, net: rest.gross - refunded }
    })

const world: fc.Arbitrary<World> = fc.record({
  people: fc.tuple(...['1', '2', '3', '4', '5'].map(person)),
  orders: fc.tuple(...Array.from({ length: 14 }, (_, i) => order(String(i + 1)))),
  carriers: fc.constant([{ id: '1', person: '4', started: t0, ended: null }]),
  events: fc.constant([]),
  overrides: fc.constant([{ person: '5', kept: '1' }]),
})

const question = (view: BoardQuestion['view']): BoardQuestion => ({
  view,
  scope: 'all',
  from: t0,
  to: t0 + 30 * day,
  horizonDays: null,
})

const add = (numbers: Iterable<number>) => [...numbers].reduce((sum, n) => sum + n, 0)

describe.each(['period', 'cohort'] as const)('%s view', (view) => {
  test('[N22] [N23] [N24] [N25] [N70] everything behind the board adds up to the board', async () => {
    await fc.assert(
      fc.asyncProperty(world, async (facts) => {
        await log.fill(facts)
        const whole = await tally(log.olap, question(view), 7)
        const board = figuresOf(whole)
        const slices = [...(await personSliceTallies(log.olap, 'source', question(view), 7)).values()].map(figuresOf)
        for (const name of ['people', 'invited', 'buyers', 'orders', 'gmv'] as const) {
          expect(add(slices.map((slice) => slice[name]))).toBe(board[name])
        }
        const ranks = await ranking(log.olap, 'store', question(view), 7)
        expect(add(ranks.map((rank) => rank.gmv))).toBe(board.gmv)
        expect(add(ranks.map((rank) => rank.orders))).toBe(board.orders)
        const cells = (await cellsOf(log.olap, question(view), 7)) ?? []
        expect(sumOf(cells)).toEqual(countsOf(whole))
        await checkSets(view, board)
        if (view === 'period') await checkSeries(board.gmv)
      }),
      { numRuns: 8 },
    )
  })
})

async function checkSets(view: BoardQuestion['view'], board: ReturnType<typeof figuresOf>) {
  const sets = new Map<PeopleSet, Awaited<ReturnType<typeof peopleBehind>>>()
  for (const set of peopleSets)
    sets.set(set, await peopleBehind(log.olap, question(view), 7, { set, offset: 0, limit: 100 }))
  const size = (set: PeopleSet) => sets.get(set)?.length
  expect([size('people'), size('self'), size('invited'), size('baseline'), size('buyers')]).toEqual([
    board.people,
    board.self,
    board.invited,
    board.baseline,
    board.buyers,
  ])
  expect(size('notBuyers')).toBe(board.people - board.buyers)
  const all = sets.get('people') ?? []
  expect(add(all.map((one) => one.gmv))).toBe(board.gmv)
  const second = await peopleBehind(log.olap, question(view), 7, { set: 'people', offset: 1, limit: 2 })
  expect(second).toEqual(all.slice(1, 3))
}

async function checkSeries(gmv: number) {
  const { from, to } = question('period')
  const slots = units(from, to, 'week', 'Asia/Shanghai').map(({ start }) => start)
  const rows = await series(log.olap, question('period'), 7, slots)
  expect(add(rows.map((row) => row.gmv))).toBe(gmv)
  expect(rows.every((row) => slots.includes(row.start))).toBe(true)
}
