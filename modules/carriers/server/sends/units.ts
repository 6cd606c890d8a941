import { sql } from 'kysely'
import { minute } from '#kit/time'
import type { Db } from '#platform/postgres/postgres'
import { lineOf, passes } from '../../core/trouble.ts'
import { isStopped } from './again.ts'
import { letAgain } from './letAgain.ts'
import type { Opened } from './plans.ts'
import type { HostDeps, Task, Tasks } from './ports.ts'
import { settle } from './settle.ts'
import type { SendRow, SendTables, UnitRow } from './tables.ts'
import { sharing } from './values.ts'

/** Tasks of one member, or of nobody, with no more people than the platform takes in one: all about as large. */
export async function planUnits({ postgres }: HostDeps, id: string, opened: readonly Opened[]) {
  await postgres.transaction(async (tx) => {
    const db = tx.tables<SendTables>()
    for (const { plan, way } of opened) {
      if (!way.tasks) continue
      const open = await sql<{ userid: string | null; people: number }>`
        select userid, count(*)::int as people from carriers_send_person
        where send = ${id}::bigint and way = ${plan.place} and state = 'planned' and unit is null
        group by userid order by userid`.execute(db)
      for (const { userid, people } of open.rows) {
        const size = Math.ceil(people / Math.ceil(people / way.tasks.most))
        for (let done = 0; done < people; done += size) await planOne(db, { send: id, way: plan.place, userid }, size)
      }
    }
  })
}

async function planOne(db: Db<SendTables>, of: { send: string; way: number; userid: string | null }, size: number) {
  const { send, way, userid } = of
  const unit = await sql<{ id: string }>`
    insert into carriers_send_unit (send, way, userid, state) values (${send}::bigint, ${way}, ${userid}, 'planned')
    returning id::text as id`.execute(db)
  await sql`update carriers_send_person set unit = ${unit.rows[0]?.id}::bigint where (send, person) in (
    select send, person from carriers_send_person where send = ${send}::bigint and way = ${way}
      and userid is not distinct from ${userid} and state = 'planned' and unit is null
    order by person limit ${size})`.execute(db)
}

/** @throws when something passes by itself: the rest is asked for later */
export async function askAll(deps: HostDeps, send: SendRow, opened: readonly Opened[], signal: AbortSignal) {
  const units = await deps.postgres
    .tables<SendTables>()
    .selectFrom('carriers_send_unit')
    .selectAll()
    .where('send', '=', send.id)
    .where('state', 'in', ['planned', 'asking'])
    .orderBy('id')
    .execute()
  for (const unit of units) {
    if (signal.aborted || (await isStopped(deps, send.id))) return
    const one = opened[unit.way]
    if (one?.way.tasks) await askOne(deps, send, { ...one, tasks: one.way.tasks }, unit)
  }
}

type OfTasks = Opened & { readonly tasks: Tasks }

export const unitKey = ({ send, id }: Pick<UnitRow, 'send' | 'id'>) => `siyu-${send}-${id}`

async function askOne(deps: HostDeps, send: SendRow, of: OfTasks, unit: UnitRow) {
  const { tasks } = of
  if (unit.state === 'planned') await letAgain(deps, send, of, { unit: unit.id })
  const people = await tasks.addressed(unit)
  const all = people.map(({ person }) => person)
  const plan = await sharing(deps, of, all, send)
  const externals = people.map(({ external }) => external)
  const task: Task = { userid: unit.userid, externals, key: unitKey(unit) }
  if (unit.state === 'asking' && unit.asked_at) {
    // It may have been made: one that is there is not made twice.
    const found = await tasks.find(plan, task, unit.asked_at.getTime())
    if (!found.ok) throw new Error(lineOf(found.refusal))
    if (found.value !== null) return asked(deps, of, unit, { msgid: found.value, refused: [], people })
    // A task shows up in the platform's list a little after it was made.
    if (unit.asked_at.getTime() > deps.now() - 2 * minute)
      throw new Error('it is not known yet whether the task was made')
  }
  return ask(deps, { ...of, plan }, unit, { task, people })
}

type Addressed = Awaited<ReturnType<Tasks['addressed']>>

async function ask(deps: HostDeps, of: OfTasks, unit: UnitRow, { task, people }: { task: Task; people: Addressed }) {
  const set = (values: Partial<UnitRow>) =>
    deps.postgres
      .tables<SendTables>()
      .updateTable('carriers_send_unit')
      .set(values)
      .where('id', '=', unit.id)
      .where('state', 'in', ['planned', 'asking'])
      .execute()
  const { plan, tasks } = of
  const all = people.map(({ person }) => person)
  const failed = async (error: string) => {
    await set({ state: 'failed', error })
    await settle(deps, unit.send, all, 'failed', error)
  }
  if (people.length === 0) return failed('nobody is left')
  if (people.length < tasks.least) return failed(`the platform takes ${tasks.least} people or more`)
  await set({ state: 'asking', asked_at: new Date(deps.now()) })
  const got = await tasks.ask(plan, task)
  if (got.ok) return asked(deps, of, unit, { ...got.value, people })
  if (got.refusal.meaning === 'network') throw new Error(lineOf(got.refusal))
  if (passes(got.refusal)) {
    await set({ state: 'planned', asked_at: null, error: lineOf(got.refusal) })
    throw new Error(lineOf(got.refusal))
  }
  return failed(lineOf(got.refusal))
}

interface Made {
  readonly msgid: string
  readonly refused: readonly string[]
  readonly people: Addressed
}

/** The platform has the task. One that was stopped while it was asked for is called back at once, where that can be. */
async function asked(deps: HostDeps, { plan, tasks }: OfTasks, unit: UnitRow, { msgid, refused, people }: Made) {
  const isOpen = await deps.postgres.transaction(async (tx) => {
    const db = tx.tables<SendTables>()
    const rows = await db
      .updateTable('carriers_send_unit')
      .set({ state: 'waiting', msgid, error: null })
      .where('id', '=', unit.id)
      .where('state', '=', 'asking')
      .returning('id')
      .execute()
    if (rows.length === 0) return false
    await sql`update carriers_send_person set state = 'asked', told = ${msgid}
      where unit = ${unit.id}::bigint and state = 'planned'`.execute(db)
    return true
  })
  if (!isOpen) {
    const called = await tasks.cancel?.(plan.account, msgid)
    if (called && !called.ok) throw new Error(lineOf(called.refusal))
    return
  }
  const lost = people.filter(({ external }) => refused.includes(external)).map(({ person }) => person)
  await settle(deps, unit.send, lost, 'lost')
}
