import { sql } from 'kysely'
import { day } from '#kit/time'
import { type PersonState, personStates, type SendReason, type UnitState } from '../../core/sends.ts'
import type { CarrierTables } from '../tables.ts'
import type { HostDeps } from './ports.ts'
import type { SendRow, SendTables } from './tables.ts'

interface Wanted {
  readonly ids?: readonly string[]
  readonly account?: string | undefined
  readonly below?: string | undefined
  readonly limit: number
}

type Deps = Pick<HostDeps, 'postgres' | 'now'>

/** Sends, newest first, with how their people and members stand. Five queries, however many. */
export async function shownSends(deps: Deps, wanted: Wanted) {
  const rows = await rowsOf(deps, wanted)
  const ids = rows.map(({ id }) => id)
  const [people, reasons, units, passed, names, answers] = await Promise.all([
    peopleCounts(deps, ids),
    reasonCounts(deps, ids),
    unitCounts(deps, ids),
    passedCounts(deps, ids),
    accountNames(deps, rows),
    answerCounts(deps, ids),
  ])
  return rows.map(({ ways, ...row }) => {
    const counts = people.filter(({ send }) => send === row.id)
    const { all = 0, sent = 0, waiting = 0, failed = 0 } = units.get(row.id) ?? {}
    return {
      ...plain(row),
      trial: trialOf(row, counts),
      ways: ways.map((way, place) => ({
        ...{ ...way, content: { ...way.content }, staff: way.staff && [...way.staff] },
        variants: (way.variants ?? []).map((one) => ({ ...one })),
        accountName: names.get(way.account) ?? way.account,
        people: statesOf(counts.filter((one) => one.way === place)),
        passed: (passed.get(row.id) ?? [])
          .filter((one) => one.way === place)
          .map(({ reason, people: many }) => ({ reason, people: many })),
      })),
      looked: counts.reduce((sum, { count }) => sum + count, 0),
      people: statesOf(counts),
      reasons: reasons.get(row.id) ?? [],
      members: { all, sent, waiting, failed },
      answers: answers.get(row.id) ?? { stops: 0, complaints: 0 },
    }
  })
}

const statesOf = (counts: readonly { state: PersonState; count: number }[]) =>
  Object.fromEntries(
    personStates.map((state) => [
      state,
      counts.filter((one) => one.state === state).reduce((sum, { count }) => sum + count, 0),
    ]),
  ) as Record<PersonState, number>

const plain = ({ id, account, name, purpose, segment, state, error, ...row }: Omit<SendRow, 'ways'>) => ({
  ...{ id, account, name, purpose, segment, state, error },
  ...{ startAt: row.start_at.toISOString(), madeAt: row.made_at.toISOString(), madeBy: row.made_by },
  endedAt: row.ended_at?.toISOString() ?? null,
})

type TrialRow = Pick<SendRow, 'trial' | 'trial_state' | 'trial_due' | 'trial_text' | 'trial_by' | 'trial_at'>

/** The test of texts of a send, and how many wait for it. */
function trialOf(row: TrialRow, counts: readonly { state: PersonState; count: number }[]) {
  const { trial, trial_state: state } = row
  if (trial === null || state === null) return null
  const waiting = counts.filter((one) => one.state === 'heldBack').reduce((sum, { count }) => sum + count, 0)
  const iso = (at: Date | null) => at?.toISOString() ?? null
  return {
    ...{ ...trial, state, waiting, due: iso(row.trial_due), text: row.trial_text, by: row.trial_by },
    decidedAt: iso(row.trial_at),
  }
}

async function rowsOf({ postgres }: Deps, { ids, account, below, limit }: Wanted): Promise<SendRow[]> {
  let query = postgres.tables<SendTables>().selectFrom('carriers_send').selectAll()
  if (ids) query = query.where('id', 'in', [...ids])
  if (account !== undefined) query = query.where(sql<boolean>`ways @> ${JSON.stringify([{ account }])}::jsonb`)
  if (below !== undefined && /^\d{1,18}$/.test(below)) query = query.where('id', '<', below)
  return query.orderBy('id', 'desc').limit(limit).execute()
}

async function accountNames({ postgres }: Deps, rows: readonly SendRow[]) {
  const ids = [...new Set(rows.flatMap(({ ways }) => ways.map(({ account }) => account)))]
  if (ids.length === 0) return new Map<string, string>()
  const all = postgres.tables<CarrierTables>().selectFrom('carriers_account').select(['id', 'name'])
  return new Map((await all.where('id', 'in', ids).execute()).map(({ id, name }) => [id, name]))
}

async function peopleCounts({ postgres }: Deps, ids: readonly string[]) {
  const rows = await sql<{ send: string; way: number | null; state: PersonState; count: number }>`
    select send::text as send, way, state, count(*)::int as count from carriers_send_person
    where send = any(${ids}::bigint[]) group by 1, 2, 3`.execute(postgres.tables<SendTables>())
  return rows.rows
}

