import { verify } from '@node-rs/argon2'
import { implement } from '@orpc/server'
import { type Selectable, sql } from 'kysely'
import { audit } from '#platform/audit'
import { nameOf, type RequestContext } from '#platform/http/context'
import type { Db, Postgres, Tx } from '#platform/postgres/postgres'
import { staff } from '../contract.ts'
import type { Role } from '../core/rights.ts'
import type { ScopeKind } from '../core/scope.ts'
import { sealPassword } from './login.ts'
import { refuseStaff } from './problems.ts'
import { hashToken, type Sessions, sessionCookie } from './sessions.ts'
import type { StaffTables } from './tables.ts'

interface AccountDeps {
  postgres: Postgres
  sessions: Sessions
  now: () => number
}

interface Change {
  id: string
  name?: string | undefined
  role?: Role | undefined
  password?: string | undefined
  disabled?: boolean | undefined
  scope?: ScopeKind | undefined
  scopeDepartments?: string[] | undefined
}

/** Who works here: adding, changing, leaving, and the own password. */
export function accountHandlers(deps: AccountDeps) {
  const os = implement(staff).$context<RequestContext>()
  const db = () => deps.postgres.tables<StaffTables>()
  return {
    listStaff: os.listStaff.handler(async () => ({ items: await accounts(db()) })),
    addStaff: os.addStaff.handler(({ input, context }) => add(deps, input, nameOf(context.actor))),
    changeStaff: os.changeStaff.handler(({ input, context }) => change(deps, input, context)),
    changePassword: os.changePassword.handler(async ({ input, context }) => {
      await changeOwn(deps, input, context)
      return { done: true as const }
    }),
  }
}

type Row = Selectable<StaffTables['staff_member']> & {
  seen: Date | null
  bindings: { account: string; member: string }[]
}

async function accounts(db: Db<StaffTables>, id?: string) {
  const rows = await sql<Row>`
    select m.*, (select max(s.created_at) from staff_session s where s.staff = m.id) as seen,
      (select coalesce(jsonb_agg(jsonb_build_object('account', b.account, 'member', b.member) order by b.account), '[]')
        from staff_binding b where b.staff = m.id) as bindings
    from staff_member m where ${id ?? null}::bigint is null or m.id = ${id ?? null}::bigint
    order by m.disabled_at is not null, m.id limit 1000`.execute(db)
  return rows.rows.map((row) => ({
    id: row.id,
    account: row.account,
    name: row.name,
    role: row.role,
    createdAt: row.created_at.toISOString(),
    disabledAt: row.disabled_at?.toISOString() ?? null,
    lastSeenAt: row.seen?.toISOString() ?? null,
    bindings: row.bindings,
    scope: row.scope,
    scopeDepartments: row.scope_departments,
  }))
}

/** One colleague as the API shows them. */
export async function one(db: Db<StaffTables>, id: string) {
  return (await accounts(db, id))[0] ?? refuseStaff('no-such-staff')
}

async function add(
  deps: AccountDeps,
  input: { name: string; account: string; role: Role; password: string },
  by: string,
) {
  const password = await sealPassword(input.password, input.account)
  return deps.postgres.transaction(async (tx) => {
    const db = tx.tables<StaffTables>()
    const { name, account, role } = input
    const made = await db
      .insertInto('staff_member')
      .values({ account, name, password, role, scope: role === 'frontline' ? 'self' : 'all', disabled_at: null })
      .onConflict((c) => c.column('account').doNothing())
      .returning('id')
      .executeTakeFirst()
    if (!made) return refuseStaff('account-taken')
    await audit(tx, by, 'staff.created', made.id, { role })
    return one(db, made.id)
  })
}

async function change(deps: AccountDeps, input: Change, { actor }: RequestContext) {
  if (input.disabled && actor.kind === 'staff' && actor.id === input.id) refuseStaff('not-yourself')
  const before = await one(deps.postgres.tables<StaffTables>(), input.id)
  const password = input.password === undefined ? undefined : await sealPassword(input.password, before.account)
  const after = await deps.postgres.transaction(async (tx) => {
    const db = tx.tables<StaffTables>()
    // Two admins who demote each other at once must not both succeed.
    await sql`lock table staff_member in exclusive mode`.execute(db)
    await db
      .updateTable('staff_member')
      .set({ name: before.name, ...columnsOf(input, password, deps.now()) })
      .where('id', '=', input.id)
      .execute()
    await keepAnAdmin(db)
    await keepAdminsWhole(db, input.id)
    if (password !== undefined || input.disabled) {
      await db.deleteFrom('staff_session').where('staff', '=', input.id).execute()
    }
    const { id, password: _, ...told } = input
    await audit(tx, nameOf(actor), 'staff.changed', id, { ...told, ...(password ? { password: 'set' } : {}) })
    return one(db, id)
  })
  deps.sessions.forget()
  return after
}

function columnsOf(
  { name, role, disabled, scope, scopeDepartments }: Change,
  password: string | undefined,
  now: number,
) {
  const left = disabled === undefined ? {} : { disabled_at: disabled ? new Date(now) : null }
  const seen = {
    ...(scope ? { scope } : {}),
    ...(scopeDepartments ? { scope_departments: scopeDepartments } : {}),
  }
  return { ...(name ? { name } : {}), ...(role ? { role } : {}), ...(password ? { password } : {}), ...left, ...seen }
}

async function keepAnAdmin(db: Db<StaffTables>) {
  const admin = await db
    .selectFrom('staff_member')
    .select('id')
    .where('role', '=', 'admin')
    .where('disabled_at', 'is', null)
    .executeTakeFirst()
  if (!admin) refuseStaff('last-admin')
}

/** Whoever may do everything sees everybody: a part of it would only be a promise. */
async function keepAdminsWhole(db: Db<StaffTables>, id: string) {
  const one = await db.selectFrom('staff_member').select(['role', 'scope']).where('id', '=', id).executeTakeFirst()
  if (one?.role === 'admin' && one.scope !== 'all') refuseStaff('admin-sees-all')
}

async function changeOwn(deps: AccountDeps, input: { current: string; password: string }, context: RequestContext) {
  const { actor } = context
  if (actor.kind !== 'staff') return refuseStaff('only-staff')
  const db = deps.postgres.tables<StaffTables>()
  const row = await db.selectFrom('staff_member').selectAll().where('id', '=', actor.id).executeTakeFirstOrThrow()
  if (!(await verify(row.password, input.current))) refuseStaff('wrong-password')
  const password = await sealPassword(input.password, row.account)
  await deps.postgres.transaction((tx) => replaceOwn(tx, actor.id, password, context.cookie(sessionCookie)))
  deps.sessions.forget()
}

/** The session that asked goes on; every other one ends. */
async function replaceOwn(tx: Tx, id: string, password: string, cookie: string | undefined) {
  const db = tx.tables<StaffTables>()
  await db.updateTable('staff_member').set({ password }).where('id', '=', id).execute()
  const kept = cookie ? hashToken(cookie) : Buffer.alloc(0)
  await db.deleteFrom('staff_session').where('staff', '=', id).where('token_hash', '!=', kept).execute()
  await audit(tx, `staff:${id}`, 'staff.changed', id, { password: 'set' })
}
