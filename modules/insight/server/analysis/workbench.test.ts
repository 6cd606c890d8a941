import { call, ORPCError } from '@orpc/server'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { day, hour, minute } from '#kit/time'
import type { PersonRow } from '../fixture.ts'
import { context, type EventRow, openWorkbench } from './fixture.ts'
import { reportPeople } from './handlers.ts'

let bench: Awaited<ReturnType<typeof openWorkbench>>
const now = Date.UTC(2024, 0, 12)
beforeAll(async () => {
  bench = await openWorkbench('Asia/Shanghai', now)
})
afterAll(() => bench.close())

const jan = Date.UTC(2023, 11, 31, 16)
const range = { from: '2024-01-01', to: '2024-01-11' }
const ask = (question: object) =>
  call(bench.handlers.funnel, { range, window: { value: 1, unit: 'day' }, ...question } as never, { context })
const refusal = async (asked: Promise<unknown>) => {
  const error = await asked.then(
    () => null,
    (thrown: unknown) => thrown,
  )
  return error instanceof ORPCError ? error.code : error
}
const event = (person: number | string, at: number, name: string, properties: object = {}): EventRow => ({
  ...{ person: String(person), at: jan + at, event: name, properties },
})
const person = (id: number | string, more: Partial<PersonRow> = {}): PersonRow => ({
  ...{ id: String(id), enteredAt: jan, entry: 'self' as const, excluded: false, deleted: false, ...more },
})
const counts = (reply: Awaited<ReturnType<typeof ask>>) => reply.steps.map((step) => step.people)

describe('retention', () => {
  const view = { event: 'view' }
  const retention = (more: object) =>
    call(bench.handlers.retention, { range, first: view, returning: view, unit: 'day', periods: 3, ...more } as never, {
      context,
    })

  test('[N39] [N40] first-time knows who was there before; columns go on behind the range; what is not over is said', async () => {
    await bench.fill({
      events: [
        ...[-20 * day, hour, day, 9 * day].map((at) => event(1, at, 'view')),
        ...[2 * hour, 2 * day].map((at) => event(2, at, 'view')),
        ...[9 * day, 10 * day].map((at) => event(3, at, 'view')),
        event(3, 11 * day, 'buy'),
      ],
    })
    const recurring = await retention({})
    expect(recurring.cohorts.map(({ returned }) => returned.join())).toEqual([
      ...['2,1,1', '1,0,0', '1,0,0', '0,0,0', '0,0,0', '0,0,0', '0,0,0', '0,0,0', '0,0,0', '2,1,0'],
    ])
    // Now is the 12th at 08:00 in the zone of the workspace: of the cohort of the 10th the third day still runs.
    expect(recurring.cohorts.at(-1)).toMatchObject({ finished: 2, people: 2 })
    expect(recurring.average[2]).toEqual({ people: 0.5, rate: 0.25 })
    const once = await retention({ mode: 'first-time', returning: { event: 'buy' } })
    expect(once.cohorts.map(({ returned }) => returned.join())).toEqual([
      ...['1,0,0', '0,0,0', '0,0,0', '0,0,0', '0,0,0', '0,0,0', '0,0,0', '0,0,0', '0,0,0', '1,0,1'],
    ])
    const empty = await retention({ range: { from: '2024-01-01', to: '2024-01-01' } })
    expect(empty).toMatchObject({ cohorts: [], average: [{ rate: null }, { rate: null }, { rate: null }] })
    expect(await refusal(retention({ range: { from: '2010-01-01', to: '2024-01-01' } }))).toBe('range-too-long')
  })
})