async function reasonCounts({ postgres }: Deps, ids: readonly string[]) {
  const rows = await sql<{ send: string; reason: SendReason; people: number }>`
    select send::text as send, reason, count(*)::int as people
    from carriers_send_person, jsonb_array_elements_text(reasons) as reason
    where send = any(${ids}::bigint[]) and state = 'refused' group by 1, 2 order by 3 desc`.execute(
    postgres.tables<SendTables>(),
  )
  return Map.groupBy(rows.rows, ({ send }) => send)
}

/** Why each way was passed over. */
async function passedCounts({ postgres }: Deps, ids: readonly string[]) {
  const rows = await sql<{ send: string; way: number; reason: SendReason; people: number }>`
    select send::text as send, (t->>'way')::int as way, reason, count(*)::int as people
    from carriers_send_person, jsonb_array_elements(tried) as t, jsonb_array_elements_text(t->'reasons') as reason
    where send = any(${ids}::bigint[]) group by 1, 2, 3 order by 4 desc`.execute(postgres.tables<SendTables>())
  return Map.groupBy(rows.rows, ({ send }) => send)
}

/** Who answered that they want no more, and who complained. */
async function answerCounts({ postgres }: Deps, ids: readonly string[]) {
  const rows = await sql<{ send: string; stops: number; complaints: number }>`
    select send::text as send, (count(distinct phone) filter (where kind = 'stop'))::int as stops,
      (count(distinct phone) filter (where kind = 'complaint'))::int as complaints
    from carriers_sms_answer where send = any(${ids}::bigint[]) group by 1`.execute(postgres.tables<SendTables>())
  return new Map(rows.rows.map(({ send, ...counts }) => [send, counts]))
}

async function unitCounts({ postgres }: Deps, ids: readonly string[]) {
  const rows = await sql<{ send: string; all: number; sent: number; waiting: number; failed: number }>`
    select send::text as send, count(*)::int as all, (count(*) filter (where state = 'sent'))::int as sent,
      (count(*) filter (where state = 'waiting'))::int as waiting, (count(*) filter (where state = 'failed'))::int as failed
    from carriers_send_unit where send = any(${ids}::bigint[]) and userid is not null group by 1`.execute(
    postgres.tables<SendTables>(),
  )
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
      left join carriers_staff s on s.account = (c.ways->(u.way::int)->>'account')::bigint and s.userid = u.userid
    where u.send = ${send}::bigint and u.userid is not null order by u.state = 'sent', u.userid, u.id limit 2000`.execute(
    postgres.tables<SendTables>(),
  )
  return rows.rows.map(({ asked_at, sent_at, reminders, ...row }) => ({
    ...row,
    ...{ askedAt: asked_at?.toISOString() ?? null, sentAt: sent_at?.toISOString() ?? null },
    reminders: reminders.filter((at) => at.getTime() > now() - day).length,
  }))
}

interface Which {
  readonly id: string
  readonly state?: PersonState | undefined
  readonly way?: string | undefined
  /** Only these of them, or all but these. */
  readonly ids?: readonly string[] | undefined
  readonly except?: readonly string[] | undefined
}
type Page = Which & { readonly cursor?: string | undefined; readonly limit: number }

async function waysIn({ postgres }: Deps, id: string): Promise<readonly string[]> {
  const sends = postgres.tables<SendTables>().selectFrom('carriers_send').select('ways')
  return ((await sends.where('id', '=', id).executeTakeFirst())?.ways ?? []).map((one) => one.way)
}

function peopleIn({ postgres }: Deps, names: readonly string[], { id, state, way, ids, except }: Which) {
  let query = postgres.tables<SendTables>().selectFrom('carriers_send_person').where('send', '=', id)
  if (state !== undefined) query = query.where('state', '=', state)
  const places = [...names.keys()].filter((place) => names[place] === way)
  if (way !== undefined) query = query.where('way', 'in', [...places, -1])
  // One parameter, however many they are.
  if (ids) query = query.where(sql<boolean>`person = any(${ids}::bigint[])`)
  if (except && except.length > 0) query = query.where(sql<boolean>`not (person = any(${except}::bigint[]))`)
  return query
}

export async function countPeople(deps: Deps, which: Which): Promise<number> {
  const query = peopleIn(deps, await waysIn(deps, which.id), which)
  const row = await query.select((e) => e.fn.countAll<string>().as('count')).executeTakeFirst()
  return Number(row?.count ?? 0)
}

export async function peopleOfSend(deps: Deps, { cursor, limit, ...which }: Page) {
  const names = await waysIn(deps, which.id)
  let query = peopleIn(deps, names, which).selectAll()
  if (cursor !== undefined && /^\d{1,18}$/.test(cursor)) query = query.where('person', '>', cursor)
  const rows = await query
    .orderBy('person')
    .limit(limit + 1)
    .execute()
  const items = rows.slice(0, limit).map(({ person, state, reasons, tried, userid, error, at, way }) => ({
    ...{ person, state, reasons: [...(reasons ?? [])], userid, error, at: at.toISOString() },
    way: way === null ? null : (names[way] ?? null),
    tried: tried.map((one) => ({ way: names[one.way] ?? '', reasons: [...one.reasons] })),
  }))
  const last = items.at(-1)
  return rows.length > limit && last ? { items, next: last.person } : { items }
}
