import { sql } from 'kysely'
import type { TimelineSource } from '#modules/people'
import type { Postgres } from '#platform/postgres/postgres'
import type { CarrierTables } from './tables.ts'

interface Row {
  at: Date
  name: 'welcome sent' | 'message sent'
  member: string | null
  title: string | null
}

/** What was sent to people: welcomes, and messages that a member has confirmed. Whether they read it nobody is told. */
export function touchTimeline(postgres: Postgres): TimelineSource {
  return {
    facts: 'touch',
    async read(persons, before, limit) {
      const rows = await sql<Row>`
        select t.at, t.name, coalesce(s.name, t.userid) as member, t.title from (
          select w.at, 'welcome sent' as name, w.account, w.userid, k.name as title, w.inbox as id
          from carriers_contact c join carriers_welcome w on w.contact = c.external and w.account = c.account
            left join carriers_code k on k.id = w.code
          where c.strand = any(${persons}::bigint[]) and w.state = 'sent'
          union all
          select p.at, 'message sent', n.account, p.userid, n.name, n.id
          from carriers_send_person p join carriers_send n on n.id = p.send
          where p.person = any(${persons}::bigint[]) and p.state = 'sent'
          union all
          select r.at, 'message sent', r.account, r.userid, null, c.id
          from carriers_contact c join carriers_record_touch r on r.target = c.external and r.account = c.account
          where c.strand = any(${persons}::bigint[])) t
        left join carriers_staff s on s.account = t.account and s.userid = t.userid
        where t.at < to_timestamp(${Math.min(before, 10_413_791_999_999)} / 1000.0)
        order by t.at desc, t.name, t.id limit ${limit}`.execute(postgres.tables<CarrierTables>())
      return rows.rows.map(({ at, name, member, title }) => ({
        ...{ at: at.getTime(), kind: 'touch', name },
        detail: { carrier: 'wecom', member, title },
      }))
    },
  }
}
