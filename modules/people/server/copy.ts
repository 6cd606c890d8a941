import { sql } from 'kysely'
import { forgetRows } from '#platform/clickhouse/forget'
import type { Olap } from '#platform/clickhouse/olap'
import type { Subscription } from '#platform/outbox'
import type { Db } from '#platform/postgres/postgres'
import { type PeopleChanged, peopleChanged } from '../index.ts'
import type { PeopleTables } from './tables.ts'

/** Copies what insight may know of a person to the shared log: when and how they came and what is known of them, never who they are. */
export function copyPeople(olap: Olap): Subscription {
  return {
    consumer: 'people.copy',
    topics: [peopleChanged],
    async handle(tx, facts) {
      const told = facts.map((fact) => fact.payload as PeopleChanged)
      const ids = [...new Set(told.flatMap((one) => one.ids))]
      const db = tx.tables<PeopleTables>()
      const version = await nextVersion(db)
      const gone = told.flatMap((one) => one.gone?.people ?? [])
      const people = gone.map((id) => ({ id, version, deleted: 1 }))
      const carriers = told.flatMap((one) => one.gone?.carriers ?? []).map((id) => ({ id, version, deleted: 1 }))
      // A newer version hides a row; what it told of somebody who is gone must not stay below it.
      await forgetRows(olap, 'people', 'id', gone)
      await olap.insert('people', [...(await peopleRows(db, ids)), ...people])
      await olap.insert('carriers', [...(await carrierRows(db, ids, version)), ...carriers])
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
    attributes: row.merged_into ? {} : row.attributes,
    deleted: row.merged_into ? 1 : 0,
  }))
}

/** Carriers and what is gone have no version of their own: the number of this copy, which one process at a time makes. */
async function nextVersion(db: Db<PeopleTables>): Promise<string> {
  const rows = await sql<{ version: string }>`select nextval('people_version') as version`.execute(db)
  return rows.rows[0]?.version ?? '0'
}

async function carrierRows(db: Db<PeopleTables>, ids: readonly string[], version: string) {
  const rows = await sql<PeopleTables['people_carrier']>`
    select * from people_carrier where person = any(${ids}::bigint[])`.execute(db)
  return rows.rows.map((row) => ({
    id: row.id,
    version,
    identity: row.identity,
    person: row.person,
    carrier: row.carrier,
    account: row.account,
    started: row.started.getTime(),
    ended: row.ended?.getTime() ?? null,
    deleted: 0,
  }))
}
