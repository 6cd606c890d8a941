import { sql } from 'kysely'
import type { TimelineSource } from '#modules/people'
import type { Postgres } from '#platform/postgres/postgres'
import { kindNamed } from '../core/kinds.ts'
import { wayNamed } from '../core/ways.ts'
import type { CarrierTables } from './tables.ts'

interface Row {
  at: Date
  name: 'welcome sent' | 'message sent' | 'answer sent' | 'notice sent' | 'message heard'
  member: string | null
  title: string | null
  way: string | null
  kind: string | null
  state: string | null
}

/** What was sent to people, by whatever way, and what they wrote themselves. Whether they read it nobody is told. */
export function touchTimeline(postgres: Postgres): TimelineSource {
  return {
    facts: 'touch',
    async read(persons, before, limit) {
      const rows = await sql<Row>`
        select t.at, t.name, coalesce(s.name, t.userid) as member, t.title, t.way, a.kind, t.state from (
          ${welcomes(persons)} union all ${messages(persons)} union all ${elsewhere(persons)} union all ${talks(persons)}
          union all ${texts(persons)}) t
        left join carriers_account a on a.id = t.account
        left join carriers_staff s on s.account = t.account and s.userid = t.userid
        where t.at < to_timestamp(${Math.min(before, 10_413_791_999_999)} / 1000.0)
        order by t.at desc, t.name, t.id limit ${limit}`.execute(postgres.tables<CarrierTables>())
      return rows.rows.map(({ at, name, member, title, way, kind, state }) => ({
        ...{ at: at.getTime(), kind: 'touch', name },
        detail: { carrier: carrierOf(way, kind), way, member, title, state },
      }))
    },
  }
}

/** By the way, or by the first way that the kind of the account has. */
const carrierOf = (way: string | null, kind: string | null): string | null =>
  wayNamed(way ?? '')?.carrier ?? kindNamed(kind ?? '')?.ways?.[0]?.carrier ?? null

const welcomes = (persons: readonly string[]) => sql`
  select w.at, 'welcome sent' as name, w.account, w.userid, k.name as title, w.inbox as id, null as way, null as state
  from carriers_contact c join carriers_welcome w on w.contact = c.external and w.account = c.account
    left join carriers_code k on k.id = w.code
  where c.strand = any(${persons}::bigint[]) and w.state = 'sent'`

const messages = (persons: readonly string[]) => sql`
  select p.at, 'message sent', (n.ways->(p.way::int)->>'account')::bigint, p.userid, n.name, n.id,
    n.ways->(p.way::int)->>'way', p.state
  from carriers_send_person p join carriers_send n on n.id = p.send
  where p.person = any(${persons}::bigint[]) and p.state in ('sent', 'delivered', 'unsure', 'failed')`

/** What members have sent by themselves. */
const elsewhere = (persons: readonly string[]) => sql`
  select r.at, 'message sent', r.account, r.userid, null, c.id, null, 'sent'
  from carriers_contact c join carriers_record_touch r on r.target = c.external and r.account = c.account
  where c.strand = any(${persons}::bigint[])`

/** Answers that a send gave stand with the send. */
const talks = (persons: readonly string[]) => sql`
  select t.at, case t.kind when 'heard' then 'message heard' when 'answer' then 'answer sent' else 'notice sent' end,
    t.account, null, null, t.id, null, t.state
  from carriers_talk t join carriers_user u on u.account = t.account and u.external = t.external
  where u.strand = any(${persons}::bigint[]) and t.ref not like 'send:%'`

/** SMS that a send gave stand with the send. */
const texts = (persons: readonly string[]) => sql`
  select m.at, 'message sent', m.account, null, m.template, m.id, 'sms', m.state
  from carriers_sms m where m.strand = any(${persons}::bigint[]) and m.state not in ('asking', 'refused')
    and m.key not like 'send:%'`
