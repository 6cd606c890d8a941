import { day } from '#kit/time'
import { audit } from '#platform/audit'
import { ifAlone } from '#platform/postgres/alone'
import { refuseByPlatform, refuseCarrier } from '../problems.ts'
import { lockOf, tellLeftOver } from './again.ts'
import { type Opened, openAll } from './plans.ts'
import type { HostDeps } from './ports.ts'
import { settle } from './settle.ts'
import { type SendTables, touchKey, type UnitRow } from './tables.ts'
import { unitKey } from './units.ts'

const remindersADay = 3

/** First nothing more leaves, then what members have not confirmed is called back, where the platform can. */
export async function stopSend(deps: HostDeps, id: string, by: string) {
  const db = deps.postgres.tables<SendTables>()
  const send = await deps.postgres.transaction(async (tx) => {
    const own = tx.tables<SendTables>()
    const row = await own.selectFrom('carriers_send').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
    if (!row) return refuseCarrier('no-such-send')
    if (row.state === 'done') refuseCarrier('is-over')
    // A stop that the platform broke off is asked for again.
    if (row.state === 'stopped') return row
    const set = { state: 'stopped' as const, ended_at: new Date(deps.now()) }
    await own.updateTable('carriers_send').set(set).where('id', '=', id).execute()
    await audit(tx, by, 'send.stopped', id, { name: row.name })
    return row
  })
  const opened = (await openAll(deps, send.ways, { purpose: send.purpose, at: deps.now() })) ?? []
  const units = await db.selectFrom('carriers_send_unit').selectAll().where('send', '=', id).execute()
  for (const unit of units.filter(({ state }) => state !== 'sent' && state !== 'failed')) {
    // What nobody can call back has gone to whoever it was asked for.
    if (unit.msgid !== null && opened[unit.way]?.way.tasks && !opened[unit.way]?.way.tasks?.cancel) continue
    // Marked first: whoever is just asking for it then sees that it is to be called back.
    await db.updateTable('carriers_send_unit').set({ state: 'stopped' }).where('id', '=', unit.id).execute()
    await callBack(opened[unit.way], unit)
  }
  await settleLeft(deps, id)
  await recallSent(deps, id, opened)
  // Nobody works on it any more: whoever was being asked for stays unknown.
  await ifAlone(deps.postgres, lockOf(id), () => tellLeftOver(deps, id))
}

/** Whoever was not asked for, or is called back, does not get it. */
async function settleLeft(deps: HostDeps, id: string) {
  const left = await deps.postgres
    .tables<SendTables>()
    .selectFrom('carriers_send_person as p')
    .leftJoin('carriers_send_unit as u', 'u.id', 'p.unit')
    .select('p.person')
    .where('p.send', '=', id)
    .where('p.state', 'in', ['planned', 'heldBack', 'asked'])
    .where((e) => e.or([e('u.state', 'is', null), e('u.state', '=', 'stopped')]))
    .execute()
  await settle(
    deps,
    id,
    left.map(({ person }) => person),
    'stopped',
  )
}

/** What has left and not reached anybody yet, where a way can take that back. */
async function recallSent(deps: HostDeps, send: string, opened: readonly Opened[]) {
  for (const { plan, way } of opened) {
    if (!way.recall) continue
    const people = await deps.postgres
      .tables<SendTables>()
      .selectFrom('carriers_send_person')
      .select('person')
      .where('send', '=', send)
      .where('way', '=', plan.place)
      .where('state', '=', 'sent')
      .execute()
    const byKey = new Map(people.map(({ person }) => [touchKey(send, person, plan.place), person]))
    const back = (await way.recall(plan, [...byKey.keys()])).flatMap((key) => byKey.get(key) ?? [])
    if (back.length === 0) continue
    await deps.postgres
      .tables<SendTables>()
      .updateTable('carriers_send_person')
      .set({ state: 'asked' })
      .where('send', '=', send)
      .where('person', 'in', back)
      .where('state', '=', 'sent')
      .execute()
    await settle(deps, send, back, 'stopped')
  }
}

/** Calls a task back, also one that was asked for and of which nothing was heard. */
async function callBack(of: Opened | undefined, unit: UnitRow) {
  const tasks = of?.way.tasks
  if (!of || !tasks?.cancel) return
  const { userid, msgid, asked_at } = unit
  let task = msgid
  if (task === null && asked_at !== null) {
    const found = await tasks.find(of.plan, { userid, externals: [], key: unitKey(unit) }, asked_at.getTime())
    if (!found.ok) refuseByPlatform(found.refusal)
    task = found.ok ? found.value : null
  }
  if (task === null) return
  const done = await tasks.cancel(of.plan.account, task)
  if (!done.ok && done.refusal.meaning !== 'gone') refuseByPlatform(done.refusal)
}

/** Reminds members who have not confirmed, so often a day as the platform lets it. */
export async function remind(deps: HostDeps, { id, staff }: { id: string; staff?: string[] | undefined }, by: string) {
  const db = deps.postgres.tables<SendTables>()
  const send = await db.selectFrom('carriers_send').selectAll().where('id', '=', id).executeTakeFirst()
  if (!send) return refuseCarrier('no-such-send')
  const opened = await openAll(deps, send.ways, { purpose: send.purpose, at: deps.now() })
  if (!opened) return refuseCarrier('switched-off')
  const all = await db
    .selectFrom('carriers_send_unit')
    .selectAll()
    .where('send', '=', id)
    .where('state', '=', 'waiting')
    .where('userid', 'is not', null)
    .execute()
  const asked = all.filter(({ userid }) => staff === undefined || staff.includes(userid ?? ''))
  const recent = ({ reminders }: UnitRow) => reminders.filter((at) => at.getTime() > deps.now() - day)
  const may = asked.filter((unit) => recent(unit).length < remindersADay)
  for (const unit of may) {
    const one = opened[unit.way]
    const done = one && (await one.way.tasks?.remind?.(one.plan.account, unit.msgid ?? ''))
    if (done && !done.ok) refuseByPlatform(done.refusal)
    const reminders = [...recent(unit), new Date(deps.now())]
    await db.updateTable('carriers_send_unit').set({ reminders }).where('id', '=', unit.id).execute()
  }
  await deps.postgres.transaction((tx) =>
    audit(tx, by, 'send.reminded', id, { members: may.map(({ userid }) => userid) }),
  )
  return { reminded: may.length, tooOften: asked.length - may.length }
}
