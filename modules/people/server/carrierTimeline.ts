import { sql } from 'kysely'
import type { Postgres } from '#platform/postgres/postgres'
import type { TimelineSource } from '../index.ts'
import type { PeopleTables } from './tables.ts'

interface Row {
  at: Date
  name: string
  what: string | null
  account: string | null
}

/** Of chats that a platform tells of, house carriers tells itself: it knows their names and how somebody came. */
const toldHere = sql`(carrier <> 'chatGroup' or import is not null)`

/** When people entered, and where they could be reached from when on; newest first, always in one order. */
export function carrierTimeline(postgres: Postgres): TimelineSource {
  return {
    facts: 'carrier',
    async read(persons, before, limit) {
      const rows = await sql<Row>`
        select at, name, what, account from (
          select started as at, 'carrier started' as name, carrier as what, account, id from people_carrier
            where person = any(${persons}::bigint[]) and ${toldHere}
          union all select ended, 'carrier ended', carrier, account, id from people_carrier
            where person = any(${persons}::bigint[]) and ended is not null and ${toldHere}
          union all select entered_at, 'entered', entry, source, id from people_person
            where id = any(${persons}::bigint[]) and merged_into is null and entered_at is not null
        ) t where at < to_timestamp(${Math.min(before, 10_413_791_999_999)} / 1000.0)
        order by at desc, name, id limit ${limit}`.execute(postgres.tables<PeopleTables>())
      return rows.rows.map(({ at, name, what, account }) => ({
        at: at.getTime(),
        kind: 'carrier',
        name,
        detail: name === 'entered' ? { entry: what, source: account } : { carrier: what, account },
      }))
    },
  }
}
