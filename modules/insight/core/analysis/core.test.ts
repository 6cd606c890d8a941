import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { bucketsOf, niceEdges } from './distribution.ts'
import { flowOf } from './flow.ts'
import { funnelSteps } from './funnel.ts'
import { pathOf } from './path.ts'
import {
  activityDefinition,
  distributionDefinition,
  funnelDefinition,
  pathDefinition,
  retentionDefinition,
  trendDefinition,
} from './words.ts'

describe('distribution', () => {
  test('[N44] few whole values stand alone, many get edges that read well, whatever the values', () => {
    expect(niceEdges({ least: 1, most: 4, usual: 4, whole: true })).toEqual([1, 2, 3, 4, 5])
    expect(niceEdges({ least: 0, most: 9000, usual: 95, whole: true })).toEqual([
      0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100,
    ])
    expect(niceEdges({ least: 5, most: 5, usual: 5, whole: false })).toEqual([5])
    const spread = fc
      .record({
        a: fc.double({ min: -1e9, max: 1e9, noNaN: true }),
        more: fc.double({ min: 0, max: 1e9, noNaN: true }),
        part: fc.double({ min: 0, max: 1, noNaN: true }),
      })
      .map(({ a, more, part }) => ({ least: a, most: a + more, usual: a + more * part, whole: false }))
    fc.assert(
      fc.property(spread, (one) => {
        const edges = niceEdges(one)
        expect(bucketsOf(edges).ok).toBe(true)
        expect(edges.length).toBeLessThan(20)
        expect(edges[0]).toBeLessThanOrEqual(one.least + Math.abs(one.least) * 1e-9 + 1e-300)
      }),
    )
  })

  test('[N44] buckets are open at both ends, and edges must grow', () => {
    expect(bucketsOf([1, 2])).toEqual({
      ok: true,
      value: [
        { from: null, to: 1 },
        { from: 1, to: 2 },
        { from: 2, to: null },
      ],
    })
    expect(bucketsOf([2, 2])).toEqual({ ok: false, refusal: 'edges-wrong' })
  })
})

test('[N36] a rate of nobody is none, and the first step has no time', () => {
  const steps = funnelSteps([{ event: 'a' }, { event: 'b' }], { people: [], median: [], average: [] })
  expect(steps).toEqual([
    { event: 'a', people: 0, conversion: null, fromPrevious: null, medianSeconds: null, averageSeconds: null },
    { event: 'b', people: 0, conversion: null, fromPrevious: null, medianSeconds: null, averageSeconds: null },
  ])
})

describe('paths', () => {
  const edge = (step: number, source: string | null, target: string | null, sessions: number) => ({
    ...{ step, source, target, sessions, people: sessions },
  })
  test('[N43] sessions at a node are those that come to it; those that end there are told', () => {
    const start = { step: 0, source: null, target: 'a', isStart: true, isEnd: false, sessions: 5, people: 4 }
    const inner = { ...edge(1, 'a', 'b', 3), isStart: false, isEnd: false }
    const end = { step: 1, source: 'a', target: null, isStart: false, isEnd: true, sessions: 2, people: 2 }
    expect(pathOf([start, inner, end])).toEqual({
      nodes: [
        { step: 1, name: 'a', sessions: 5, ended: 2 },
        { step: 2, name: 'b', sessions: 3, ended: 0 },
      ],
      edges: [edge(1, 'a', 'b', 3)],
    })
  })

  test('[N43] in the picture the rare nodes of a step are one, nothing is lost, and nothing covers another', () => {
    const names = ['a', 'b', 'c', 'd']
    const nodes = [1, 2].flatMap((step) => names.map((name, i) => ({ step, name, sessions: 10 - i, ended: 0 })))
    const edges = names.map((name, i) => edge(1, name, name, 10 - i))
    const flow = flowOf(nodes, edges, 2)
    expect(flow.nodes.map(({ step, name, sessions, merged }) => [step, name, sessions, merged])).toEqual([
      [1, 'a', 10, 0],
      [1, 'b', 9, 0],
      [1, null, 15, 2],
      [2, 'a', 10, 0],
      [2, 'b', 9, 0],
      [2, null, 15, 2],
    ])
    expect(flow.edges.map(({ source, target, sessions }) => [source, target, sessions])).toEqual([
      ['a', 'a', 10],
      ['b', 'b', 9],
      [null, null, 15],
    ])
    for (const [i, one] of flow.edges.entries()) {
      const next = flow.edges[i + 1]
      if (next) expect(one.from + one.height).toBeLessThanOrEqual(next.from)
    }
    expect(flow.height).toBeCloseTo(1 + 0.07, 5)
    expect(flowOf([], [edge(1, 'a', 'b', 1)], 3)).toEqual({ nodes: [], edges: [], height: 0 })
  })
})

test('[N47] every report says in both languages what it counts, by what was asked', () => {
  const any = { event: '*' }
  const buy = { event: 'buy' }
  const funnel = {
    steps: [any, buy],
    window: { value: 7, unit: 'day' as const },
    order: 'strict' as const,
    attempt: 'first' as const,
  }
  const retention = { first: buy, returning: any, unit: 'week' as const, mode: 'recurring' as const }
  const said = [
    funnelDefinition(funnel),
    funnelDefinition({
      ...funnel,
      attempt: 'best',
      exclusions: [{ ...buy, between: [0, 1] }],
      breakdown: { property: 'city', on: 'person' },
    }),
    funnelDefinition({ ...funnel, breakdown: { property: 'price', step: 1 } }),
    retentionDefinition(retention),
    retentionDefinition({ ...retention, mode: 'first-time', rolling: true }),
    activityDefinition('lifecycle', any, 'month'),
    activityDefinition('stickiness', buy, 'day'),
    pathDefinition(30, undefined),
    pathDefinition(null, 'page'),
    distributionDefinition(buy, 'sum', 'price'),
    distributionDefinition(any, 'events'),
    trendDefinition([
      { ...buy, measure: 'avg', property: 'price' },
      { ...any, measure: 'people' },
    ]),
  ]
  expect(new Set(said.map(({ zh }) => zh)).size).toBe(said.length)
  expect(new Set(said.map(({ en }) => en)).size).toBe(said.length)
  for (const { zh, en } of said)
    expect([zh.includes('undefined'), en.includes('undefined'), /\p{Script=Han}/u.test(en)]).toEqual([
      false,
      false,
      false,
    ])
})
