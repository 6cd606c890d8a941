import { sql } from 'kysely'
import { day } from '#kit/time'
import { mostInSpan, shareOut, spanDays, type Taker } from '../../core/transfers.ts'
import { type Account, findAccount } from '../accounts.ts'
import { aboutHash } from '../inbox.ts'
import { refuseByPlatform, refuseCarrier } from '../problems.ts'
import type { CarrierTables } from '../tables.ts'
import type { TransferDeps, Transfers } from './ports.ts'

/** An account whose platform hands customers over. */
export async function givingAccount(deps: TransferDeps, id: string): Promise<{ account: Account; port: Transfers }> {
  const account = await findAccount(deps.postgres.tables<CarrierTables>(), deps.vault, id)
  if (!account) return refuseCarrier('no-such-account')
  const port = deps.transfersOf(account)
  if (!port) return refuseCarrier('not-that-kind')
  if (!account.on) refuseCarrier('switched-off')
  return { account, port }
}

interface MemberRow {
  userid: string
  name: string
  serves: boolean
  left: boolean
  customers: number
}

/** Members with how many customers each has. */
export async function membersOf({ postgres }: TransferDeps, account: string): Promise<MemberRow[]> {
  const rows = await sql<MemberRow>`
    select s.userid, s.name, s.serves and s.left_at is null as serves, s.left_at is not null as left,
      count(r.contact)::int as customers
    from carriers_staff s left join carriers_relation r
      on r.account = s.account and r.userid = s.userid and r.ended_at is null
    where s.account = ${account}::bigint group by s.account, s.userid order by s.name, s.userid`.execute(
    postgres.tables<CarrierTables>(),
  )
  return rows.rows
}

export async function memberNamed(deps: TransferDeps, account: string, userid: string): Promise<MemberRow> {
  const all = await membersOf(deps, account)
  return all.find((one) => one.userid === userid) ?? refuseCarrier('unknown-staff', userid)
}

export interface Customers {
  /** Contacts, whoever was added first. */
  readonly may: readonly string[]
  readonly underWay: number
  readonly tooOften: number
  readonly unknown: number
}

/** The customers of a member who may go over, and how many may not and why. */
export async function customersOf(deps: TransferDeps, account: Account, giver: MemberRow): Promise<Customers> {
  const since = new Date(deps.now() - spanDays * day)
  const rows = await sql<{ contact: string; external: Buffer; open: boolean; often: boolean }>`
    select r.contact::text as contact, c.external,
      exists (select from carriers_transfer_customer t where t.contact = r.contact
        and t.state in ('planned', 'asking', 'waiting')) as open,
      (select count(*) from carriers_transfer_customer t join carriers_transfer f on f.id = t.transfer
        where t.contact = r.contact and t.state = 'done' and not f.has_left and t.asked_at > ${since}) >= ${mostInSpan} as often
    from carriers_relation r join carriers_contact c on c.id = r.contact
    where r.account = ${account.id}::bigint and r.userid = ${giver.userid} and r.ended_at is null
    order by r.added_at nulls last, r.contact`.execute(deps.postgres.tables<CarrierTables>())
  const { kept, unknown } = giver.left
    ? await keptFor(deps, account, giver.userid, rows.rows)
    : { kept: rows.rows, unknown: 0 }
  const free = kept.filter(({ open }) => !open)
  const may = giver.left ? free : free.filter(({ often }) => !often)
  return {
    ...{ may: may.map(({ contact }) => contact), unknown },
    ...{ underWay: kept.length - free.length, tooOften: free.length - may.length },
  }
}

