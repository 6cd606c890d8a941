import type { Opened } from './plans.ts'
import type { HostDeps, TaskResult, Tasks } from './ports.ts'
import { settle } from './settle.ts'
import type { SendRow, SendTables, UnitRow } from './tables.ts'

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
  if (left > 0) return
  await db
    .updateTable('carriers_send')
    .set({ state: 'done', ended_at: new Date(deps.now()) })
    .where('id', '=', send.id)
    .where('state', '=', 'waiting')
    .execute()
}

/** True when all is known. What cannot be read now is read at the next look. */
async function readTask(deps: HostDeps, { plan, tasks }: Opened & { tasks: Tasks }, unit: UnitRow): Promise<boolean> {
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
  if (!found.value.isSent) return false
  const results = await tasks.results(plan, { msgid, userid })
  if (!results.ok) return false
  if (results.value !== 'all' && results.value.some(({ state }) => state === 'unsent')) return false
  const sentAt = new Date(found.value.sentAt ?? deps.now())
  await write(deps, tasks, unit, results.value, sentAt)
  await end(deps, unit, { state: 'sent', sent_at: sentAt })
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
}
