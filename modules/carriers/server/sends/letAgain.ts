import { minute } from '#kit/time'
import type { SendReason } from '../../core/sends.ts'
import type { Opened } from './plans.ts'
import type { HostDeps } from './ports.ts'
import { type SendRow, type SendTables, touchKey } from './tables.ts'

/** What the gate said holds so long; whoever leaves later is asked about anew. */
const fresh = minute

/**
 * People who were let through some time ago (a kill, a pause, a platform that was busy): the gate is asked once more as of
 * now, and whoever it refuses does not get it. A consent that was withdrawn meanwhile stops what has not left.
 */
export async function letAgain(
  deps: HostDeps,
  send: SendRow,
  { plan, way }: Opened,
  which: { readonly unit: string } | { readonly people: readonly string[] },
): Promise<void> {
  const db = deps.postgres.tables<SendTables>()
  const now = deps.now()
  let old = db
    .selectFrom('carriers_send_person')
    .select('person')
    .where('send', '=', send.id)
    .where('way', '=', plan.place)
    .where('state', '=', 'planned')
    .where('at', '<', new Date(now - fresh))
  old = 'unit' in which ? old.where('unit', '=', which.unit) : old.where('person', 'in', [...which.people, '0'])
  const people = (await old.orderBy('person').execute()).map(({ person }) => person)
  if (people.length === 0) return
  const contacts = people.map((person) => ({
    ...{ person, carrier: way.kind.carrier, purpose: send.purpose, at: now },
    key: touchKey(send.id, person, plan.place),
  }))
  await deps.gate.takeBack(contacts.map(({ key }) => key))
  const verdicts = await deps.gate.let(contacts, { ref: `send:${send.id}`, by: send.made_by })
  for (const [i, person] of people.entries()) {
    const verdict = verdicts[i]
    const reasons: SendReason[] = verdict ? [...new Set(verdict.reasons.map(({ reason }) => reason))] : ['gone']
    const set = verdict?.allowed
      ? { at: new Date(now) }
      : { state: 'refused' as const, reasons: JSON.stringify(reasons) as never, at: new Date(now) }
    await db
      .updateTable('carriers_send_person')
      .set(set)
      .where('send', '=', send.id)
      .where('person', '=', person)
      .where('state', '=', 'planned')
      .execute()
  }
}
