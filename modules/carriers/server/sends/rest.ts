import { sql } from 'kysely'
import { hour } from '#kit/time'
import { audit } from '#platform/audit'
import type { Tx } from '#platform/postgres/postgres'
import { refuseCarrier } from '../problems.ts'
import type { HostDeps } from './ports.ts'
import { settle } from './settle.ts'
import type { SendRow, SendTables } from './tables.ts'
import { textsOfSend } from './texts.ts'

/**
 * Looks once, when the time has come, which text is better: the rest then gets it. Where none is beyond chance it says so,
 * and somebody decides: to look again and again until chance is kind would be no test.
 */
export async function judgeTrial(deps: HostDeps, send: SendRow) {
  if (send.trial === null || send.trial_state !== 'testing') return
  const db = deps.postgres.tables<SendTables>()
  if (send.trial_due === null) {
    const due = new Date(deps.now() + send.trial.waitHours * hour)
    await db.updateTable('carriers_send').set({ trial_due: due }).where('id', '=', send.id).execute()
    return
  }
  if (send.trial_due.getTime() > deps.now()) return
  const { winner } = await textsOfSend(deps, send)
  if (winner) await sendRest(deps, send.id, winner.text, 'system')
  else await sayUnclear(deps, send)
}

/** Whether some of the audience still waits for a text. */
export async function holdsBack({ postgres }: HostDeps, send: string): Promise<boolean> {
  const held = postgres.tables<SendTables>().selectFrom('carriers_send_person').select('person').limit(1)
  return (await held.where('send', '=', send).where('state', '=', 'heldBack').executeTakeFirst()) !== undefined
}

/** @throws a problem where nothing is to be decided any more */
async function openTrial(tx: Tx, id: string): Promise<SendRow> {
  const all = tx.tables<SendTables>().selectFrom('carriers_send').selectAll().where('id', '=', id).forUpdate()
  const send = await all.executeTakeFirst()
  if (!send) return refuseCarrier('no-such-send')
  const isOpen = send.trial_state === 'testing' || send.trial_state === 'unclear'
  // While it is chosen who waits, nobody knows yet who all of them are.
  if (!isOpen || send.state !== 'waiting') return refuseCarrier('no-trial')
  return send
}

/** The rest gets this text, as soon as the gate lets each of them. */
export async function sendRest(deps: HostDeps, id: string, text: number, by: string) {
  await deps.postgres.transaction(async (tx) => {
    const send = await openTrial(tx, id)
    if (text > Math.max(0, ...send.ways.map(({ variants = [] }) => variants.length))) refuseCarrier('no-trial')
    const at = new Date(deps.now())
    const rest = await sql<{ person: string }>`update carriers_send_person set state = 'planned', variant = ${text}
      where send = ${id}::bigint and state = 'heldBack' returning person`.execute(tx.tables<SendTables>())
    await tx
      .tables<SendTables>()
      .updateTable('carriers_send')
      .set({ trial_state: 'decided', trial_text: text, trial_by: by, trial_at: at, state: 'asking', look_at: at })
      .where('id', '=', id)
      .execute()
    await audit(tx, by, 'send.trialDecided', id, { name: send.name, text, people: rest.rows.length })
  })
}

async function sayUnclear(deps: HostDeps, { id, name }: SendRow) {
  await deps.postgres.transaction(async (tx) => {
    const set = { trial_state: 'unclear' as const, trial_at: new Date(deps.now()) }
    await tx.tables<SendTables>().updateTable('carriers_send').set(set).where('id', '=', id).execute()
    await audit(tx, 'system', 'send.trialUnclear', id, { name })
  })
}

/** The rest gets nothing. */
export async function cancelRest(deps: HostDeps, id: string, by: string) {
  const rest = await deps.postgres.transaction(async (tx) => {
    const send = await openTrial(tx, id)
    const db = tx.tables<SendTables>()
    const set = { trial_state: 'cancelled' as const, trial_by: by, trial_at: new Date(deps.now()) }
    await db
      .updateTable('carriers_send')
      .set({ ...set, look_at: new Date(deps.now()) })
      .where('id', '=', id)
      .execute()
    const held = db.selectFrom('carriers_send_person').select('person').where('send', '=', id)
    const people = (await held.where('state', '=', 'heldBack').execute()).map(({ person }) => person)
    await audit(tx, by, 'send.trialCancelled', id, { name: send.name, people: people.length })
    return people
  })
  await settle(deps, id, rest, 'stopped')
}
