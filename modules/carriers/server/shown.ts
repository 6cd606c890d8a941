import { sql } from 'kysely'
import { day } from '#kit/time'
import { callbackPath } from './accounts.ts'
import type { CarrierDeps } from './deps.ts'
import type { AccountRow, CarrierTables } from './tables.ts'

type Deps = Pick<CarrierDeps, 'postgres' | 'vault' | 'now'>

interface Counts {
  id: string
  waiting: number
  failed: number
  staff: number
  relations: number
  contacts: number
  without: number
  token: Date | null
  heard: Date | null
}

interface Welcomes {
  account: string
  sent: number
  lost: number
  p99: number | null
  why: { state: 'taken' | 'late' | 'failed'; error: string | null; count: number }[] | null
}

const iso = (at: Date | null) => at?.toISOString() ?? null

/** Accounts with how they are; all of them where no ids are named. A few queries, however many. */
export async function shownAccounts(deps: Deps, ids: readonly string[] | null, withCallback: boolean) {
  const db = deps.postgres.tables<CarrierTables>()
  const all = db.selectFrom('carriers_account').selectAll().orderBy('id')
  const rows = await (ids === null ? all : all.where('id', 'in', [...ids])).execute()
  const found = rows.map(({ id }) => id)
  const [counts, welcomes] = await Promise.all([countsOf(deps, found), welcomesOf(deps, found)])
  return rows.map((row) => ({
    ...standing(row, counts.get(row.id), welcomes.get(row.id)),
    callback: withCallback ? callbackPath(deps.vault, row) : null,
  }))
}

function standing(row: AccountRow, counts: Counts | undefined, welcomes: Welcomes | undefined) {
  const { id, kind, name, settings } = row
  const { waiting = 0, failed = 0, staff = 0, relations = 0, contacts = 0, without = 0 } = counts ?? {}
  return {
    ...{ id, kind, name, settings, on: row.off_at === null, waiting, failed, staff, relations, contacts },
    ...{ withoutUnionid: without, tokenUntil: iso(counts?.token ?? null), heardAt: iso(counts?.heard ?? null) },
    ...{ syncedAt: iso(row.synced_at), checkedAt: iso(row.checked_at) },
    checked: (row.checked ?? []).map((one) => ({ ...one })),
    welcomes: {
      sent: welcomes?.sent ?? 0,
      lost: welcomes?.lost ?? 0,
      p99: welcomes?.p99 ?? null,
      why: welcomes?.why ?? [],
    },
  }
}

async function countsOf({ postgres, now }: Deps, ids: readonly string[]) {
  const rows = await sql<Counts>`
    select a.id::text as id,
      (select count(*)::int from carriers_inbox i where i.account = a.id and i.state = 'waiting') as waiting,
      (select count(*)::int from carriers_inbox i where i.account = a.id and i.state = 'failed'
        and i.received_at > ${new Date(now() - 30 * day)}) as failed,
      (select count(*)::int from carriers_staff s where s.account = a.id and s.serves and s.left_at is null) as staff,
      r.relations, r.contacts + u.users as contacts, r.without + u.without as without,
      (select expires_at from carriers_token t where t.account = a.id and t.name = 'access_token') as token,
      (select max(received_at) from carriers_inbox i where i.account = a.id) as heard
    from carriers_account a, lateral (
      select count(*)::int as relations, count(distinct r.contact)::int as contacts,
        (count(distinct r.contact) filter (where not c.has_unionid))::int as without
      from carriers_relation r join carriers_contact c on c.id = r.contact
      where r.account = a.id and r.ended_at is null) r, lateral (
      select count(*)::int as users, (count(*) filter (where not has_unionid))::int as without
      from carriers_user u where u.account = a.id and u.ended_at is null) u
    where a.id = any(${ids}::bigint[])`.execute(postgres.tables<CarrierTables>())
  return new Map(rows.rows.map((row) => [row.id, row]))
}

async function welcomesOf({ postgres, now }: Deps, ids: readonly string[]) {
  const rows = await sql<Welcomes>`
    with lost as (
      select account, state, error, count(*)::int as count,
        row_number() over (partition by account order by count(*) desc, state, error) as place
      from carriers_welcome where account = any(${ids}::bigint[]) and at > ${new Date(now() - 7 * day)}
        and state in ('taken', 'late', 'failed') group by 1, 2, 3)
    select w.account::text as account, (count(*) filter (where state = 'sent'))::int as sent,
      (count(*) filter (where state in ('taken', 'late', 'failed')))::int as lost,
      (percentile_disc(0.99) within group (order by ms) filter (where state = 'sent'))::int as p99,
      (select json_agg(json_build_object('state', l.state, 'error', l.error, 'count', l.count) order by l.place)
        from lost l where l.account = w.account and l.place <= 5) as why
    from carriers_welcome w where account = any(${ids}::bigint[]) and at > ${new Date(now() - 7 * day)}
    group by w.account`.execute(postgres.tables<CarrierTables>())
  return new Map(rows.rows.map((row) => [row.account, row]))
}
