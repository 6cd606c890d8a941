import type { UndoCounts } from '#modules/intake'
import type { Outbox } from '#platform/outbox'
import type { Postgres, Tx } from '#platform/postgres/postgres'
import { inherit, undone } from '../core/undo.ts'
import { peopleChanged } from '../index.ts'
import { voidConsents } from './consents/record.ts'
import { reviseEntries } from './entries.ts'
import { changeFound, dropTouched, foundLater, type Touched, touchedBy } from './journal.ts'
import { tellEverySide } from './own.ts'
import { type Back, putBack } from './putBack.ts'
import type { PeopleTables } from './tables.ts'

export interface UndoDeps {
  postgres: Postgres
  outbox: Outbox
  goLiveAt: () => Promise<number>
}

const chunk = 200

/**
 * Takes back what an import said of people, fact by fact, where it still stands. Who is then left with nothing is not
 * decided here: ids belong to identity. A piece at a time, so that a break leaves nothing half done.
 */
export async function undoPeople(deps: UndoDeps, importId: string, report: (some: UndoCounts) => Promise<void>) {
  await voidConsents(deps.postgres.tables(), [importId])
  for (;;) {
    const some = await deps.postgres.transaction((tx) => undoSome(deps, tx, importId))
    deps.outbox.kick()
    if (some === null) return
    await report(some)
  }
}

async function undoSome(deps: UndoDeps, tx: Tx, importId: string): Promise<UndoCounts | null> {
  const db = tx.tables<PeopleTables>()
  const touched = await touchedBy(db, importId, chunk)
  if (touched.length === 0) return null
  const persons = touched.map((one) => one.person)
  const plans = touched.flatMap(planOf)
  const facts = plans.flatMap(({ person, back }) => [...back].map(([name, value]): Back => ({ person, name, value })))
  const byPerson = new Map(plans.map((plan) => [plan.person, plan]))
  for (const later of await foundLater(db, importId, persons)) {
    const plan = byPerson.get(later.person)
    if (plan) await changeFound(db, later, inherit(later.before, plan.before, plan.after, plan.names))
  }
  const carriers = await putBack(db, facts)
  await tellEverySide(db, facts)
  await reviseEntries(db, persons, await deps.goLiveAt())
  await dropTouched(db, importId, persons)
  await deps.outbox.publish(tx, peopleChanged, { ids: persons, gone: { people: [], carriers } })
  const here = touched.filter((one) => one.now !== null && !one.brought)
  const kept = here.filter((one) => (byPerson.get(one.person)?.passed ?? 1) > 0).length
  return { removed: 0, restored: here.length - kept, kept }
}

/** What goes back for one person; nothing when they are gone, part of another one, or the import broke off at them. */
function planOf({ person, before, after, now }: Touched) {
  if (now === null || after === null) return []
  const { back, passed } = undone(before, after, now)
  return [{ person, before, after, back, passed: passed.length, names: [...back.keys(), ...passed] }]
}
