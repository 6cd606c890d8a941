import { sql } from 'kysely'
import {
  type ChatTransferState,
  type CodeState,
  type CustomerState,
  chatTransferStates,
  codeStates,
  customerStates,
} from '../../core/transfers.ts'
import type { CarrierTables } from '../tables.ts'
import type { TransferDeps } from './ports.ts'
import type { TransferRow, TransferTables } from './tables.ts'

type Deps = Pick<TransferDeps, 'postgres' | 'namesOf'>

interface Wanted {
  readonly ids?: readonly string[]
  readonly account?: string | undefined
  readonly below?: string | undefined
  readonly limit: number
}

interface Counted {
  transfer: string
  what: 'customer' | 'chat' | 'code'
  taker: string | null
  state: string
  count: number
}

/** Hand-overs, newest first, with how their parts stand. Three queries, however many. */
export async function shownTransfers(deps: Deps, wanted: Wanted) {
  const rows = await transferRows(deps, wanted)
  const [counts, members] = await Promise.all([countsOf(deps, rows), membersIn(deps, rows)])
  const byTransfer = Map.groupBy(counts, ({ transfer }) => transfer)
  return rows.map((row) =>
    shown(row, byTransfer.get(row.id) ?? [], (userid) => members.get(`${row.account} ${userid}`)),
  )
}

type Member = { name: string; left: boolean } | undefined

function shown(row: TransferRow, counts: readonly Counted[], member: (userid: string) => Member) {
  const { id, account, giver, takers, state, message, error, has_left: hasLeft } = row
  const of = <S extends string>(what: Counted['what'], states: readonly S[]) =>
    Object.fromEntries(states.map((one) => [one, sumOf(counts, what, (it) => it.state === one)])) as Record<S, number>
  return {
    ...{ id, account, state, message, error, hasLeft, madeBy: row.made_by },
    from: { userid: giver, name: member(giver)?.name ?? giver, left: member(giver)?.left ?? false },
    to: takers.map((userid) => ({
      ...{ userid, name: member(userid)?.name ?? userid },
      customers: sumOf(counts, 'customer', (one) => one.taker === userid),
      done: sumOf(counts, 'customer', (one) => one.taker === userid && one.state === 'done'),
    })),
    ...{ startAt: row.start_at.toISOString(), madeAt: row.made_at.toISOString() },
    endedAt: row.ended_at?.toISOString() ?? null,
    customers: of<CustomerState>('customer', customerStates),
    chats: of<ChatTransferState>('chat', chatTransferStates),
    codes: of<CodeState>('code', codeStates),
  }
}

const sumOf = (counts: readonly Counted[], what: Counted['what'], is: (one: Counted) => boolean) =>
  counts.filter((one) => one.what === what && is(one)).reduce((sum, { count }) => sum + count, 0)

async function transferRows({ postgres }: Deps, { ids, account, below, limit }: Wanted): Promise<TransferRow[]> {
  let query = postgres.tables<TransferTables>().selectFrom('carriers_transfer').selectAll()
  if (ids) query = query.where('id', 'in', [...ids])
  if (account !== undefined) query = query.where('account', '=', account)
  if (below !== undefined && /^\d{1,18}$/.test(below)) query = query.where('id', '<', below)
  return query.orderBy('id', 'desc').limit(limit).execute()
}

async function countsOf({ postgres }: Deps, rows: readonly TransferRow[]): Promise<Counted[]> {
  const ids = rows.map(({ id }) => id)
  const counted = await sql<Counted>`
    select transfer::text as transfer, 'customer' as what, taker, state, count(*)::int as count
      from carriers_transfer_customer where transfer = any(${ids}::bigint[]) group by 1, 3, 4
    union all select transfer::text, 'chat', taker, state, count(*)::int
      from carriers_transfer_chat where transfer = any(${ids}::bigint[]) group by 1, 3, 4
    union all select transfer::text, 'code', null, state, count(*)::int
      from carriers_transfer_code where transfer = any(${ids}::bigint[]) group by 1, 4`.execute(
    postgres.tables<CarrierTables>(),
  )
  return counted.rows
}

async function membersIn({ postgres }: Deps, rows: readonly TransferRow[]) {
  const userids = [...new Set(rows.flatMap(({ giver, takers }) => [giver, ...takers]))]
  if (userids.length === 0) return new Map<string, Member>()
  const all = postgres.tables<CarrierTables>().selectFrom('carriers_staff').selectAll()
  const found = await all.where('userid', 'in', userids).execute()
  return new Map<string, Member>(
    found.map((one) => [`${one.account} ${one.userid}`, { name: one.name, left: one.left_at !== null }]),
  )
}

interface Page {
  readonly id: string
  readonly state?: CustomerState | undefined
  readonly cursor?: string | undefined
  readonly limit: number
}

interface CustomerRow {
  contact: string
  strand: string
  taker: string
  state: CustomerState
  error: string | null
  asked_at: Date | null
  ended_at: Date | null
}

export async function customersOfTransfer(deps: Deps, { id, state, cursor, limit }: Page) {
  const after = cursor !== undefined && /^\d{1,18}$/.test(cursor) ? cursor : '0'
  const rows = await sql<CustomerRow>`
    select t.contact::text as contact, c.strand::text as strand, coalesce(s.name, t.taker) as taker, t.state, t.error,
      t.asked_at, t.ended_at
    from carriers_transfer_customer t join carriers_contact c on c.id = t.contact
      left join carriers_staff s on s.account = c.account and s.userid = t.taker
    where t.transfer = ${id}::bigint and t.contact > ${after}::bigint
      and (${state ?? null}::text is null or t.state = ${state ?? null})
    order by t.contact limit ${limit + 1}`.execute(deps.postgres.tables<CarrierTables>())
  const page = rows.rows.slice(0, limit)
  const names = await deps.namesOf(page.map(({ strand }) => strand))
  const items = page.map(({ strand, taker, error, ...row }) => ({
    ...{ person: names.get(strand)?.person ?? strand, name: names.get(strand)?.name ?? null, taker, error },
    ...{ state: row.state, askedAt: row.asked_at?.toISOString() ?? null, endedAt: row.ended_at?.toISOString() ?? null },
  }))
  const last = page.at(-1)
  return rows.rows.length > limit && last ? { items, next: last.contact } : { items }
}

/** Chats and codes of a hand-over, each with how it stands. */
export async function partsOfTransfer({ postgres }: Deps, id: string) {
  const db = postgres.tables<CarrierTables>()
  const [chats, codes] = await Promise.all([
    sql<{ id: string; name: string; taker: string; state: ChatTransferState; error: string | null }>`
      select c.id::text as id, c.name, coalesce(s.name, t.taker) as taker, t.state, t.error
      from carriers_transfer_chat t join carriers_chat c on c.id = t.chat
        left join carriers_staff s on s.account = c.account and s.userid = t.taker
      where t.transfer = ${id}::bigint order by c.id`.execute(db),
    sql<{ id: string; name: string; state: CodeState; error: string | null }>`
      select c.id::text as id, c.name, t.state, t.error from carriers_transfer_code t
        join carriers_code c on c.id = t.code where t.transfer = ${id}::bigint order by c.id`.execute(db),
  ])
  return { chats: chats.rows, codes: codes.rows }
}
