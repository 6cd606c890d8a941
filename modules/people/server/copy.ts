import { sql } from 'kysely'
import type { Olap } from '#platform/clickhouse/olap'
import type { Subscription } from '#platform/outbox'
import type { Db } from '#platform/postgres/postgres'
import { peopleChanged } from '../index.ts'
import type { PeopleTables } from './tables.ts'

/** Copies what insight may know of a person to the shared log: when and how they came, never who they are. */
export function copyPeople(olap: Olap): Subscription {
  return {
    consumer: 'people.copy',
    topics: [peopleChanged],
    async handle(tx, facts) {
      const ids = [...new Set(facts.flatMap((fact) => (fact.payload as { ids: string[] }).ids))]
      const db = tx.tables<PeopleTables>()
      await olap.insert('people', await peopleRows(db, ids))
      await olap.insert('carriers', await carrierRows(db, ids))
    },
  }
}

async function peopleRows(db: Db<PeopleTables>, ids: readonly string[]) {
  const rows = await sql<PeopleTables['people_person']>`
    select * from people_person where id = any(${ids}::bigint[])`.execute(db)
  return rows.rows.map((row) => ({
    id: row.id,
    version: row.version,
    entered_at: row.entered_at?.getTime() ?? null,
    entry: row.entry ?? '',
    inviter: row.inviter ?? '0',
    source: row.source ?? '',
    owner: row.owner ?? '',
    excluded: row.excluded ? 1 : 0,
    deleted: row.merged_into ? 1 : 0,
  }))
}

/** Carriers have no version of their own: the number of this copy, which one process at a time makes, orders them. */
async function carrierRows(db: Db<PeopleTables>, ids: readonly string[]) {
  const rows = await sql<PeopleTables['people_carrier'] & { version: string }>`
    select c.*, v.version from people_carrier c, (select nextval('people_version') as version) v
    where c.person = any(${ids}::bigint[])`.execute(db)
  return rows.rows.map((row) => ({
    id: row.id,
    version: row.version,
    identity: row.identity,
    person: row.person,
    carrier: row.carrier,
    account: row.account,
    started: row.started.getTime(),
    ended: row.ended?.getTime() ?? null,
    deleted: 0,
  }))
}
