import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import { no, ok, type Result } from '#kit/result'
import { day } from '#kit/time'
import {
  type GivenCode,
  type GivenCodes,
  type GivenRefusal,
  type LiveCode,
  mostCodes,
  type PersonalCode,
} from '../../core/givenCodes.ts'
import { variablesIn } from '../../core/welcome.ts'
import { type Account, findAccount } from '../accounts.ts'
import type { CarrierTables, CodeRow } from '../tables.ts'
import { chatsOf, groupCode, joinedBy, pointGroup } from './groups.ts'
import { type GivenDeps, makeGiven, troubleOf } from './make.ts'
import { holdersOf, membersOf } from './members.ts'

/** Port of codes for houses that hand them out. */
export const givenCodes = (deps: GivenDeps): GivenCodes => ({
  personal: (asked) => give(deps, personalRow(deps, asked)),
  live: (asked) => give(deps, { ...asked, owner: 'live', keep_until: null }),
  point: (id, staff) => point(deps, id, staff),
  async treat(id, { source, welcome, tags, remark }) {
    const set = {
      ...(source === undefined ? {} : { source }),
      ...(welcome === undefined ? {} : { welcome: jsonOf(welcome) }),
      ...(tags === undefined ? {} : { tags: [...tags] }),
      ...(remark === undefined ? {} : { remark }),
    }
    if (Object.keys(set).length === 0) return
    await deps.postgres.tables<CarrierTables>().updateTable('carriers_code').set(set).where('id', '=', id).execute()
  },
  end: (id) => endGiven(deps, id),
  group: (asked) => groupCode(deps, asked),
  pointGroup: (id, chats) => pointGroup(deps, id, chats),
  chats: (account) => chatsOf(deps, account),
  joined: (account, key) => joinedBy(deps, account, key),
  async quota(account) {
    return { used: await usedOf(deps, account), most: mostCodes }
  },
  members: (account) => membersOf(deps, account),
  holders: (strand) => holdersOf(deps, strand),
})

type Asked = LiveCode & { readonly owner: 'personal' | 'live'; readonly keep_until: Date | null }

const personalRow = ({ now }: GivenDeps, asked: PersonalCode): Asked => ({
  ...asked,
  ...{ owner: 'personal', name: asked.key.slice(0, 30), skipVerify: true, exclusive: false },
  keep_until: new Date(now() + asked.keepDays * day),
})

const jsonOf = (value: unknown) => (value ? (JSON.stringify(value) as never) : null)

/** The code of a key: the one there is, else one that is kept first and made then. */
async function give(deps: GivenDeps, asked: Asked): Promise<Result<GivenCode, GivenRefusal>> {
  const db = deps.postgres.tables<CarrierTables>()
  const known = await ofKey(deps, asked)
  if (known?.made === 'made') return ok(givenOf(known))
  const account = await findAccount(db, deps.vault, asked.account)
  if (!account) return no({ why: 'no-such-account' })
  if (account.kind !== 'wecom') return no({ why: 'not-a-wecom' })
  if (!account.on) return no({ why: 'switched-off' })
  const row = known ?? (await keep(deps, account, asked))
  if ('why' in row) return no(row)
  const made = await makeGiven(deps, account, row.id)
  return made.ok ? ok(givenOf(made.value)) : made
}

const givenOf = ({ id, qr_code, state }: CodeRow): GivenCode => ({ id, qr: qr_code ?? '', url: null, state })

async function ofKey({ postgres }: GivenDeps, { account, key }: { account: string; key: string }) {
  const all = postgres.tables<CarrierTables>().selectFrom('carriers_code').selectAll()
  const one = all.where('account', '=', account).where('key', '=', key).where('off_at', 'is', null)
  return (await one.executeTakeFirst()) ?? null
}

