import { audit } from '#platform/audit'
import type { Tx } from '#platform/postgres/postgres'
import { without } from '../core/strands.ts'
import { identitySplit, type Side } from '../index.ts'
import type { HandleCache } from './cache.ts'
import type { IdentityDeps } from './decide.ts'
import type { ByHand } from './facts.ts'
import { alone } from './store.ts'
import type { IdentityTables } from './tables.ts'
import { regroup, wholeOf } from './wholes.ts'

/** Port: what a human puts right. */
export interface IdentityRepairs {
  /** Takes one merge back: both sides stand again under their own numbers, with all that came by their ids since. Null
   * when the person has no such merge. */
  undoMerge(person: string, merge: string, hand: ByHand): Promise<readonly Side[] | null>
}

export function repairs(deps: IdentityDeps, cache: HandleCache): IdentityRepairs {
  return {
    undoMerge: (person, merge, hand) => repaired(deps, cache, (tx) => undoMerge(deps, tx, person, merge, hand)),
  }
}

/** Waits until no evidence is being weighed; what memory knew is asked anew, and every later read sees the change. */
export async function repaired<T>(deps: IdentityDeps, cache: HandleCache, work: (tx: Tx) => Promise<T>): Promise<T> {
  const done = await again(() =>
    deps.postgres.transaction(async (tx) => {
      await alone(tx.tables<IdentityTables>())
      return work(tx)
    }),
  )
  cache.clear()
  await deps.outbox.settled()
  return done
}

/** Traits of the same people may be written at this moment: PostgreSQL ends one of two that wait for each other. */
async function again<T>(run: () => Promise<T>, left = 3): Promise<T> {
  try {
    return await run()
  } catch (error) {
    if (left === 0 || !(error instanceof Error && 'code' in error && error.code === '40P01')) throw error
    return again(run, left - 1)
  }
}

async function undoMerge(deps: IdentityDeps, tx: Tx, person: string, merge: string, { by, reason }: ByHand) {
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
  await db
    .insertInto('identity_apart')
    .values({ one: joint.lead, other: joint.other, by, reason, at: new Date() })
    .onConflict((c) => c.doNothing())
    .execute()
  await deps.onChange(tx, { born: [], known: [], merged: [], split: [sides] })
  await deps.outbox.publish(tx, identitySplit, { strands: whole.strands })
  await audit(tx, by, 'person.split', whole.person, { reason, merge, sides: sides.map((side) => side.person) })
  return sides
}
