import { sql } from 'kysely'
import { ok, type Result } from '#kit/result'
import type { Trouble } from '../../../core/trouble.ts'
import type { Account } from '../../../server/accounts.ts'
import type { CarrierDeps } from '../../../server/deps.ts'
import type { CarrierTables } from '../../../server/tables.ts'
import type { WecomSettings } from '../kind.ts'
import { DepartmentsAnswer, FollowersAnswer, UsersAnswer } from '../shapes.ts'
import type { WecomCall } from './client.ts'

type Deps = Pick<CarrierDeps, 'postgres' | 'now'>

export interface Team {
  readonly staff: number
  /** Members who may have customers. */
  readonly serving: readonly string[]
}

/** Departments and members as the app sees them, and who of them may have customers. Who is not there any more has left. */
export async function syncTeam(
  deps: Deps,
  account: Account<WecomSettings>,
  call: WecomCall,
): Promise<Result<Team, Trouble>> {
  const [departments, serving] = await Promise.all([
    call({ path: 'department/list', answer: DepartmentsAnswer, repeatable: true }),
    call({ path: 'externalcontact/get_follow_user_list', answer: FollowersAnswer, repeatable: true }),
  ])
  if (!departments.ok) return departments
  if (!serving.ok) return serving
  const members = new Map<string, Member>()
  for (const { id } of departments.value.department) {
    const got = await call({
      ...{ path: 'user/list', query: { department_id: String(id) }, answer: UsersAnswer, repeatable: true },
    })
    if (!got.ok) return got
    for (const { userid, name, department, status } of got.value.userlist)
      members.set(userid, { userid, name: name || userid, departments: department, active: (status ?? 1) === 1 })
  }
  // Members whom the app may call but whose department it does not see.
  for (const userid of serving.value.follow_user)
    if (!members.has(userid)) members.set(userid, { userid, name: userid, departments: [], active: true })
  await write(deps, account.id, departments.value.department, [...members.values()], serving.value.follow_user)
  return ok({ staff: members.size, serving: serving.value.follow_user })
}

interface Member {
  readonly userid: string
  readonly name: string
  readonly departments: readonly number[]
  readonly active: boolean
}

interface Department {
  readonly id: number
  readonly parentid: number
  readonly name: string
}

async function write(
  { postgres, now }: Deps,
  account: string,
  departments: readonly Department[],
  members: readonly Member[],
  serving: readonly string[],
) {
  const at = new Date(now())
  await postgres.transaction(async (tx) => {
    const db = tx.tables<CarrierTables>()
    await db.deleteFrom('carriers_department').where('account', '=', account).execute()
    await sql`insert into carriers_department (account, id, parent, name)
      select ${account}::bigint, * from unnest(${departments.map((d) => d.id)}::int[],
        ${departments.map((d) => d.parentid)}::int[], ${departments.map((d) => d.name)}::text[])`.execute(db)
    await sql`
      insert into carriers_staff as s (account, userid, name, departments, active, serves, synced_at)
      select ${account}::bigint, userid, name, array(select jsonb_array_elements_text(departments)::int), active,
        userid = any(${[...serving]}::text[]), ${at}
      from unnest(${members.map((m) => m.userid)}::text[], ${members.map((m) => m.name)}::text[],
        ${members.map((m) => JSON.stringify(m.departments))}::jsonb[], ${members.map((m) => m.active)}::boolean[])
        as t(userid, name, departments, active)
      on conflict (account, userid) do update set name = excluded.name, departments = excluded.departments,
        active = excluded.active, serves = excluded.serves, left_at = null, synced_at = excluded.synced_at`.execute(db)
    await db
      .updateTable('carriers_staff')
      .set({ active: false, serves: false, left_at: at })
      .where('account', '=', account)
      .where('synced_at', '<', at)
      .where('left_at', 'is', null)
      .execute()
  })
}
