import { sql } from 'kysely'
import { forgetRows } from '#platform/clickhouse/forget'
import type { Olap } from '#platform/clickhouse/olap'
import type { Fact, Subscription } from '#platform/outbox'
import { type IdentityMerged, type IdentitySplit, identityErased, identityMerged, identitySplit } from '../index.ts'
import type { IdentityTables } from './tables.ts'

/** Tells the analytical store who stands for whom: events keep the strand they came with, reads follow this list. */
export function hearMerges(olap: Olap): Subscription {
  return {
    consumer: 'identity.overrides',
    topics: [identityMerged, identitySplit, identityErased],
    async handle(tx, facts) {
      await dropErased(olap, facts)
      const gone = told<IdentityMerged>(facts, identityMerged).map((merge) => merge.gone)
      const taken = told<IdentitySplit>(facts, identitySplit).flatMap(({ strands }) => strands)
      // Everybody concerned is written anew as they stand now: one look-up is always enough, whatever came before.
      const rows = await sql<{ person: string; kept: string }>`
        with merged as (select person from identity_strand where strand = any(${gone}::bigint[]))
        select strand as person, person as kept from identity_strand where person in (select person from merged)
        union select t.id, coalesce(s.person, t.id) from unnest(${taken}::bigint[]) as t(id)
          left join identity_strand s on s.strand = t.id`.execute(tx.tables<IdentityTables>())
      const version = facts.at(-1)?.id ?? '0'
      await olap.insert(
        'overrides',
        rows.rows.map((row) => ({ ...row, version })),
      )
      await olap.command('system reload dictionary person_override')
    },
  }
}

const told = <T>(facts: readonly Fact[], topic: string) =>
  facts.filter((fact) => fact.topic === topic).map((fact) => fact.payload as T)

/** Nobody who is merged again is among the erased: their numbers are not used twice. */
async function dropErased(olap: Olap, facts: readonly Fact[]) {
  const persons = told<{ persons: string[] }>(facts, identityErased).flatMap((fact) => fact.persons)
  await forgetRows(olap, 'overrides', 'person', persons)
}
