import { sql } from 'kysely'
import { minute } from '#kit/time'
import type { SendReason } from '../../core/sends.ts'
import type { Opened } from './plans.ts'
import type { HostDeps } from './ports.ts'
import { type SendRow, type SendTables, touchKey } from './tables.ts'

/** What the gate said holds so long; whoever leaves later is asked about anew. */
const fresh = minute
/** So many are asked about at a time. */
const page = 500

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
  let old = db
    .selectFrom('carriers_send_person')
    .select('person')
    .where('send', '=', send.id)
    .where('way', '=', plan.place)
    .where('state', '=', 'planned')
    .where('at', '<', new Date(deps.now() - fresh))
  old = 'unit' in which ? old.where('unit', '=', which.unit) : old.where('person', 'in', [...which.people, '0'])
  const people = (await old.orderBy('person').execute()).map(({ person }) => person)
  for (let from = 0; from < people.length; from += page)
    await askAnew(deps, send, { plan, way }, people.slice(from, from + page))
}

async function askAnew(deps: HostDeps, send: SendRow, { plan, way }: Opened, people: readonly string[]) {
  const at = deps.now()
  const contacts = people.map((person) => ({
    ...{ person, carrier: way.kind.carrier, purpose: send.purpose, at, open: way.tasks !== undefined },
    key: touchKey(send.id, person, plan.place),
  }))
  await deps.gate.takeBack(contacts.map(({ key }) => key))
  const verdicts = await deps.gate.let(contacts, { ref: `send:${send.id}`, by: send.made_by })
  const reasons = people.map((_, i): readonly SendReason[] | null => {
    const verdict = verdicts[i]
    if (!verdict) return ['gone']
    return verdict.allowed ? null : [...new Set(verdict.reasons.map(({ reason }) => reason))]
  })
  await sql`
    update carriers_send_person p set at = ${new Date(at)}, reasons = t.reasons,
      state = case when t.reasons is null then p.state else 'refused' end
    from unnest(${people}::bigint[], ${reasons.map((one) => one && JSON.stringify(one))}::jsonb[]) as t(person, reasons)
    where p.send = ${send.id}::bigint and p.person = t.person and p.state = 'planned'`.execute(
    deps.postgres.tables<SendTables>(),
  )
}
