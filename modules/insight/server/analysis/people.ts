import { z } from 'zod'
import type { Bound } from '../where.ts'
import type { Reader } from './kind.ts'
import { queryOf } from './source.ts'

const Row = z.object({
  person: z.string(),
  enteredAt: z.coerce.number().nullable(),
  entry: z.string(),
  source: z.string(),
  owner: z.string(),
})

interface Page {
  readonly cursor?: string | undefined
  readonly limit: number
}

/** A page of the people of a set, the highest number first; a page begins where the last one ended. */
export async function peoplePage(ask: Reader, name: string, set: Bound, { cursor = '', limit }: Page) {
  const sql = `
select toString(who) as person, if(known = 0, null, toUnixTimestamp64Milli(entered_at)) as enteredAt, entry, source, owner
from (
  select who from (${set.sql})
  where {before:String} = '' or who < toUInt64OrZero({before:String})
  order by who desc limit {limit:UInt32}
) as page
any left join (select id, 1 as known, entered_at, entry, source, owner from people final where deleted = 0) as them on page.who = them.id
order by who desc`
  const rows = await ask(queryOf(`${name}-people`, sql, Row), { ...set.params, before: cursor, limit: limit + 1 })
  const items = rows.slice(0, limit).map(({ enteredAt, ...row }) => ({
    ...row,
    enteredAt: enteredAt === null ? null : new Date(enteredAt).toISOString(),
  }))
  const last = items.at(-1)
  return rows.length > limit && last ? { items, next: last.person } : { items }
}

const Ids = z.object({ ids: z.array(z.string()) })
const blocks = 64

/** All people of a set, in blocks and in no order. */
export async function* everyone(ask: Reader, name: string, set: Bound): AsyncGenerator<readonly string[]> {
  const sql = `select groupArray(toString(who)) as ids from (${set.sql}) group by who % ${blocks}`
  const rows = await ask(queryOf(`${name}-everyone`, sql, Ids), set.params)
  for (const { ids } of rows) yield ids
}
