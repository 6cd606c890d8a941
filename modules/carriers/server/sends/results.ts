import { day } from '#kit/time'
import type { Opened } from './plans.ts'
import type { HostDeps, TaskResult, Tasks } from './ports.ts'
import { holdsBack } from './rest.ts'
import { settle } from './settle.ts'
import { type SendRow, type SendTables, touchKey, type UnitRow } from './tables.ts'

const taskLife = 7 * day

type Task = Opened & { readonly tasks: Tasks }

/** Asks what became of the tasks that are open; ends the send when nothing of it is. */
export async function readTasks(deps: HostDeps, send: SendRow, opened: readonly Opened[]): Promise<void> {
  const db = deps.postgres.tables<SendTables>()
  const open = await db
    .selectFrom('carriers_send_unit')
    .selectAll()
    .where('send', '=', send.id)
    .where('state', '=', 'waiting')
    .orderBy('id')
    .execute()
  let left = 0
  for (const unit of open) {
    const one = opened[unit.way]
    const isDone = one?.way.tasks ? await readTask(deps, { ...one, tasks: one.way.tasks }, unit) : false
    if (!isDone) left += 1
  }
  for (const { way } of opened) left += (await way.open?.(send.id)) ?? 0
  if (left > 0 || (await holdsBack(deps, send.id))) return
  await db
    .updateTable('carriers_send')
    .set({ state: 'done', ended_at: new Date(deps.now()) })
    .where('id', '=', send.id)
    .where('state', '=', 'waiting')
    .execute()
}

/** True when all is known. What cannot be read now is read at the next look. */
async function readTask(deps: HostDeps, { plan, tasks }: Task, unit: UnitRow): Promise<boolean> {
  const { msgid, userid } = unit
  if (msgid === null) return false
  const found = await tasks.state(plan, { msgid, userid })
  if (!found.ok) return false
  if (found.value.failed !== null) {
    const people = (await tasks.addressed(unit)).map(({ person }) => person)
    await settle(deps, unit.send, people, 'failed', found.value.failed)
    await end(deps, unit, { state: 'failed', error: found.value.failed })
    return true
  }
  if (!found.value.isSent) return isOver(deps, { plan, tasks }, unit, msgid)
  const results = await tasks.results(plan, { msgid, userid })
  if (!results.ok) return false
  if (results.value !== 'all' && results.value.some(({ state }) => state === 'unsent')) return false
  const sentAt = new Date(found.value.sentAt ?? deps.now())
  await write(deps, tasks, unit, results.value, sentAt)
  await end(deps, unit, { state: 'sent', sent_at: sentAt })
  return true
}

/** A task that nobody confirms keeps the places of its people: after a week it is called back, where that can be. */
async function isOver(deps: HostDeps, { plan, tasks }: Pick<Task, 'plan' | 'tasks'>, unit: UnitRow, msgid: string) {
  if (!tasks.cancel || !unit.asked_at || unit.asked_at.getTime() > deps.now() - taskLife) return false
  const called = await tasks.cancel(plan.account, msgid)
  if (!called.ok) return false
  const error = 'nobody has confirmed it within a week'
  await settle(
    deps,
    unit.send,
    (await tasks.addressed(unit)).map(({ person }) => person),
    'failed',
    error,
  )
  await end(deps, unit, { state: 'failed', error })
  return true
}

const end = ({ postgres }: HostDeps, { id }: UnitRow, set: Partial<UnitRow>) =>
  postgres.tables<SendTables>().updateTable('carriers_send_unit').set(set).where('id', '=', id).execute()

async function write(
  deps: HostDeps,
  tasks: Tasks,
  unit: UnitRow,
  results: readonly TaskResult[] | 'all',
  sentAt: Date,
) {
  const people = await tasks.addressed(unit)
  const byExternal = results === 'all' ? null : new Map(results.map(({ external, state }) => [external, state]))
  const inState = (state: TaskResult['state']) =>
    people
      .filter(({ external }) => (byExternal ? byExternal.get(external) === state : state === 'sent'))
      .map(({ person }) => person)
  for (const state of ['lost', 'full'] as const) await settle(deps, unit.send, inState(state), state)
  const sent = inState('sent')
  if (sent.length === 0) return
  await deps.postgres
    .tables<SendTables>()
    .updateTable('carriers_send_person')
    .set({ state: 'sent', at: sentAt })
    .where('send', '=', unit.send)
    .where('person', 'in', sent)
    .execute()
  await deps.gate.made(
    sent.map((person) => touchKey(unit.send, person, unit.way)),
    sentAt.getTime(),
  )
}
