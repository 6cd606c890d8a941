import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import { no, ok, type Result } from '#kit/result'
import type { GivenChat, GivenCode, GivenRefusal, GroupCode } from '../../core/givenCodes.ts'
import { type Account, findAccount } from '../accounts.ts'
import type { CarrierTables } from '../tables.ts'
import { type GivenDeps, troubleOf } from './make.ts'

interface Row {
  id: string
  account: string
  state: string
  name: string
  chats: string[]
  config_id: string | null
  qr_code: string | null
}

/** The platform puts so many chats behind one code. */
const mostChats = 5

/**
 * The code into these chats, made when it is first asked for. The platform lists no such codes: where the answer of its making
 * was lost, another one is made, and the lost one leads nowhere that anybody knows of.
 */
export async function groupCode(deps: GivenDeps, asked: GroupCode): Promise<Result<GivenCode, GivenRefusal>> {
  const account = await findAccount(deps.postgres.tables<CarrierTables>(), deps.vault, asked.account)
  if (!account) return no({ why: 'no-such-account' })
  if (account.kind !== 'wecom') return no({ why: 'not-a-wecom' })
  if (!account.on) return no({ why: 'switched-off' })
  const chats = asked.chats.slice(0, mostChats)
  if (chats.length === 0) return no({ why: 'no-such-code' })
  const row = await keep(deps, asked, chats)
  if (row.config_id !== null) return ok(givenOf(row))
  const made = await deps.ways.makeGroup(account, { name: asked.name, state: row.state, chats })
  if (!made.ok) return no(troubleOf(made.refusal))
  const set = { config_id: made.value.configId, qr_code: made.value.qrCode }
  await sql`update carriers_group_code set config_id = ${set.config_id}, qr_code = ${set.qr_code}, chats = ${chats}::text[]
    where id = ${row.id}::bigint`.execute(deps.postgres.tables())
  return ok(givenOf({ ...row, ...set }))
}

const givenOf = ({ id, qr_code, state }: Row): GivenCode => ({ id, qr: qr_code ?? '', url: null, state })

async function keep(deps: GivenDeps, { account, key, name }: GroupCode, chats: readonly string[]): Promise<Row> {
  const state = randomBytes(12).toString('hex')
  const { rows } = await sql<Row>`
    with made as (insert into carriers_group_code (account, key, state, name, chats, created_at)
      values (${account}::bigint, ${key}, ${state}, ${name.slice(0, 30)}, ${[...chats]}::text[], ${new Date(deps.now())})
      on conflict do nothing returning *)
    select * from made union all
    select * from carriers_group_code where account = ${account}::bigint and key = ${key} and off_at is null limit 1`.execute(
    deps.postgres.tables(),
  )
  const row = rows[0]
  // Between the two another process may have ended it.
  if (!row) throw new Error(`the code ${key} is not there`)
  return row
}

async function find(deps: GivenDeps, id: string): Promise<{ row: Row; account: Account } | null> {
  const { rows } =
    await sql<Row>`select * from carriers_group_code where id = ${id}::bigint and off_at is null`.execute(
      deps.postgres.tables(),
    )
  const row = rows[0]
  const account = row && (await findAccount(deps.postgres.tables<CarrierTables>(), deps.vault, row.account))
  return row && account ? { row, account } : null
}

/** Leads into these chats from now on; says nothing to the platform when it does already. */
export async function pointGroup(deps: GivenDeps, id: string, asked: readonly string[]) {
  const found = await find(deps, id)
  const chats = asked.slice(0, mostChats)
  if (!found || chats.length === 0) return no({ why: 'no-such-code' } as const)
  const { row, account } = found
  if (row.chats.length === chats.length && row.chats.every((one, i) => one === chats[i])) return ok()
  if (row.config_id !== null) {
    const told = await deps.ways.changeGroup(account, row.config_id, { name: row.name, state: row.state, chats })
    if (!told.ok) return no(troubleOf(told.refusal))
  }
  await sql`update carriers_group_code set chats = ${chats}::text[] where id = ${id}::bigint`.execute(
    deps.postgres.tables(),
  )
  return ok()
}

/** Chats of an account as they stand, those that are dismissed among them, with who came by one of our codes. */
export async function chatsOf(deps: GivenDeps, account: string): Promise<GivenChat[]> {
  const { rows } = await sql<{ chat: string; name: string; people: number; gone: boolean }>`
    select c.chat, c.name, c.dismissed_at is not null as gone,
      (select count(*)::int from carriers_participant p where p.chat = c.id and p.left_at is null) as people
    from carriers_chat c where c.account = ${account}::bigint order by c.id desc limit 2000`.execute(
    deps.postgres.tables(),
  )
  return rows
}

/** How many have come into a chat by the code of this key. */
export async function joinedBy(deps: GivenDeps, account: string, key: string): Promise<number> {
  const { rows } = await sql<{ joined: number }>`
    select count(*)::int as joined from carriers_participant p join carriers_group_code g on g.state = p.code
    where g.account = ${account}::bigint and g.key = ${key}`.execute(deps.postgres.tables())
  return rows[0]?.joined ?? 0
}
