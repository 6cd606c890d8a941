import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { belongs } from '../core/belongs.ts'
import { checkDefinition } from '../core/check.ts'
import { Definition } from '../core/definition.ts'
import { asked, peopleOf, type Someone, someone, tree } from '../core/fixture.ts'
import { openTestLog, type TestLog } from './fixture.ts'

let log: TestLog
let people: Someone[] = []
beforeAll(async () => {
  log = await openTestLog()
  people = peopleOf(fc.sample(someone, { numRuns: 40, seed: 11 }))
  await log.fill(people)
})
afterAll(() => log.close())

const inMemory = (definition: Definition) =>
  people.filter((one) => !one.excluded && belongs(definition, one, asked)).map(({ id }) => id)

test('[G2] one tree, two readers: the predicate and the SQL find the same people', async () => {
  await fc.assert(
    fc.asyncProperty(tree, async (drawn) => {
      const definition = Definition.parse(drawn)
      fc.pre(checkDefinition(definition).ok)
      expect(await log.members(definition, asked)).toEqual(inMemory(definition))
    }),
    { numRuns: Number(process.env['SIYU_RULES'] ?? 60) },
  )
})

test('[G2] asked about some people by all of their numbers, the SQL finds those of them who belong', async () => {
  const some = people.slice(0, 7)
  const strands = some.flatMap((one) => [one.id, ...one.strands])
  for (const drawn of fc.sample(tree, { numRuns: 12, seed: 5 })) {
    const definition = Definition.parse(drawn)
    if (!checkDefinition(definition).ok) continue
    const expected = inMemory(definition).filter((id) => some.some((one) => one.id === id))
    expect(await log.members(definition, asked, { strands })).toEqual(expected)
  }
})
