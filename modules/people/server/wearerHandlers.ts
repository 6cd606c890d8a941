import { implement } from '@orpc/server'
import type { Problem } from '#kit/api'
import type { Result } from '#kit/result'
import type { Vault } from '#platform/crypto'
import { nameOf, type RequestContext } from '#platform/http/context'
import { refuse } from '#platform/http/problem'
import type { Postgres } from '#platform/postgres/postgres'
import { people } from '../contract.ts'
import { addWearer, changeWearer, dropWearer, shownWearers, type WearerRefusal } from './wearers.ts'

const problems: Record<WearerRefusal, Problem> = {
  'no-such-wearer': { status: 404, title: { zh: '没有这位佩戴者', en: 'No such wearer' } },
  'too-many-wearers': {
    status: 409,
    title: { zh: '一位客户最多 20 位佩戴者', en: 'At most 20 wearers under one person' },
  },
}

type Whole = (id: string) => Promise<{ row: { id: string }; strands: readonly string[] }>

/** The endpoints of those who are looked after under a person. */
export function wearerHandlers(deps: { postgres: Postgres; vault: Vault }, whole: Whole) {
  const os = implement(people).$context<RequestContext>()
  const under = async (id: string) => {
    const { row, strands } = await whole(id)
    return { person: row.id, strands }
  }
  const now = async ({ strands }: { strands: readonly string[] }, done: Result<null, WearerRefusal>) => {
    if (!done.ok) refuse(problems, done.refusal)
    return { items: await shownWearers(deps, strands) }
  }
  return {
    wearers: os.wearers.handler(async ({ input }) => ({
      items: await shownWearers(deps, (await whole(input.id)).strands),
    })),
    addWearer: os.addWearer.handler(async ({ input: { id, ...wearer }, context }) => {
      const person = await under(id)
      return now(person, await addWearer(deps, person, wearer, nameOf(context.actor)))
    }),
    changeWearer: os.changeWearer.handler(async ({ input: { id, wearer, ...change }, context }) => {
      const person = await under(id)
      return now(person, await changeWearer(deps, { ...person, id: wearer }, change, nameOf(context.actor)))
    }),
    dropWearer: os.dropWearer.handler(async ({ input: { id, wearer }, context }) => {
      const person = await under(id)
      return now(person, await dropWearer(deps, { ...person, id: wearer }, nameOf(context.actor)))
    }),
  }
}
