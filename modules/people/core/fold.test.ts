import fc from 'fast-check'
import { expect, test } from 'vitest'
import { foldRuns } from './fold.ts'

const item = (facts: string, name: string) => ({ facts, name })

test('[P42] the same thing done again and again is one run, and orders and ids are never folded', () => {
  const view = item('behaviour', '$pageview')
  const runs = foldRuns([
    view,
    view,
    item('order', 'order paid'),
    item('order', 'order paid'),
    view,
    item('behaviour', 'x'),
  ])
  expect(runs.map((run) => [run[0]?.name, run.length])).toEqual([
    ['$pageview', 2],
    ['order paid', 1],
    ['order paid', 1],
    ['$pageview', 1],
    ['x', 1],
  ])
})

test('[P42] folding loses and moves nothing', () => {
  const facts = fc.constantFrom('behaviour', 'order')
  const items = fc.array(fc.record({ facts, name: fc.constantFrom('a', 'b') }))
  const same = (list: { facts: string; name: string }[]) => {
    expect(foldRuns(list).flat()).toEqual(list)
  }
  fc.assert(fc.property(items, same))
})
