import { call } from '@orpc/server'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { day, minute } from '#kit/time'
import type { FunnelQuestion, RetentionQuestion } from '../../core/analysis/questions.ts'
import { retentionAverage } from '../../core/analysis/retention.ts'
import { Cast, casesOf, context, type EventRow, openWorkbench } from './fixture.ts'

// What a case says has its own shape in each; the expectation fails where it is another.
type Json = ReturnType<typeof JSON.parse>
interface Case {
  id: string
  given: Record<string, Json>
  expect: Record<string, Json>
}
const cases = casesOf<Case>('analytics')
const start = Date.UTC(2020, 5, 10, 5)

describe.skipIf(!cases)('reports as other products count them (needs the shared cases)', () => {
  let bench: Awaited<ReturnType<typeof openWorkbench>>
  beforeAll(async () => {
    bench = await openWorkbench('UTC')
  })
  afterAll(() => bench.close())
  const caseOf = (id: string) => {
    const found = cases?.find((one) => one.id === id)
    if (!found) throw new Error(`no case ${id}`)
    return found
  }
  const at = (person: string, time: number, event = 'pageview', properties: object = {}): EventRow => ({
    ...{ person, at: time, event, properties },
  })
  const view = { event: 'pageview' }
  const retention = async (question: Partial<RetentionQuestion>) => {
    const asked = { first: view, returning: view, unit: 'day', periods: 11, mode: 'recurring', ...question }
    const { cohorts } = await call(bench.handlers.retention, asked as never, { context })
    return cohorts.map(({ returned }) => returned)
  }
  /** The matrix without what lies behind the range. */
  const inside = (rows: readonly (readonly number[])[]) => rows.map((row, i) => row.slice(0, rows.length - i))
  const dates = (given: Record<string, string[]>) => {
    const cast = new Cast()
    return Object.entries(given).flatMap(([name, days]) =>
      days.map((date) => at(cast.of(name), Date.parse(`2020-${date}T12:00:00Z`))),
    )
  }

  test('[N39] AN-H01 daily retention, a person with two ids', async () => {
    const { given, expect: expected } = caseOf('AN-H01')
    const cast = new Cast()
    const events = Object.values(given['days'] as Record<string, string[]>).flatMap((list, who) =>
      list.map((text) => {
        const [, n = '', hour = '5', alias] = /^(\d+)(?: at (\d+):00)?(?: as (\w+))?$/.exec(text) ?? []
        return at(cast.of(alias ?? `person ${who}`), start + Number(n) * day + (Number(hour) - 5) * 60 * minute)
      }),
    )
    await bench.fill({ events, overrides: [{ person: cast.of('alias1'), kept: cast.of('person 0') }] })
    const matrix = await retention({ range: { from: '2020-06-10', to: '2020-06-21' } })
    expect(inside(matrix)).toEqual(expected['matrix'])
  })

  test('[N39] AN-H02 rolling retention', async () => {
    const { given, expect: expected } = caseOf('AN-H02')
    const cast = new Cast()
    const days = Object.entries(given['days'] as Record<string, number[]>)
    await bench.fill({ events: days.flatMap(([name, list]) => list.map((n) => at(cast.of(name), start + n * day))) })
    const matrix = await retention({ range: { from: '2020-06-11', to: '2020-06-16' }, periods: 5, rolling: true })
    expect(inside(matrix)).toEqual(expected['matrix'])
  })

  test('[N39] AN-H03 monthly retention', async () => {
    const { given, expect: expected } = caseOf('AN-H03')
    const cast = new Cast()
    const months = Object.entries(given['events_on_day_10_of'] as Record<string, string[]>)
    await bench.fill({
      events: months.flatMap(([name, list]) =>
        list.map((month) => at(cast.of(name), Date.parse(`${month}-10T05:00:00Z`))),
      ),
    })
    const matrix = await retention({ unit: 'month', range: { from: '2020-01-01', to: '2020-12-01' } })
    expect(inside(matrix)).toEqual(expected['matrix'])
  })

  test('[N39] AN-H04 each later day is paired with the first', async () => {
    const { given, expect: expected } = caseOf('AN-H04')
    const visits = Object.entries(given['visits'] as Record<string, string>)
    const events = visits.flatMap(([date, users]) => {
      const last = Number(/users 0\.\.(\d+)/.exec(users)?.[1])
      return Array.from({ length: last + 1 }, (_, user) => at(String(user + 1), Date.parse(`${date}T08:00:00Z`)))
    })
    await bench.fill({ events })
    const [row] = await retention({ range: { from: '2020-01-01', to: '2020-01-02' }, periods: 3 })
    expect(row).toEqual(expected['sums'])
  })

  test('[N40] AN-H05 the average is weighted by size and skips what is not over', () => {
    const { given, expect: expected } = caseOf('AN-H05')
    const cohorts = (given['cohorts'] as [string, number, number | string][]).map(([, people, back]) => ({
      people,
      returned: [people, Number.parseInt(String(back), 10)],
      finished: typeof back === 'number' ? 2 : 1,
    }))
    const [, first] = retentionAverage(cohorts, 2)
    expect(first?.people).toBeCloseTo(expected['weighted_average_retained'], 2)
  })

  test('[N41] AN-H06 lifecycle over the whole range', async () => {
    const { given, expect: expected } = caseOf('AN-H06')
    await bench.fill({ events: dates(given['days_of_2020']) })
    const range = { from: '2020-01-09', to: '2020-01-20' }
    const { points } = await call(bench.handlers.lifecycle, { ...view, unit: 'day', range }, { context })
    for (const state of ['new', 'returning', 'resurrecting', 'dormant'] as const)
      expect([state, points.map((point) => point[state])]).toEqual([state, expected[state]])
  })

  test('[N42] AN-H07 stickiness by day', async () => {
    const { expect: expected } = caseOf('AN-H07')
    const days = Array.from({ length: 9 }, (_, i) => `01-${11 + i}`)
    await bench.fill({ events: dates({ p1: days, p2: days.filter((_, i) => i % 2 === 0) }) })
    const range = { from: '2020-01-11', to: '2020-01-21' }
    const { rows } = await call(bench.handlers.stickiness, { ...view, unit: 'day', range }, { context })
    const { 'all other k': other, ...some } = expected
    expect(rows).toHaveLength(10)
    for (const { periods, people } of rows) expect([periods, people]).toEqual([periods, some[periods] ?? other])
  })

  const path = (question: object) =>
    call(bench.handlers.path, { range: { from: '2020-01-01', to: '2021-01-01' }, ...question } as never, { context })
  const written = (edges: Awaited<ReturnType<typeof path>>['edges']) =>
    Object.fromEntries(edges.map((one) => [`${one.step}_${one.source} -> ${one.step + 1}_${one.target}`, one.sessions]))

  test('[N43] AN-H08 page paths of four visitors', async () => {
    const { given, expect: expected } = caseOf('AN-H08')
    const cast = new Cast()
    const sessions = Object.entries(given['sessions'] as Record<string, string[]>)
    const events = sessions.flatMap(([name, pages]) =>
      pages.map((url, i) => {
        const who = name.includes('two ids') && i > 0 ? `${name} again` : name
        return at(cast.of(who), start + i * minute, 'pageview', { path: i === 1 ? `${url}/`.replace('//', '/') : url })
      }),
    )
    const [two = ''] = sessions.map(([name]) => name).filter((name) => name.includes('two ids'))
    await bench.fill({ events, overrides: [{ person: cast.of(`${two} again`), kept: cast.of(two) }] })
    expect(written((await path({ events: [view], by: 'path' })).edges)).toEqual(expected['edges'])
  })

  test('[N43] AN-H09 paths of custom events leave out page views', async () => {
    const { given, expect: expected } = caseOf('AN-H09')
    const cast = new Cast()
    const sessions = Object.entries(given['sessions'] as Record<string, string[]>)
    await bench.fill({
      events: sessions.flatMap(([name, list]) =>
        list.map((event, i) =>
          at(cast.of(name), start + i * minute, event.startsWith('pageview') ? 'pageview' : event),
        ),
      ),
    })
    const events = ['e1', 'e2', 'e3'].map((event) => ({ event }))
    expect(written((await path({ events })).edges)).toEqual(expected['edges'])
  })

  test('[N43] AN-H10 transitions of each person, all steps together', async () => {
    const { given, expect: expected } = caseOf('AN-H10')
    const cast = new Cast()
    const parts = Object.entries(given['sequences'] as Record<string, string>)
    const whole = Map.groupBy(parts, ([name]) => name.split('/')[0] ?? name)
    const events = [...whole].flatMap(([name, list]) =>
      [...list.map(([, text]) => text).join('')].map((event, i) => at(cast.of(name), start + i * day, event)),
    )
    await bench.fill({ events })
    const { nodes, edges } = await path({ sessionMinutes: null, steps: 20 })
    const sum = (list: readonly number[]) => list.reduce((total, one) => total + one, 0)
    const names = ['A', 'B', 'C']
    const counts = [
      [0, ...names.map((name) => sum(nodes.filter((n) => n.step === 1 && n.name === name).map((n) => n.sessions))), 0],
      ...names.map((from) => [
        0,
        ...names.map((to) => sum(edges.filter((e) => e.source === from && e.target === to).map((e) => e.sessions))),
        sum(nodes.filter((n) => n.name === from).map((n) => n.ended)),
      ]),
      [0, 0, 0, 0, 0],
    ]
    expect(counts).toEqual(expected['counts'])
    expect(sum(counts.flat())).toBe(expected['total'])
  })

  test('[N36] AN-H11 how often X follows Y, with base rate and lift, by three funnels', async () => {
    const { given, expect: expected } = caseOf('AN-H11')
    const people = Object.entries(given['persons'] as Record<string, string[]>)
    await bench.fill({
      events: people.flatMap(([id, list]) => list.map((event, i) => at(id, start + i * minute, event))),
    })
    const counts = async (...steps: string[]) => {
      const question: Partial<FunnelQuestion> = {
        steps: steps.map((event) => ({ event })),
        window: { value: 1, unit: 'day' },
      }
      const reply = await call(
        bench.handlers.funnel,
        { range: { from: '2020-01-01', to: '2021-01-01' }, ...question } as never,
        { context },
      )
      return reply.steps.map((step) => step.people)
    }
    const [withY = 0, converted = 0] = await counts('Y', 'X')
    const [[base = 0], [all = 0]] = [await counts('X'), await counts('*')]
    const rate = converted / withY
    const found = { with_Y: withY, converted, rate, base_rate: base / all, lift: rate / (base / all) }
    expect(found).toEqual(expected)
  })
})