/** Of a leaver's customers those whom the platform still keeps for them. */
async function keptFor<R extends { external: Buffer }>(
  deps: TransferDeps,
  account: Account,
  giver: string,
  rows: readonly R[],
) {
  const listed = await deps.transfersOf(account)?.unassigned(account, giver)
  if (!listed) return { kept: rows, unknown: 0 }
  if (!listed.ok) return refuseByPlatform(listed.refusal)
  const hashes = new Set(listed.value.map((external) => aboutHash(deps, account.id, external).toString('hex')))
  const kept = rows.filter(({ external }) => hashes.has(external.toString('hex')))
  return { kept, unknown: hashes.size - kept.length }
}

interface ChatOf {
  id: string
  name: string
  customers: number
}

export async function chatsOf({ postgres }: TransferDeps, account: string, owner: string): Promise<ChatOf[]> {
  const rows = await sql<ChatOf>`
    select c.id::text as id, c.name, (select count(*)::int from carriers_participant p
      where p.chat = c.id and p.strand is not null and p.left_at is null) as customers
    from carriers_chat c where c.account = ${account}::bigint and c.owner = ${owner} and c.dismissed_at is null
      and not exists (select from carriers_transfer_chat t where t.chat = c.id and t.state in ('planned', 'asking'))
    order by c.id`.execute(postgres.tables<CarrierTables>())
  return rows.rows
}

export async function codesOf({ postgres }: TransferDeps, account: string, userid: string) {
  const all = postgres.tables<CarrierTables>().selectFrom('carriers_code').select(['id', 'name', 'staff'])
  // Live codes lead elsewhere by themselves as soon as a member is gone.
  const ours = all.where((e) => e.or([e('owner', 'is', null), e('owner', '=', 'personal')]))
  const open = ours.where('account', '=', account).where('off_at', 'is', null).where('made', '=', 'made')
  const rows = await open.orderBy('id').execute()
  return rows.filter(({ staff }) => staff.includes(userid))
}

/** Messages for many that they have not confirmed. */
export async function sendsOf({ postgres }: TransferDeps, account: string, userid: string) {
  const rows = await sql<{ id: string; name: string; people: number }>`
    select s.id::text as id, s.name, count(p.person)::int as people
    from carriers_send s join carriers_send_unit u on u.send = s.id
      left join carriers_send_person p on p.unit = u.id
    where (s.ways->(u.way::int)->>'account')::bigint = ${account}::bigint and u.userid = ${userid} and u.state in ('planned', 'asking', 'waiting')
      and s.state not in ('done', 'stopped') group by s.id, s.name order by s.id desc limit 50`.execute(
    postgres.tables<CarrierTables>(),
  )
  return rows.rows
}

export interface Wanted {
  readonly account: string
  readonly from: string
  readonly to: readonly string[]
  readonly customers: boolean
  readonly chats: boolean
  readonly codes: boolean
}

/** Who takes whom and what. @throws a problem for colleagues who cannot take anybody */
export async function planOf(deps: TransferDeps, wanted: Wanted) {
  const { account, port } = await givingAccount(deps, wanted.account)
  const members = await membersOf(deps, account.id)
  const giver = members.find(({ userid }) => userid === wanted.from) ?? refuseCarrier('unknown-staff', wanted.from)
  const takers = [...new Set(wanted.to)].map((userid): MemberRow & Taker => {
    const one = members.find((member) => member.userid === userid)
    if (!one?.serves || userid === giver.userid) return refuseCarrier('unknown-staff', userid)
    return { ...one, room: Math.max(0, port.capacity(account) - one.customers) }
  })
  const none: Customers = { may: [], underWay: 0, tooOften: 0, unknown: 0 }
  const customers = wanted.customers ? await customersOf(deps, account, giver) : none
  const chats = wanted.chats ? await chatsOf(deps, account.id, giver.userid) : []
  const codes = wanted.codes ? await codesOf(deps, account.id, giver.userid) : []
  const shared = shareOut(customers.may, takers)
  const chatsShared = shareOut(
    chats.map(({ id }) => id),
    takers.map(({ userid }) => ({ userid, room: chats.length })),
  )
  return { account, giver, takers, customers, codes, shared, chatsShared }
}
