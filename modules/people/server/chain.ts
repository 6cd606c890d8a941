import type { Postgres } from '#platform/postgres/postgres'
import { chainOf } from '../core/chain.ts'
import type { ChainSources } from '../index.ts'
import type { PeopleTables } from './tables.ts'

/** Orders shown: enough to see how somebody became a customer. */
const most = 20

/** The way of one person from the first touch to their orders. */
export async function readChain(
  { postgres, chain }: { postgres: Postgres; chain: ChainSources },
  row: PeopleTables['people_person'],
  persons: readonly string[],
) {
  const found = await chain.orders(persons, most + 1)
  const orders = found.slice(0, most)
  const touches = await chain.touches(
    persons,
    orders.map(({ at }) => at),
  )
  const carriers = await postgres
    .tables<PeopleTables>()
    .selectFrom('people_carrier')
    .selectAll()
    .where('person', '=', row.id)
    .orderBy('started')
    .limit(50)
    .execute()
  const { entered_at, entry, source, inviter } = row
  const entered = entered_at && entry ? { at: entered_at.getTime(), entry, source, inviter } : null
  const times = carriers.map(({ carrier, account, started, ended }) => ({
    ...{ carrier, account, startedAt: started.getTime(), endedAt: ended?.getTime() ?? null },
  }))
  const steps = chainOf({ entered, carriers: times, touches, orders })
  return {
    steps: steps.map((step) => ({ ...step, at: new Date(step.at).toISOString() })),
    more: found.length > most,
  }
}
