import { sql } from 'kysely'
import { day } from '#kit/time'
import { type PersonState, personStates, type SendReason, type UnitState } from '../../core/sends.ts'
import type { SendDeps } from './ports.ts'
import type { SendRow, SendTables } from './tables.ts'

interface Wanted {
  readonly ids?: readonly string[]
  readonly account?: string | undefined
  readonly below?: string | undefined
  readonly limit: number
}

type Deps = Pick<SendDeps, 'postgres' | 'now'>

/** Sends, newest first, with how their people and members stand. Four queries, however many. */
export async function shownSends(deps: Deps, wanted: Wanted) {
  const rows = await rowsOf(deps, wanted)
  const ids = rows.map(({ id }) => id)
  const [people, reasons, units] = await Promise.all([
    peopleCounts(deps, ids),
    reasonCounts(deps, ids),
    unitCounts(deps, ids),
  ])
  return rows.map((row) => {
    const counts = people.get(row.id) ?? new Map()
    const { all = 0, sent = 0, waiting = 0, failed = 0 } = units.get(row.id) ?? {}
    const states = Object.fromEntries(personStates.map((state) => [state, counts.get(state) ?? 0]))
    return {
      ...plain(row),
      looked: [...counts.values()].reduce((sum: number, one: number) => sum + one, 0),
      people: states as Record<PersonState, number>,
      reasons: reasons.get(row.id) ?? [],
      members: { all, sent, waiting, failed },
    }
  })
}

const plain = ({ id, account, name, purpose, content, segment, staff, state, error, ...row }: SendRow) => ({
  ...{ id, account, name, purpose, content, segment, staff, state, error },
  ...{ startAt: row.start_at.toISOString(), madeAt: row.made_at.toISOString(), madeBy: row.made_by },
  endedAt: row.ended_at?.toISOString() ?? null,
})

async function rowsOf({ postgres }: Deps, { ids, account, below, limit }: Wanted): Promise<SendRow[]> {
  let query = postgres.tables<SendTables>().selectFrom('carriers_send').selectAll()
  if (ids) query = query.where('id', 'in', [...ids])
  if (account !== undefined) query = query.where('account', '=', account)
  if (below !== undefined && /^\d{1,18}$/.test(below)) query = query.where('id', '<', below)
  return query.orderBy('id', 'desc').limit(limit).execute()
}

async function peopleCounts({ postgres }: Deps, ids: readonly string[]) {
  const rows = await sql<{ send: string; state: PersonState; count: number }>`
    select send::text as send, state, count(*)::int as count from carriers_send_person
    where send = any(${ids}::bigint[]) group by 1, 2`.execute(postgres.tables<SendTables>())
  const found = new Map<string, Map<PersonState, number>>()
  for (const { send, state, count } of rows.rows) found.set(send, (found.get(send) ?? new Map()).set(state, count))
  return found
}

async function reasonCounts({ postgres }: Deps, ids: readonly string[]) {
  const rows = await sql<{ send: string; reason: SendReason; people: number }>`
    select send::text as send, reason, count(*)::int as people
    from carriers_send_person, jsonb_array_elements_text(reasons) as reason
    where send = any(${ids}::bigint[]) and state = 'refused' group by 1, 2 order by 3 desc`.execute(
    postgres.tables<SendTables>(),
  )
  return Map.groupBy(
    rows.rows.map(({ send, ...row }) => ({ send, ...row })),
    ({ send }) => send,
  )
}

async function unitCounts({ postgres }: Deps, ids: readonly string[]) {
  const rows = await sql<{ send: string; all: number; sent: number; waiting: number; failed: number }>`
    select send::text as send, count(*)::int as all, (count(*) filter (where state = 'sent'))::int as sent,
      (count(*) filter (where state = 'waiting'))::int as waiting, (count(*) filter (where state = 'failed'))::int as failed
    from carriers_send_unit where send = any(${ids}::bigint[]) group by 1`.execute(postgres.tables<SendTables>())
  return new Map(rows.rows.map((row) => [row.send, row]))
}

interface MemberRow {
  userid: string
  name: string
  state: UnitState
  people: number
  sent: number
  asked_at: Date | null
  sent_at: Date | null
  reminders: Date[]
  error: string | null
}

/** Member by member; those who have not sent first. */
export async function membersOfSend({ postgres, now }: Deps, send: string) {
  const rows = await sql<MemberRow>`
    select u.userid, coalesce(s.name, u.userid) as name, u.state, u.asked_at, u.sent_at, u.reminders, u.error,
      (select count(*)::int from carriers_send_person p where p.unit = u.id) as people,
      (select count(*)::int from carriers_send_person p where p.unit = u.id and p.state = 'sent') as sent
    from carriers_send_unit u join carriers_send c on c.id = u.send
      left join carriers_staff s on s.account = c.account and s.userid = u.userid
    where u.send = ${send}::bigint order by u.state = 'sent', u.userid, u.id limit 2000`.execute(
    postgres.tables<SendTables>(),
  )
  return rows.rows.map(({ asked_at, sent_at, reminders, ...row }) => ({
    ...row,
    ...{ askedAt: asked_at?.toISOString() ?? null, sentAt: sent_at?.toISOString() ?? null },
    reminders: reminders.filter((at) => at.getTime() > now() - day).length,
  }))
}

interface Page {
  readonly id: string
  readonly state?: PersonState | undefined
  readonly cursor?: string | undefined
  readonly limit: number
}

export async function peopleOfSend({ postgres }: Deps, { id, state, cursor, limit }: Page) {
  let query = postgres.tables<SendTables>().selectFrom('carriers_send_person').selectAll().where('send', '=', id)
  if (state !== undefined) query = query.where('state', '=', state)
  if (cursor !== undefined && /^\d{1,18}$/.test(cursor)) query = query.where('person', '>', cursor)
  const rows = await query
    .orderBy('person')
    .limit(limit + 1)
    .execute()
  const items = rows.slice(0, limit).map(({ person, state: stands, reasons, userid, at }) => ({
    ...{ person, state: stands, reasons: [...(reasons ?? [])], userid, at: at.toISOString() },
  }))
  const last = items.at(-1)
  return rows.length > limit && last ? { items, next: last.person } : { items }
}
