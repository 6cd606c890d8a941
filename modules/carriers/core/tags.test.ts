import fc from 'fast-check'
import { expect, test } from 'vitest'
import { movesOf } from './tags.ts'

test('[C94] what comes in is given and taken here until it is as there; of all else nothing moves, whatever was told of it', () => {
  const ids = ['a', 'b', 'c', 'd']
  const some = fc.subarray(ids)
  const one = fc.record({ told: some, now: fc.option(some) })
  fc.assert(
    fc.property(fc.array(one, { maxLength: 6 }), some, (people, coming) => {
      const tagOf = new Map(coming.map((id) => [id, `our ${id}`]))
      const standings = people.map(({ told, now }, i) => ({
        ...{ key: i, strand: String(i), told, now: now?.filter((id) => tagOf.has(id)) ?? null },
      }))
      const { moves, changed } = movesOf(standings, tagOf)
      // Played out, everybody has here what came in; what did not is as it was.
      const here = people.map(({ told }) => new Set(told.map((id) => `our ${id}`)))
      const told = people.map((each) => new Set(each.told))
      for (const { tag, given, strands } of moves)
        for (const strand of strands) here[Number(strand)]?.[given ? 'add' : 'delete'](tag)
      for (const { key, given, taken } of changed) {
        for (const id of taken) told[key]?.delete(id)
        for (const id of given) told[key]?.add(id)
      }
      for (const [i, { told: before }] of people.entries()) {
        const now = standings[i]?.now ?? []
        const kept = before.filter((id) => !tagOf.has(id))
        expect([...(here[i] ?? [])].sort()).toEqual([...now, ...kept].map((id) => `our ${id}`).sort())
        expect([...(told[i] ?? [])].sort()).toEqual([...now].sort())
      }
    }),
    { numRuns: 100 },
  )
})
