import fc from 'fast-check'
import { expect, test } from 'vitest'
import { repointed, shareOut } from './transfers.ts'

const takers = fc.uniqueArray(
  fc.record({ userid: fc.constantFrom('a', 'b', 'c', 'd'), room: fc.integer({ min: 0, max: 12 }) }),
  { minLength: 1, selector: (one) => one.userid },
)

test('[C35] everybody goes to one colleague, nobody to one without room, as evenly as room allows, every time the same', () => {
  fc.assert(
    fc.property(fc.nat({ max: 40 }), takers, (count, all) => {
      const customers = Array.from({ length: count }, (_, i) => i)
      const { given, left } = shareOut(customers, all)
      const lists = all.map(({ userid, room }) => ({ list: given.get(userid) ?? [], room }))
      expect([...lists.flatMap(({ list }) => list), ...left].sort((a, b) => a - b)).toEqual(customers)
      const room = all.reduce((sum, one) => sum + one.room, 0)
      expect(left.length).toBe(Math.max(0, count - room))
      const most = Math.max(...lists.map(({ list }) => list.length))
      // Whoever has fewer than the others has no room for more.
      for (const one of lists) {
        expect(one.list.length).toBeLessThanOrEqual(one.room)
        if (one.list.length < most - 1) expect(one.list.length).toBe(one.room)
      }
      expect(shareOut(customers, all)).toEqual({ given, left })
    }),
  )
})

test('[C37] a code of one member leads to the first colleague, one of several loses the leaver and gets the others', () => {
  expect(repointed(['x'], 'x', ['a', 'b'])).toEqual(['a'])
  expect(repointed(['x', 'y'], 'x', ['a', 'y'])).toEqual(['y', 'a'])
})
