import { sql } from 'kysely'
import type { Olap } from '#platform/clickhouse/olap'
import type { Fact, Subscription } from '#platform/outbox'
import { type IdentityMerged, identityErased, identityMerged } from '../index.ts'
import type { IdentityTables } from './store.ts'

/** Tells the analytical store who stands for whom: events keep the person they came with, reads follow this list. */
export function hearMerges(olap: Olap): Subscription {
  return {
    consumer: 'identity.overrides',
    topics: [identityMerged, identityErased],
    async handle(tx, facts) {
      await dropErased(olap, facts)
      const merges = facts.filter((fact) => fact.topic === identityMerged)
      const kept = [...new Set(merges.map((fact) => (fact.payload as IdentityMerged).kept))]
      const last = facts.at(-1)
      // Everyone below the kept persons is written anew with the end of the chain: one look-up is always enough.
      const rows = await sql<{ person: string; kept: string }>`
        with recursive up as (
          select k as start, k as at, 0 as depth from unnest(${kept}::bigint[]) k
          union all select up.start, m.kept, up.depth + 1 from up join identity_merge m on m.gone = up.at
        ), top as (select distinct on (start) at as top from up order by start, depth desc),
        below as (
          select t.top, m.gone as person from (select distinct top from top) t join identity_merge m on m.kept = t.top
          union all select below.top, m.gone from below join identity_merge m on m.kept = below.person
        ) select distinct person, top as kept from below`.execute(tx.tables<IdentityTables>())
      const version = last?.id ?? '0'
      await olap.insert(
        'overrides',
        rows.rows.map((row) => ({ ...row, version })),
      )
      await olap.command('system reload dictionary person_override')
    },
  }
}

/** Nobody who is merged again is among the erased: their numbers are not used twice. */
async function dropErased(olap: Olap, facts: readonly Fact[]) {
  const persons = facts.flatMap(({ topic, payload }) =>
    topic === identityErased ? (payload as { persons: string[] }).persons : [],
  )
  if (persons.length === 0) return
  const numbers = persons.map((person) => BigInt(person)).join(', ')
  await olap.command(`alter table overrides delete where person in (${numbers}) settings mutations_sync = 2`)
}
