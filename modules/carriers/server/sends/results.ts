import { sql } from 'kysely'
import type { Account } from '../accounts.ts'
import { aboutHash } from '../inbox.ts'
import type { SendDeps, TaskResult } from './ports.ts'
import { settle } from './settle.ts'
import type { SendRow, SendTables, UnitRow } from './tables.ts'

/** Asks what became of the tasks that members had not confirmed; ends the send when none is open. */
export async function readTasks(deps: SendDeps, send: SendRow, account: Account): Promise<void> {
  const db = deps.postgres.tables<SendTables>()
  const open = await db
    .selectFrom('carriers_send_unit')
    .selectAll()
    .where('send', '=', send.id)
    .where('state', '=', 'waiting')
    .orderBy('id')
    .execute()
  let left = 0
  for (const unit of open) if (!(await readTask(deps, account, unit))) left += 1
  if (left > 0) return
  await db
    .updateTable('carriers_send')
    .set({ state: 'done', ended_at: new Date(deps.now()) })
    .where('id', '=', send.id)
    .where('state', '=', 'waiting')
    .execute()
}

/** True when the member has confirmed and all is known. What cannot be read now is read at the next look. */
async function readTask(deps: SendDeps, account: Account, unit: UnitRow): Promise<boolean> {
  const { msgid, userid } = unit
  if (msgid === null) return false
  const states = await deps.masses.state(account, msgid)
  const mine = states.ok ? states.value.find((one) => one.userid === userid) : undefined
  if (!mine?.isSent) return false
  const results = await deps.masses.results(account, msgid, userid)
  if (!results.ok || results.value.some(({ state }) => state === 'unsent')) return false
  const sentAt = new Date(mine.sentAt ?? deps.now())
  await write(deps, account.id, unit, results.value, sentAt)
  await deps.postgres
    .tables<SendTables>()
    .updateTable('carriers_send_unit')
    .set({ state: 'sent', sent_at: sentAt })
    .where('id', '=', unit.id)
    .execute()
  return true
}

async function write(deps: SendDeps, account: string, unit: UnitRow, results: readonly TaskResult[], sentAt: Date) {
  const db = deps.postgres.tables<SendTables>()
  for (const state of ['sent', 'lost', 'full'] as const) {
    const hashes = results
      .filter((one) => one.state === state)
      .map(({ external }) => aboutHash(deps, account, external))
    if (hashes.length === 0) continue
    const rows = await sql<{ person: string }>`
      select p.person from carriers_send_person p join carriers_contact c on c.id = p.contact
      where p.unit = ${unit.id}::bigint and c.external = any(${hashes}::bytea[])`.execute(db)
    const people = rows.rows.map(({ person }) => person)
    if (state !== 'sent') await settle(deps, unit.send, people, state)
    else
      await sql`update carriers_send_person set state = 'sent', at = ${sentAt}
        where send = ${unit.send}::bigint and person = any(${people}::bigint[])`.execute(db)
  }
}
