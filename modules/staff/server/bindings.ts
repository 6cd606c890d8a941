import { implement } from '@orpc/server'
import { audit } from '#platform/audit'
import { nameOf, type RequestContext } from '#platform/http/context'
import type { Db, Postgres } from '#platform/postgres/postgres'
import type { Settings } from '#platform/settings'
import { staff } from '../contract.ts'
import type { EntrySettings } from '../core/entry.ts'
import { one } from './accounts.ts'
import type { Entrances } from './entrances.ts'
import { refuseStaff } from './problems.ts'
import type { Sessions } from './sessions.ts'
import type { StaffTables } from './tables.ts'

export interface BindingDeps {
  readonly postgres: Postgres
  readonly now: () => number
  readonly sessions: Sessions
  readonly entrances: Entrances
  readonly entry: Settings<EntrySettings>
}

/** Which member of which platform a colleague is, and how members come in. */
export function bindingHandlers(deps: BindingDeps) {
  const os = implement(staff).$context<RequestContext>()
  return {
    loginWays: os.loginWays.handler(async () => ({
      items: (await deps.entrances.ways()).map(({ account, title }) => ({ account, title })),
    })),
    platformMembers: os.platformMembers.handler(async () => ({
      items: (await deps.entrances.members()).map((member) => ({ ...member, departments: [...member.departments] })),
    })),
    platformDepartments: os.platformDepartments.handler(async () => ({
      items: [...(await deps.entrances.departments())],
    })),
    bindMember: os.bindMember.handler(async ({ input, context }) => {
      await bind(deps, input, nameOf(context.actor))
      return one(deps.postgres.tables<StaffTables>(), input.id)
    }),
    unbindMember: os.unbindMember.handler(async ({ input, context }) => {
      await unbind(deps, input, nameOf(context.actor))
      return one(deps.postgres.tables<StaffTables>(), input.id)
    }),
    entry: os.entry.handler(() => deps.entry.read()),
    changeEntry: os.changeEntry.handler(({ input, context }) => deps.entry.change(input, nameOf(context.actor))),
  }
}

interface Bound {
  readonly id: string
  readonly account: string
}

async function bind(deps: BindingDeps, { id, account, member }: Bound & { readonly member: string }, by: string) {
  await one(deps.postgres.tables<StaffTables>(), id)
  const known = await deps.entrances.members()
  if (!known.some((who) => who.account === account && who.member === member)) refuseStaff('no-such-member')
  await deps.postgres.transaction(async (tx) => {
    const db = tx.tables<StaffTables>()
    await db.deleteFrom('staff_binding').where('staff', '=', id).where('account', '=', account).execute()
    const made = await db
      .insertInto('staff_binding')
      .values({ account, member, staff: id, bound_by: by, bound_at: new Date(deps.now()) })
      .onConflict((on) => on.columns(['account', 'member']).doNothing())
      .returning('staff')
      .executeTakeFirst()
    if (!made) refuseStaff('member-taken')
    await audit(tx, by, 'staff.bound', id, { account, member })
  })
}

/** Whoever came in by it is out at once. */
async function unbind(deps: BindingDeps, { id, account }: Bound, by: string) {
  await deps.postgres.transaction(async (tx) => {
    const db = tx.tables<StaffTables>()
    const gone = await db
      .deleteFrom('staff_binding')
      .where('staff', '=', id)
      .where('account', '=', account)
      .returning('member')
      .executeTakeFirst()
    if (!gone) return
    await db.deleteFrom('staff_session').where('staff', '=', id).execute()
    await audit(tx, by, 'staff.unbound', id, { account, member: gone.member })
  })
  deps.sessions.forget()
}

/** Who a colleague is at the platforms, the first binding first. */
export async function bindingsOf(db: Db<StaffTables>, staff: string) {
  return db
    .selectFrom('staff_binding')
    .select(['account', 'member'])
    .where('staff', '=', staff)
    .orderBy('bound_at')
    .orderBy('account')
    .execute()
}

/** Whose customers a colleague may see, and who they are at the platforms; null = nobody of this number. */
export async function scopeOf(db: Db<StaffTables>, staff: string) {
  const row = await db
    .selectFrom('staff_member')
    .select(['scope', 'scope_departments'])
    .where('id', '=', staff)
    .executeTakeFirst()
  return row && { kind: row.scope, departments: row.scope_departments, bindings: await bindingsOf(db, staff) }
}
