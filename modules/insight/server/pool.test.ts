import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { day, hour } from '#kit/time'
import { type CarrierRow, openTestLog, type TestLog, type World } from './fixture.ts'
import { stock } from './pool.ts'

let log: TestLog
beforeAll(async () => {
  log = await openTestLog()
})
afterAll(() => log.close())

const t0 = Date.UTC(2024, 0, 1)
const person = (id: string, excluded = false) =>
  ({ id, enteredAt: t0, entry: 'self', excluded, deleted: false }) as const
const carrier = (
  who: string,
  start: number,
  end: number | null,
  id = `${who}${start}`.replace('-', ''),
): CarrierRow => ({
  id,
  person: who,
  started: t0 + start * day,
  ended: end === null ? null : t0 + end * day,
})
const range = { from: t0 + 10 * day, to: t0 + 20 * day }

describe('stock of live people', () => {
  test('[N14] [N21] one person on each way through the range', async () => {
    await log.fill({
      people: ['1', '2', '3', '4', '5', '6', '7'].map((id) => person(id)).concat(person('8', true)),
      carriers: [
        carrier('1', 1, null),
        carrier('1', 2, null),
        carrier('2', 1, 15),
        carrier('3', 12, null),
        carrier('4', 1, 5),
        carrier('4', 13, null),
        carrier('5', 1, 11),
        carrier('5', 14, null),
        carrier('6', 11, 12),
        carrier('7', 1, 12),
        carrier('7', 12, null),
        carrier('8', 1, null),
      ],
    })
    expect(await stock(log.olap, range)).toMatchObject({
      start: 4, // 1, 2, 5, 7
      entered: 2, // 3, 6
      returned: 2, // 4, 5
      lost: 3, // 2, 5, 6; not 7, whose next carrier began when the last one ended
      end: 5, // 1, 3, 4, 5, 7
      net: 1,
      corrections: 0,
      relations: 6,
    })
  })

  test('[N14] what happens at `from` belongs to the range, what happens at `to` does not', async () => {
    await log.fill({
      people: [],
      carriers: [carrier('1', 10, null), carrier('2', 1, 10), carrier('3', 20, null), carrier('4', 1, 20)],
    })
    const found = await stock(log.olap, range)
    expect(found).toMatchObject({ start: 2, entered: 1, lost: 1, returned: 0, end: 2 })
  })

  test('[N16] effective people did something themselves in the 90 days before the end', async () => {
    const late = { from: t0 + 200 * day, to: t0 + 210 * day }
    await log.fill({
      people: ['1', '2', '3', '4', '5', '6'].map((id) => person(id)),
      carriers: ['1', '2', '3', '4'].map((id) => carrier(id, 1, null)).concat(carrier('5', 150, null)),
      events: [
        { person: '1', at: late.to - 90 * day, event: 'view' },
        { person: '2', at: late.to - 90 * day - 1, event: 'view' },
        { person: '3', at: late.to - day, event: 'tagged', type: 'fact' },
        { person: '6', at: late.to - day, event: 'view' },
      ],
      orders: [{ id: '1', person: '4', paidAt: late.to - 1, gross: 1, refunded: 0, net: 1, sourceKind: 'store' }],
    })
    expect(await stock(log.olap, late)).toMatchObject({ end: 5, effective: 3 })
  })
})

/** The live state of each person at every hour, by looking. */
function naive({ carriers, overrides, people }: World) {
  const kept = new Map(overrides.map((o) => [o.person, o.kept]))
  const out = new Set(people.filter((p) => p.excluded).map((p) => p.id))
  const byPerson = Map.groupBy(
    carriers.filter((c) => c.ended === null || c.ended > c.started),
    (c) => kept.get(c.person) ?? c.person,
  )
  const total = { start: 0, entered: 0, returned: 0, lost: 0, end: 0 }
  for (const [who, spans] of byPerson) {
    if (out.has(who) || who === '0') continue
    const isLive = (at: number) => spans.some((s) => s.started <= at && (s.ended === null || s.ended > at))
    const hours = Array.from({ length: (range.to - range.from) / hour }, (_, i) => range.from + i * hour)
    const before = spans.some((s) => s.started < range.from)
    const [start, end] = [isLive(range.from - 1), isLive(range.to - 1)]
    const entered = !before && spans.some((s) => s.started < range.to)
    const wasLeft = hours.some((at) => isLive(at - 1) && !isLive(at))
    const rest = Number(end) - Number(start) - Number(entered)
    total.start += Number(start)
    total.end += Number(end)
    total.entered += Number(entered)
    total.returned += Number(rest === 1 || (rest === 0 && wasLeft))
    total.lost += Number(rest === -1 || (rest === 0 && wasLeft))
  }
  return total
}

test('[N14] [N15] the stock identity holds for any carriers, each person at most once a line', {
  timeout: 60_000,
}, async () => {
  const time = fc.integer({ min: 0, max: 26 * 2 }).map((half) => half / 2)
  const carriers = fc
    .array(fc.tuple(fc.constantFrom('0', '1', '2', '3', '4'), time, fc.option(time)), { maxLength: 12 })
    .map((list) => list.map(([who, start, end], i) => carrier(who, start, end, String(i + 1))))
  await fc.assert(
    fc.asyncProperty(carriers, fc.boolean(), async (list, merged) => {
      const overrides = merged ? [{ person: '1', kept: '2' }] : []
      const world = { carriers: list, overrides, people: [person('3', true)], orders: [], events: [] }
      await log.fill(world)
      const found = await stock(log.olap, range)
      expect(found).toMatchObject(naive(world))
      expect(found.start + found.entered + found.returned - found.lost + found.corrections).toBe(found.end)
      expect(found.corrections).toBe(0)
    }),
    { numRuns: 50 },
  )
})