describe('people', () => {
  const names = ['a', 'b', 'c']
  const hash = (n: number) => (Math.imul(n + 1, 2_654_435_761) >>> 8) % 997
  const everybody = Array.from({ length: 40 }, (_, i) => i + 1)
  const events = everybody.flatMap((who) =>
    Array.from({ length: 1 + (hash(who) % 9) }, (_, i) =>
      event(
        who,
        (hash(who * 31 + i) % 9) * day + (hash(who * 7 + i) % 40) * minute,
        names[hash(who + i * 13) % 3] ?? 'a',
        {
          ...(hash(who * 3 + i) % 4 ? { price: hash(i * who) % 50, page: `/p${hash(i + who) % 4}` } : {}),
        },
      ),
    ),
  )
  beforeAll(() =>
    bench.fill({
      events,
      people: [person(1), person(2, { excluded: true }), person(5, { enteredAt: null, entry: '' })],
      overrides: [{ person: '40', kept: '1' }],
    }),
  )
  const steps = names.slice(0, 2).map((name) => ({ event: name }))
  const funnel = { range, steps, window: { value: 3, unit: 'day' as const }, breakdown: { property: 'page' } }
  const a = { event: 'a' }
  const cohort = { range, first: a, returning: { event: 'b' }, unit: 'day' as const, periods: 4 }
  const active = { ...{ range, event: '*' }, unit: 'day' as const }
  /** All pages of a list of people, a few at a time. */
  const all = async (procedure: unknown, question: object) => {
    const found: string[] = []
    for (let cursor: string | undefined; ; ) {
      const page: { items: { person: string }[]; next?: string | undefined } = await call(
        procedure as typeof bench.handlers.funnelPeople,
        { ...question, limit: 16, ...(cursor ? { cursor } : {}) } as never,
        { context },
      )
      found.push(...page.items.map((one) => one.person))
      if (!page.next) return found
      cursor = page.next
    }
  }
  const sized = async (procedure: unknown, question: object, people: number) => {
    const found = await all(procedure, question)
    expect([question, found.length, new Set(found).size]).toEqual([question, people, people])
    expect(found).not.toContain('2')
    expect(found).not.toContain('40')
  }

  test('[N45] steps of a funnel, who was lost between them, and groups', async () => {
    const reply = await ask(funnel)
    const [first = 0, second = 0] = counts(reply)
    expect(second).toBeGreaterThan(0)
    const who = bench.handlers.funnelPeople
    await sized(who, { ...funnel, set: { step: 0 } }, first)
    await sized(who, { ...funnel, set: { step: 1 } }, second)
    await sized(who, { ...funnel, set: { step: 0, side: 'lost' } }, first - second)
    for (const { value, steps: of } of reply.groups ?? [])
      await sized(who, { ...funnel, set: { step: 0, group: value } }, of[0]?.people ?? -1)
    expect(await refusal(all(who, { ...funnel, set: { step: 2 } }))).toBe('set-unknown')
  })

  test('[N45] cells of a retention, also rolling, and who stayed away', async () => {
    const who = bench.handlers.retentionPeople
    for (const rolling of [false, true]) {
      const { cohorts } = await call(bench.handlers.retention, { ...cohort, rolling } as never, { context })
      const [one] = cohorts.toSorted((x, y) => y.people - x.people)
      if (!one) throw new Error('no cohort')
      for (const [period, people] of one.returned.entries()) {
        await sized(who, { ...cohort, rolling, set: { start: one.start, period } }, people)
        if (period > 0)
          await sized(who, { ...cohort, rolling, set: { start: one.start, period, side: 'away' } }, one.people - people)
      }
    }
    expect(await refusal(all(who, { ...cohort, set: { start: '2024-01-01T03:00:00Z', period: 0 } }))).toBe(
      'set-unknown',
    )
  })

  test('[N41] [N42] [N45] states of the lifecycle and rows of the stickiness', async () => {
    const { points } = await call(bench.handlers.lifecycle, active, { context })
    const states = ['new', 'returning', 'resurrecting', 'dormant'] as const
    const some = points.slice(2, 4).flatMap((point) => states.map((state) => ({ point, state })))
    for (const { point, state } of some)
      await sized(
        bench.handlers.lifecyclePeople,
        { ...active, set: { start: point.start, state } },
        Math.abs(point[state]),
      )
    // Who is active in a unit is new, came back or stayed; who was and is not, is dormant.
    points.slice(1).forEach((point, i) => {
      const before = points[i]
      if (before) expect(point.returning - point.dormant).toBe(before.new + before.returning + before.resurrecting)
    })
    const { rows, people } = await call(bench.handlers.stickiness, active, { context })
    expect(rows.reduce((sum, row) => sum + row.people, 0)).toBe(people)
    for (const row of rows.slice(0, 3))
      await sized(bench.handlers.stickinessPeople, { ...active, set: { periods: row.periods } }, row.people)
  })

  test('[N44] [N45] buckets of a distribution, by count and by a property', async () => {
    for (const more of [
      {},
      { measure: 'sum', property: 'price' },
      { measure: 'avg', property: 'price', edges: [10, 20.5] },
    ] as const) {
      const question = { range, event: '*', ...more }
      const { buckets, people } = await call(bench.handlers.distribution, question as never, { context })
      expect(buckets.reduce((sum, bucket) => sum + bucket.people, 0)).toBe(people)
      expect(people).toBeGreaterThan(20)
      for (const { from, to, people: inside } of buckets.slice(0, 3))
        await sized(bench.handlers.distributionPeople, { ...question, set: { from, to } }, inside)
    }
    const sum = (more: object) =>
      refusal(call(bench.handlers.distribution, { range, event: 'a', ...more } as never, { context }))
    expect(await sum({ measure: 'sum' })).toBe('property-needed')
    expect(await sum({ edges: [2, 1] })).toBe('edges-wrong')
  })

  test('[N43] [N45] edges of a path, from and to an event, with the rare nodes as one', async () => {
    for (const more of [{ nodes: 2 }, { from: a }, { to: a, steps: 3 }, { mergeRepeats: true, by: 'page' }]) {
      const question = { range, sessionMinutes: null, ...more }
      const { edges, nodes, sessions } = await call(bench.handlers.path, question as never, { context })
      expect(edges.length).toBeGreaterThan(2)
      for (const { step, source, target, people } of edges.slice(0, 2))
        await sized(bench.handlers.pathPeople, { ...question, set: { step, source, target } }, people)
      // What comes to a node goes on from it or ends there, but where the path was cut.
      const steps_ = 'steps' in more ? 3 : 5
      for (const node of nodes.filter(({ step }) => step < steps_)) {
        const on = edges.filter((edge) => edge.step === node.step && edge.source === node.name)
        expect(on.reduce((sum, edge) => sum + edge.sessions, node.ended)).toBe(node.sessions)
      }
      if ('from' in more)
        expect(nodes.filter(({ step }) => step === 1).map(({ name, sessions: n }) => [name, n])).toEqual([
          ['a', sessions],
        ])
      if ('to' in more)
        expect(nodes.filter(({ step }) => step === 3).map(({ name, ended }) => [name, ended])).toEqual([
          ['a', sessions],
        ])
      if ('nodes' in more) expect(new Set(nodes.map(({ name }) => name)).size).toBe(3)
      if ('by' in more) expect(edges.every(({ source, target }) => source !== target)).toBe(true)
    }
  })

  test('[N45] points of a trend, and everybody of a set at once', async () => {
    const { length } = new Set(
      events
        .filter((one) => one.event === 'a' && one.person !== '2')
        .map((one) => (one.person === '40' ? '1' : one.person)),
    )
      .values()
      .toArray()
    await sized(bench.handlers.trendPeople, { range, series: a, unit: 'day', set: {} }, length)
    const set = {
      report: 'funnel' as const,
      question: { ...funnel, order: 'ordered' as const, attempt: 'best' as const },
      set: { step: 0, side: 'reached' as const },
    }
    const found: string[] = []
    for await (const ids of reportPeople(bench.deps, set)) found.push(...ids)
    expect(found.toSorted()).toEqual(
      (await all(bench.handlers.funnelPeople, { ...funnel, set: { step: 0 } })).toSorted(),
    )
    const [row] = (
      await call(
        bench.handlers.trendPeople,
        { range, series: { event: '*' }, unit: 'day', set: {}, limit: 200 } as never,
        { context },
      )
    ).items.filter(({ person: id }) => id === '1')
    expect(row).toEqual({ person: '1', enteredAt: '2023-12-31T16:00:00.000Z', entry: 'self', source: '', owner: '' })
  })

  test('[N46] [N47] a reply has its SQL with the names of the parameters and says in both languages what it counts', async () => {
    const reply = await ask(funnel)
    expect(reply.sql).toContain('{window:Int64}')
    expect(reply.sql).not.toContain('2024')
    expect([reply.definition.zh, reply.definition.en].every((text) => text.length > 40)).toBe(true)
    expect(await call(bench.handlers.queue, { ticket: 'none' }, { context })).toEqual({
      running: 0,
      waiting: 0,
      ahead: null,
    })
    const leaving = new AbortController()
    leaving.abort()
    const asked = call(bench.handlers.funnel, funnel as never, { context, signal: leaving.signal })
    await expect(asked).rejects.toMatchObject({ code: 'report-cancelled', status: 499 })
  })
})
