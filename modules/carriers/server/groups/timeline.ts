import { sql } from 'kysely'
import type { TimelineSource } from '#modules/people'
import type { Postgres } from '#platform/postgres/postgres'
import type { CarrierTables } from '../tables.ts'

interface Row {
  at: Date
  name: 'carrier started' | 'carrier ended'
  title: string
  how: string
  by: string | null
}

/** When somebody came into a chat and left it, and how. */
export function chatTimeline(postgres: Postgres): TimelineSource {
  return {
    facts: 'carrier',
    async read(persons, before, limit) {
      const rows = await sql<Row>`
        select t.at, t.name, c.name as title, t.how, coalesce(s.name, t.by) as by from (
          select joined_at as at, 'carrier started' as name, chat, joined_how as how, invited_by as by, member
            from carriers_participant where strand = any(${persons}::bigint[])
          union all select left_at, 'carrier ended', chat, left_how, null, member
            from carriers_participant where strand = any(${persons}::bigint[]) and left_at is not null) t
        join carriers_chat c on c.id = t.chat
        left join carriers_staff s on s.account = c.account and s.userid = t.by
        where t.at < to_timestamp(${Math.min(before, 10_413_791_999_999)} / 1000.0)
        order by t.at desc, t.name, t.chat, t.member limit ${limit}`.execute(postgres.tables<CarrierTables>())
      return rows.rows.map(({ at, name, title, how, by }) => ({
        ...{ at: at.getTime(), kind: 'carrier', name },
        detail: { carrier: 'chatGroup', account: title, how, by },
      }))
    },
  }
}