/** Kept before the platform makes it: whoever comes by it is known, and the same key finds it again. */
async function keep(deps: GivenDeps, account: Account, asked: Asked): Promise<CodeRow | GivenRefusal> {
  const against = await refusalOf(deps, account.id, asked)
  if (against) return against
  const { owner, key, name, skipVerify, exclusive, source, welcome, tags, remark, keep_until } = asked
  const kept = await deps.postgres
    .tables<CarrierTables>()
    .insertInto('carriers_code')
    .values({
      ...{ account: account.id, name: name.slice(0, 30), staff: [...new Set(asked.staff)], skip_verify: skipVerify },
      ...{ state: randomBytes(12).toString('hex'), source, welcome: jsonOf(welcome), config_id: null, qr_code: null },
      ...{ made: 'making' as const, error: null, created_by: owner, created_at: new Date(deps.now()), off_at: null },
      ...{ owner, key, keep_until, several: true, exclusive, tags: [...(tags ?? [])], remark: remark ?? null },
    })
    .onConflict((on) => on.doNothing())
    .returningAll()
    .executeTakeFirst()
  return kept ?? (await ofKey(deps, { account: account.id, key })) ?? { why: 'busy' }
}

async function refusalOf(deps: GivenDeps, account: string, asked: Asked): Promise<GivenRefusal | null> {
  const unfit = await unfitOf(deps, account, asked.staff)
  if (unfit !== null) return { why: 'unknown-staff', name: unfit }
  for (const text of [asked.welcome?.text ?? '', asked.remark ?? '']) {
    const named = variablesIn(text)
    if (!named.ok) return { why: 'unknown-variable', name: named.refusal.unknown }
  }
  return (await usedOf(deps, account)) >= mostCodes ? { why: 'full' } : null
}

/** The first who may not have customers; an empty list has none who may. */
async function unfitOf({ postgres }: GivenDeps, account: string, staff: readonly string[]): Promise<string | null> {
  if (staff.length === 0) return ''
  const known = await postgres
    .tables<CarrierTables>()
    .selectFrom('carriers_staff')
    .select('userid')
    .where('account', '=', account)
    .where('userid', 'in', [...staff])
    .where('serves', '=', true)
    .where('left_at', 'is', null)
    .execute()
  const names = new Set(known.map(({ userid }) => userid))
  return staff.find((userid) => !names.has(userid)) ?? null
}

/** Codes that stand at the platform, or may: those made by hand count too. */
async function usedOf({ postgres }: GivenDeps, account: string): Promise<number> {
  const { rows } = await sql<{ used: number }>`select (
      (select count(*) from carriers_code where account = ${account}::bigint and off_at is null) +
      (select count(*) from carriers_group_code where account = ${account}::bigint and off_at is null))::int as used`.execute(
    postgres.tables<CarrierTables>(),
  )
  return rows[0]?.used ?? 0
}

const find = async ({ postgres }: GivenDeps, id: string) =>
  (await postgres
    .tables<CarrierTables>()
    .selectFrom('carriers_code')
    .selectAll()
    .where('id', '=', id)
    .where('off_at', 'is', null)
    .where('owner', 'is not', null)
    .executeTakeFirst()) ?? null

/** The platform is told first: what it refuses changes nothing here. */
async function point(deps: GivenDeps, id: string, asked: readonly string[]): Promise<Result<void, GivenRefusal>> {
  const row = await find(deps, id)
  if (!row) return no({ why: 'no-such-code' })
  const staff = [...new Set(asked)].slice(0, 100)
  if (staff.length === row.staff.length && staff.every((one) => row.staff.includes(one))) return ok()
  const db = deps.postgres.tables<CarrierTables>()
  const account = await findAccount(db, deps.vault, row.account)
  if (!account?.on) return no({ why: account ? 'switched-off' : 'no-such-account' })
  const unfit = await unfitOf(deps, row.account, staff)
  if (unfit !== null) return no({ why: 'unknown-staff', name: unfit })
  if (row.config_id !== null) {
    const told = await deps.ways.change(account, { ...row, staff })
    if (!told.ok) return no(troubleOf(told.refusal))
  }
  await db.updateTable('carriers_code').set({ staff }).where('id', '=', id).execute()
  return ok()
}

/** Takes a code away. What came by it stays known. */
export async function endGiven(deps: GivenDeps, id: string): Promise<Result<void, GivenRefusal>> {
  const row = await find(deps, id)
  if (!row) return ok()
  const db = deps.postgres.tables<CarrierTables>()
  const account = await findAccount(db, deps.vault, row.account)
  if (row.config_id !== null && account?.on) {
    const gone = await deps.ways.remove(account, row.config_id)
    if (!gone.ok && gone.refusal.meaning !== 'gone') return no(troubleOf(gone.refusal))
  }
  await db
    .updateTable('carriers_code')
    .set({ off_at: new Date(deps.now()) })
    .where('id', '=', id)
    .execute()
  return ok()
}
