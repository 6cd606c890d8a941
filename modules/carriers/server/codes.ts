import { randomBytes } from 'node:crypto'
import { implement } from '@orpc/server'
import { sql } from 'kysely'
import type { z } from 'zod'
import { audit } from '#platform/audit'
import { nameOf, type RequestContext } from '#platform/http/context'
import { type codeSchema, codes } from '../core/codesContract.ts'
import { lineOf } from '../core/trouble.ts'
import { variablesIn, type Welcome } from '../core/welcome.ts'
import { findAccount } from './accounts.ts'
import type { CarrierDeps } from './deps.ts'
import { refuseByPlatform, refuseCarrier } from './problems.ts'
import type { CarrierDb, CarrierTables, CodeRow } from './tables.ts'
import type { Ways } from './ways.ts'

export type CodeDeps = CarrierDeps & { readonly ways: Ways }

/** The endpoints of staff codes. */
export function codeHandlers(deps: CodeDeps) {
  const os = implement(codes).$context<RequestContext>()
  const db = () => deps.postgres.tables<CarrierTables>()
  const one = async (id: string) => (await shown(db(), { ids: [id], limit: 1 }))[0] ?? refuseCarrier('no-such-code')
  return os.router({
    list: os.list.handler(async ({ input: { cursor, limit, account } }) => {
      const rows = await shown(db(), { account, below: cursor, limit: limit + 1 })
      const items = rows.slice(0, limit)
      const last = items.at(-1)
      return rows.length > limit && last ? { items, next: last.id } : { items }
    }),
    create: os.create.handler(async ({ input, context }) => {
      const id = await keep(deps, input, nameOf(context.actor))
      await make(deps, id)
      return one(id)
    }),
    change: os.change.handler(async ({ input, context }) => {
      await find(db(), input.id)
      await changeCode(deps, input, nameOf(context.actor))
      return one(input.id)
    }),
    make: os.make.handler(async ({ input }) => {
      await make(deps, input.id)
      return one(input.id)
    }),
    remove: os.remove.handler(async ({ input, context }) => {
      await remove(deps, input.id, nameOf(context.actor))
      return { done: true as const }
    }),
  })
}

/** Checks that the platform would take it, as far as we know. */
async function check({ postgres }: CodeDeps, account: string, staff: readonly string[], welcome?: Welcome | null) {
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
  const unknown = staff.find((userid) => !names.has(userid))
  if (unknown !== undefined) refuseCarrier('unknown-staff', unknown)
  const named = variablesIn(welcome?.text ?? '')
  if (!named.ok) refuseCarrier('unknown-variable', named.refusal.unknown)
}

