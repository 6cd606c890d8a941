import fc from 'fast-check'
import { expect, test } from 'vitest'
import { planBody } from '../plansContract.ts'
import { assetKinds, assetsFor, planSteps, seenBy, usualRate } from './steps.ts'
import { nodesOf, planTemplates } from './templates.ts'
import { walkPlan } from './walk.ts'

const stage = (id: string, count: number | null, expected: number | null = null) => ({ id, count, expected })

test('[A97] the weakest step is the one furthest below what is expected, where twenty stand before it', () => {
  const path = [stage('a', 1000), stage('b', 300, 0.5), stage('c', 240, 0.9), stage('d', 12, 0.1), stage('e', 0, 0.5)]
  expect(walkPlan(path)).toMatchObject({ weakest: 'd', end: 'e' })
  expect(walkPlan(path.slice(0, 3)).weakest).toBe('b')
  // Twelve before it are not enough to blame the last one.
  expect(walkPlan([stage('a', 19), stage('b', 0, 0.5)]).weakest).toBe(null)
  expect(walkPlan([stage('a', 100), stage('b', 60, 0.5)]).weakest).toBe(null)
  expect(walkPlan([stage('a', 100), stage('b', 1, null)]).weakest).toBe(null)
  expect(walkPlan([])).toEqual({ losses: [], weakest: null, end: null })
})

test('[A96] a step that is not seen is not none: the next one is held against the last that was, by what both keep', () => {
  const { losses, weakest, end } = walkPlan([
    stage('a', 200),
    stage('b', null, 0.5),
    stage('c', 20, 0.4),
    stage('d', null, 0.1),
  ])
  expect(losses.map(({ rate, lost }) => [rate, lost])).toEqual([
    [null, null],
    [null, null],
    [0.1, 180],
    [null, null],
  ])
  expect(losses[2]?.usual).toBeCloseTo(0.2)
  expect([weakest, end]).toEqual(['c', 'c'])
})

test('[A97] of any path the weakest is the least share of what is expected, and losses are what is gone from step to step', () => {
  const any = fc.tuple(
    fc.option(fc.nat(500), { nil: null }),
    fc.option(fc.double({ min: 0.01, max: 1, noNaN: true }), { nil: null }),
  )
  fc.assert(
    fc.property(fc.array(any, { maxLength: 8 }), (made) => {
      const path = made.map(([count, expected], i) => stage(String(i), count, expected))
      const { losses, weakest } = walkPlan(path)
      const shares = losses.flatMap(({ rate, usual, lost }, i) => {
        const before = lost === null ? 0 : lost + (path[i]?.count ?? 0)
        return rate === null || usual === null || before < 20 || rate / usual >= 1
          ? []
          : [{ id: String(i), share: rate / usual }]
      })
      const least = Math.min(...shares.map(({ share }) => share))
      expect(weakest).toBe(shares.find(({ share }) => share === least)?.id ?? null)
    }),
    { numRuns: 100 },
  )
})

test('[A95] templates are plans: their steps can be bound to something or are told apart as not seen', () => {
  for (const template of planTemplates) {
    const nodes = nodesOf(template)
    const audience = { segment: null, words: '' }
    const body = {
      name: template.zh,
      audience,
      channel: null,
      hook: null,
      from: '2026-01-01',
      to: '2026-01-31',
      note: '',
      nodes,
    }
    expect(planBody.safeParse(body).success).toBe(true)
    expect(nodes[0]?.expected).toBe(null)
  }
  expect(planSteps.filter((step) => assetsFor(step).length === 0)).toEqual([])
  expect(assetKinds.every((kind) => Object.keys(seenBy[kind]).length > 0)).toBe(true)
  expect([usualRate('scan', 'seeCard'), usualRate('register', 'add'), usualRate('add', undefined)]).toEqual([
    0.035,
    null,
    null,
  ])
})
