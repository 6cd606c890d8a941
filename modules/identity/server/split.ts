import { audit } from '#platform/audit'
import type { Tx } from '#platform/postgres/postgres'
import { without } from '../core/strands.ts'
import { identitySplit } from '../index.ts'
import type { IdentityDeps } from './deps.ts'
import type { ByHand } from './facts.ts'
import type { IdentityTables } from './tables.ts'
import { regroup, wholeOf } from './wholes.ts'

/** Takes one merge back. Null when the person has no such merge. */
export async function undoMerge(deps: IdentityDeps, tx: Tx, person: string, merge: string, { by, reason }: ByHand) {
  const db = tx.tables<IdentityTables>()
  const whole = await wholeOf(db, person)
  const joint = whole.joints.find(({ id }) => id === merge)
  if (!joint) return null
  await db
    .updateTable('identity_merge')
    .set({ undone_at: new Date(), undone_by: by, undone_reason: reason })
    .where('id', '=', merge)
    .execute()
  const sides = await regroup(db, without(whole, merge))
  await keepApart(tx, { one: joint.lead, other: joint.other }, { by, reason })
  await deps.onChange(tx, { born: [], known: [], merged: [], split: [sides] })
  await deps.outbox.publish(tx, identitySplit, { strands: whole.strands })
  await audit(tx, by, 'person.split', whole.person, { reason, merge, sides: sides.map((side) => side.person) })
  return sides
}

/** No evidence merges these two again. */
export async function keepApart(tx: Tx, { one, other }: { one: string; other: string }, { by, reason }: ByHand) {
  await tx
    .tables<IdentityTables>()
    .insertInto('identity_apart')
    .values({ one, other, by, reason, at: new Date() })
    .onConflict((c) => c.doNothing())
    .execute()
}
