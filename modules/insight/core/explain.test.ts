import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Cell, explain, sumOf } from './explain.ts'

const cell = (source: string, owner: string, counts: Partial<Cell['counts']>, entry = 'self'): Cell => ({
  keys: { source, owner, entry },
  counts: { self: 0, people: 0, buyers: 0, orders: 0, gmv: 0, ...counts },
})
const usual = { self: 100, people: 100, buyers: 20, orders: 25, gmv: 100_000 }

describe('explain', () => {
  test('[N70] the fall of one owner is found below the source he serves, with its factor and what stood against it', () => {
    const before = [
      cell('store', '陈', usual),
      cell('store', '李', usual),
      cell('parcel', '陈', usual),
      cell('feed', '王', usual),
    ]
    const after = [
      cell('store', '陈', { ...usual, buyers: 4, orders: 5, gmv: 20_000 }),
      cell('store', '李', usual),
      cell('parcel', '陈', usual),
      cell('feed', '王', { ...usual, gmv: 115_000 }),
    ]
    const [first, second] = explain(before, after)
    expect(first).toMatchObject({ by: 'source', chosen: 'store', against: 'feed' })
    expect(first?.moved.map(({ key, change, excess }) => [key, change, excess])).toEqual([
      ['store', -80_000, -47_500],
      ['parcel', 0, 16_250],
      ['feed', 15_000, 31_250],
    ])
    expect(second).toMatchObject({ by: 'owner', chosen: '陈' })
    const parts = second?.moved[0]?.contributions ?? []
    expect(parts.toSorted((a, b) => a.amount - b.amount)[0]).toEqual({ factor: 'conversion', amount: -80_000 })
  })

  test('[N70] where everybody moved alike nobody is named; where nothing was there, shares are those of now', () => {
    const before = ['a', 'b'].map((owner) => cell('x', owner, usual))
    const after = ['a', 'b'].map((owner) => cell('x', owner, { ...usual, gmv: 50_000 }))
    expect(explain(before, after)).toMatchObject([{ by: 'owner', chosen: null, against: null }])
    expect(explain([], after)).toMatchObject([{ by: 'owner', chosen: null }])
    const few = { ...usual, people: 3, self: 3 }
    expect(explain([cell('x', 'a', few), cell('x', 'b', few)], [cell('x', 'a', few)])).toMatchObject([{ chosen: null }])
    expect(explain([], [])).toEqual([])
    expect(explain(before, before)).toMatchObject([{ chosen: null }])
  })

  const some = fc.array(
    fc
      .record({
        source: fc.constantFrom('a', 'b', 'c'),
        owner: fc.constantFrom('', 'x', 'y'),
        entry: fc.constantFrom('self', 'invited', 'baseline'),
        people: fc.integer({ min: 0, max: 50 }),
        gmv: fc.integer({ min: 0, max: 1_000_000 }),
      })
      .map(({ source, owner, entry, people, gmv }) =>
        cell(source, owner, { self: people, people, buyers: people, orders: people, gmv }, entry),
      ),
    { maxLength: 12 },
  )

  test('[N70] the values of every level add up to what the level above has chosen, and the factors to each value', () => {
    fc.assert(
      fc.property(some, some, (before, after) => {
        let change = sumOf(after).gmv - sumOf(before).gmv
        for (const { moved, chosen } of explain(before, after)) {
          expect(moved.reduce((sum, one) => sum + one.change, 0)).toBe(change)
          expect(Math.abs(moved.reduce((sum, one) => sum + one.excess, 0))).toBeLessThanOrEqual(moved.length)
          for (const one of moved)
            expect(one.contributions.reduce((sum, { amount }) => sum + amount, 0)).toBe(one.change)
          change = moved.find(({ key }) => key === chosen)?.change ?? 0
        }
      }),
    )
  })
})
