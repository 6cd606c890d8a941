import type { Tx } from '#platform/postgres/postgres'
import type { IdentityFact } from '../core/known.ts'
import { identityMerged, type PersonChanges } from '../index.ts'
import type { IdentityDeps } from './deps.ts'
import { strandsBefore, strandsWithIds, tellIds } from './idTypes.ts'
import { insertHandles, markHandle, moveHandle, recordMerge, sealedBecause } from './store.ts'
import type { IdentityTables } from './tables.ts'
import { tellNamed } from './tellNamed.ts'

/** Who makes a change by hand, and why. */
export interface ByHand {
  by: string
  reason: string
}

/** Writes facts in their order; new handles go in first, with the person they were claimed for. */
export async function storeFacts(
  deps: Pick<IdentityDeps, 'vault' | 'outbox' | 'onChange'>,
  tx: Tx,
  facts: readonly IdentityFact[],
  how: { hand?: ByHand; moved?: 'moved' | 'unbound' } = {},
) {
  if (facts.length === 0) return
  const db = tx.tables<IdentityTables>()
  const before = await strandsBefore(db, facts)
  const handles = facts.filter((fact) => fact.type === 'claimed').map((fact) => fact.handle)
  await insertHandles(db, deps.vault, handles)
  const merged: PersonChanges['merged'][number][] = []
  for (const fact of facts) {
    if (fact.type === 'moved') await moveHandle(db, fact, how.moved)
    else if (fact.type === 'proven' || fact.type === 'seen' || fact.type === 'shared') await markHandle(db, fact)
    else if (fact.type === 'merged') {
      const id = await recordMerge(db, fact, sealedBecause(deps.vault, fact.because), how.hand)
      merged.push({ id, kept: fact.kept, gone: fact.gone, prefer: fact.prefer })
    }
  }
  await deps.onChange(tx, changesOf(facts, merged))
  await tellIds(deps.outbox, tx, [...before, ...strandsWithIds(facts)])
  await tellNamed(deps.outbox, tx, facts)
  for (const { kept, gone, prefer } of merged) await deps.outbox.publish(tx, identityMerged, { kept, gone, prefer })
}

function changesOf(facts: readonly IdentityFact[], merged: PersonChanges['merged']): PersonChanges {
  const born = facts.filter((f) => f.type === 'born').map(({ person, at }) => ({ person, at }))
  const known = facts.flatMap((fact) => {
    if (fact.type === 'claimed' && fact.handle.strong) return [fact.handle.person]
    if (fact.type === 'moved' && fact.strong) return [fact.to]
    return fact.type === 'proven' ? [fact.person] : []
  })
  return { born, known: [...new Set(known)], merged, split: [] }
}
