import { sql } from 'kysely'
import type { Olap } from '#platform/clickhouse/olap'
import type { Subscription } from '#platform/outbox'
import { peopleChanged } from '../index.ts'
import type { PeopleTables } from './tables.ts'

const clickhouseTime = (at: Date) => at.getTime()

/** Copies what insight may know of a person to the shared log: when and how they came, never who they are. */
export function copyPeople(olap: Olap): Subscription {
  return {
    consumer: 'people.copy',
    topics: [peopleChanged],
    async handle(tx, facts) {
      const ids = [...new Set(facts.flatMap((fact) => (fact.payload as { ids: string[] }).ids))]
      const db = tx.tables<PeopleTables>()
      const rows = await sql<PeopleTables['people_person']>`
        select * from people_person where id = any(${ids}::bigint[])`.execute(db)
      await olap.insert(
        'people',
        rows.rows.map((row) => ({
          id: row.id,
          version: row.version,
          entered_at: row.entered_at && clickhouseTime(row.entered_at),
          entry: row.entry ?? '',
          inviter: row.inviter ?? '0',
          source: row.source ?? '',
          owner: row.owner ?? '',
          excluded: row.excluded ? 1 : 0,
          deleted: row.merged_into ? 1 : 0,
        })),
      )
      const carriers = await db.selectFrom('people_carrier').selectAll().where('person', 'in', ids).execute()
      await olap.insert(
        'carriers',
        carriers.map((row) => ({
          id: row.id,
          version: facts.at(-1)?.id ?? '0',
          identity: row.identity,
          person: row.person,
          carrier: row.carrier,
          account: row.account,
          started: clickhouseTime(row.started),
          ended: row.ended && clickhouseTime(row.ended),
          deleted: 0,
        })),
      )
    },
  }
}
