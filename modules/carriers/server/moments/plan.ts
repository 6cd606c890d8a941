import { sql } from 'kysely'
import type { z } from 'zod'
import type { postSchema } from '../../core/postsContract.ts'
import { type Account, findAccount } from '../accounts.ts'
import { aboutHash } from '../inbox.ts'
import { refuseCarrier } from '../problems.ts'
import type { CarrierTables } from '../tables.ts'
import type { PostDeps } from './ports.ts'

export type Audience = Pick<z.output<typeof postSchema>, 'account' | 'kind' | 'staff' | 'tags' | 'chats'>

export async function postingAccount(deps: PostDeps, id: string) {
  const account = await findAccount(deps.postgres.tables<CarrierTables>(), deps.vault, id)
  if (!account) return refuseCarrier('no-such-account')
  const ports = deps.postsOf(account)
  if (!ports) return refuseCarrier('not-that-kind')
  if (!account.on) refuseCarrier('switched-off')
  return { account, ports }
}

export interface ChatOf {
  readonly id: string
  readonly owner: string
  readonly isFull: boolean
}

/** Which members show it, and to which chats; a chat that has had all it may have in the span of `at` (epoch ms) gets none. */
export async function postPlan(deps: PostDeps, audience: Audience, at: number) {
  const { account, ports } = await postingAccount(deps, audience.account)
  const serving = await servingOf(deps, account.id)
  const unknown = audience.staff?.find((userid) => !serving.includes(userid))
  if (unknown !== undefined) refuseCarrier('unknown-staff', unknown)
  const staff = audience.staff ?? serving
  if (audience.kind === 'moments') {
    // Whoever has nobody to show it to is not asked to.
    const having = await thoseWithCustomers(deps, account.id, staff, audience.tags)
    return { account, staff: audience.staff ?? having, chats: [] }
  }
  const { start, end, most } = ports.chats.span(account, at)
  const all = await chatsOf(deps, account, staff, audience.chats, { start, end })
  const chats = all.map(({ id, owner, used }): ChatOf => ({ id, owner, isFull: used >= most }))
  const owners = new Set(chats.filter(({ isFull }) => !isFull).map(({ owner }) => owner))
  return { account, staff: [...owners], chats }
}

async function servingOf({ postgres }: PostDeps, account: string): Promise<string[]> {
  const all = postgres.tables<CarrierTables>().selectFrom('carriers_staff').select('userid')
  const rows = await all
    .where('account', '=', account)
    .where('serves', '=', true)
    .where('left_at', 'is', null)
    .orderBy('userid')
    .execute()
  return rows.map(({ userid }) => userid)
}

async function thoseWithCustomers(
  { postgres }: PostDeps,
  account: string,
  staff: readonly string[],
  tags: readonly string[],
): Promise<string[]> {
  const rows = await sql<{ userid: string }>`
    select distinct userid from carriers_relation where account = ${account}::bigint and ended_at is null
      and userid = any(${[...staff]}::text[]) and (${tags.length} = 0 or tags && ${[...tags]}::text[]) order by 1`.execute(
    postgres.tables<CarrierTables>(),
  )
  return rows.rows.map(({ userid }) => userid)
}

interface Used {
  id: string
  chat: string
  owner: string
  used: number
}

/** Live chats of these owners, with the messages each got in a span: planned here, or made elsewhere. */
async function chatsOf(
  deps: PostDeps,
  account: Account,
  owners: readonly string[],
  only: readonly string[] | undefined,
  { start, end }: { start: number; end: number },
): Promise<Used[]> {
  const db = deps.postgres.tables<CarrierTables>()
  const rows = await sql<Used>`
    select c.id::text as id, c.chat, c.owner, (select count(*)::int from carriers_post_chat p where p.chat = c.id
      and p.at >= ${new Date(start)} and p.at < ${new Date(end)} and p.state in ('planned', 'asked', 'sent')) as used
    from carriers_chat c where c.account = ${account.id}::bigint and c.owner = any(${[...owners]}::text[])
      and c.dismissed_at is null and (${only ?? null}::bigint[] is null or c.id = any(${only ?? null}::bigint[]))
    order by c.id`.execute(db)
  const hashes = new Map(rows.rows.map(({ id, chat }) => [id, aboutHash(deps, account.id, chat)]))
  const elsewhere = await sql<{ target: Buffer; used: number }>`
    select target, count(*)::int as used from carriers_record_touch
    where account = ${account.id}::bigint and target = any(${[...hashes.values()]}::bytea[])
      and at >= ${new Date(start)} and at < ${new Date(end)} group by 1`.execute(db)
  const byHash = new Map(elsewhere.rows.map(({ target, used }) => [target.toString('hex'), used]))
  return rows.rows.map((row) => ({
    ...row,
    used: row.used + (byHash.get(hashes.get(row.id)?.toString('hex') ?? '') ?? 0),
  }))
}

/** Customers who could see it, each once. */
export async function customersSeeing(
  { postgres }: PostDeps,
  account: string,
  { staff, tags, chats }: { staff: readonly string[]; tags: readonly string[]; chats: readonly string[] | null },
): Promise<number> {
  const db = postgres.tables<CarrierTables>()
  const rows =
    chats === null
      ? await sql<{ count: number }>`
          select count(distinct c.strand)::int as count from carriers_relation r join carriers_contact c on c.id = r.contact
          where r.account = ${account}::bigint and r.ended_at is null and r.userid = any(${[...staff]}::text[])
            and (${tags.length} = 0 or r.tags && ${[...tags]}::text[])`.execute(db)
      : await sql<{ count: number }>`
          select count(distinct strand)::int as count from carriers_participant
          where chat = any(${[...chats]}::bigint[]) and strand is not null and left_at is null`.execute(db)
  return rows.rows[0]?.count ?? 0
}