/** Kept before the platform makes it: a code whose number was lost there could never be found again. */
async function keep(deps: CodeDeps, given: z.output<typeof codeSchema>, by: string): Promise<string> {
  const account = await findAccount(deps.postgres.tables(), deps.vault, given.account)
  if (!account) return refuseCarrier('no-such-account')
  if (account.kind !== 'wecom') refuseCarrier('not-a-wecom')
  if (!account.on) refuseCarrier('switched-off')
  const staff = [...new Set(given.staff)]
  await check(deps, given.account, staff, given.welcome)
  return deps.postgres.transaction(async (tx) => {
    const { id } = await tx
      .tables<CarrierTables>()
      .insertInto('carriers_code')
      .values({
        ...{ account: given.account, name: given.name, staff, skip_verify: given.skipVerify },
        // Opaque: what it stands for stays with us (a state has 30 characters).
        ...{ state: randomBytes(12).toString('hex'), source: given.source ?? null },
        ...{ welcome: given.welcome ? (JSON.stringify(given.welcome) as never) : null },
        ...{ config_id: null, qr_code: null, made: 'making' as const, error: null },
        ...{ created_by: by, created_at: new Date(deps.now()), off_at: null },
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    await audit(tx, by, 'staffCode.created', id, { name: given.name, staff })
    return id
  })
}

async function findOpen(db: CarrierDb, id: string): Promise<CodeRow> {
  const row = await db.selectFrom('carriers_code').selectAll().where('id', '=', id).executeTakeFirst()
  return row && row.off_at === null ? row : refuseCarrier('no-such-code')
}

/** What another house keeps is changed there. */
async function find(db: CarrierDb, id: string): Promise<CodeRow> {
  const row = await findOpen(db, id)
  return row.owner === null ? row : refuseCarrier('no-such-code')
}

/** Makes the code at the platform; one that was made before its number was kept is found by its state. */
async function make(deps: CodeDeps, id: string) {
  const db = deps.postgres.tables<CarrierTables>()
  const row = await find(db, id)
  if (row.made === 'made') return
  const account = (await findAccount(db, deps.vault, row.account)) ?? refuseCarrier('no-such-account')
  const isAgain = row.created_at.getTime() < deps.now()
  const got = await deps.ways.make(account, row, isAgain)
  const set = got.ok
    ? { config_id: got.value.configId, qr_code: got.value.qrCode, made: 'made' as const, error: null }
    : { made: 'failed' as const, error: lineOf(got.refusal) }
  await db.updateTable('carriers_code').set(set).where('id', '=', id).execute()
  if (!got.ok) refuseByPlatform(got.refusal)
}

interface Change {
  readonly id: string
  readonly name?: string | undefined
  readonly staff?: string[] | undefined
  readonly skipVerify?: boolean | undefined
  readonly source?: string | null | undefined
  readonly welcome?: Welcome | null | undefined
}

/** The platform is told first: what it refuses changes nothing here. */
export async function changeCode(deps: CodeDeps, { id, ...said }: Change, by: string) {
  const db = deps.postgres.tables<CarrierTables>()
  const before = await findOpen(db, id)
  const account = (await findAccount(db, deps.vault, before.account)) ?? refuseCarrier('no-such-account')
  const staff = said.staff ? [...new Set(said.staff)] : before.staff
  const isOther = (staff.length === 1) !== (before.staff.length === 1)
  if (isOther && before.several !== true) refuseCarrier('one-stays-one')
  const welcome = said.welcome === undefined ? before.welcome : said.welcome
  await check(deps, before.account, staff, welcome)
  const next = {
    ...{ name: said.name ?? before.name, staff, skip_verify: said.skipVerify ?? before.skip_verify },
    ...{ source: said.source === undefined ? before.source : said.source },
  }
  const isTold = next.name !== before.name || next.skip_verify !== before.skip_verify || said.staff !== undefined
  if (isTold && before.config_id !== null) {
    const told = await deps.ways.change(account, { ...before, ...next })
    if (!told.ok) refuseByPlatform(told.refusal)
  }
  await deps.postgres.transaction(async (tx) => {
    const set = { ...next, welcome: welcome ? (JSON.stringify(welcome) as never) : null }
    await tx.tables<CarrierTables>().updateTable('carriers_code').set(set).where('id', '=', id).execute()
    await audit(tx, by, 'staffCode.changed', id, { fields: Object.keys(said) })
  })
}

async function remove(deps: CodeDeps, id: string, by: string) {
  const db = deps.postgres.tables<CarrierTables>()
  const row = await find(db, id)
  const account = (await findAccount(db, deps.vault, row.account)) ?? refuseCarrier('no-such-account')
  if (row.config_id !== null) {
    const gone = await deps.ways.remove(account, row.config_id)
    if (!gone.ok && gone.refusal.meaning !== 'gone') refuseByPlatform(gone.refusal)
  }
  await deps.postgres.transaction(async (tx) => {
    const set = { off_at: new Date(deps.now()) }
    await tx.tables<CarrierTables>().updateTable('carriers_code').set(set).where('id', '=', id).execute()
    await audit(tx, by, 'staffCode.removed', id, { name: row.name })
  })
}

interface Wanted {
  readonly ids?: readonly string[]
  readonly account?: string | undefined
  readonly below?: string | undefined
  readonly limit: number
}

type Counted = CodeRow & { added: number; lost: number; welcomed: number }

async function shown(db: CarrierDb, { ids, account, below, limit }: Wanted) {
  const rows = await sql<Counted>`
    select c.*, r.added, r.lost, (select count(*)::int from carriers_welcome w where w.code = c.id and w.state = 'sent') as welcomed
    from carriers_code c, lateral (
      select count(*)::int as added, (count(*) filter (where ended_at is not null))::int as lost
      from carriers_relation r where r.code = c.id) r
    where (${ids ?? null}::bigint[] is null or c.id = any(${ids ?? null}::bigint[]))
      and (${account ?? null}::bigint is null or c.account = ${account ?? null}::bigint)
      and (${below ?? null}::bigint is null or c.id < ${below ?? null}::bigint)
      and (c.off_at is null or ${ids ?? null}::bigint[] is not null) and c.owner is null
    order by c.id desc limit ${limit}`.execute(db)
  return rows.rows.map(({ id, name, staff, source, welcome, made, error, added, lost, welcomed, ...row }) => ({
    ...{ id, account: row.account, name, staff, skipVerify: row.skip_verify, source, welcome, made, error },
    ...{ added, lost, welcomed, qrCode: row.qr_code, on: row.off_at === null, createdAt: row.created_at.toISOString() },
  }))
}
