import type { Db, Tx } from '#platform/postgres/postgres'
import type { IdentityFact } from '../core/known.ts'
import { identityMerged, type PersonChanges } from '../index.ts'
import type { IdentityDeps } from './deps.ts'
import { strandsBefore, strandsWithIds, tellIds } from './idTypes.ts'
import { insertHandles, markHandle, moveHandle, recordMerges, sealedBecause } from './store.ts'
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
  let together: Extract<IdentityFact, { type: 'merged' }>[] = []
  const mergeThem = async () => {
    merged.push(...(await mergeAll(deps, db, together, how.hand)))
    together = []
  }
  for (const fact of facts) {
    // To whom an id goes, and which merges were made over one, depends on those before.
    if (fact.type === 'moved' || fact.type === 'shared') await mergeThem()
    if (fact.type === 'moved') await moveHandle(db, fact, how.moved)
    else if (fact.type === 'proven' || fact.type === 'seen' || fact.type === 'shared') await markHandle(db, fact)
    else if (fact.type === 'merged') together.push(fact)
  }
  await mergeThem()
  await deps.onChange(tx, changesOf(facts, merged))
  await tellIds(deps.outbox, tx, [...before, ...strandsWithIds(facts)])
  await tellNamed(deps.outbox, tx, facts)
  const told = merged.map(({ kept, gone, prefer }) => ({ kept, gone, prefer }))
  await deps.outbox.publishAll(tx, identityMerged, told)
}

async function mergeAll(
  { vault }: Pick<IdentityDeps, 'vault'>,
  db: Db<IdentityTables>,
  facts: readonly Extract<IdentityFact, { type: 'merged' }>[],
  hand: ByHand | undefined,
) {
  if (facts.length === 0) return []
  const merges = facts.map((fact) => ({ fact, because: sealedBecause(vault, fact.because) }))
  const ids = await recordMerges(db, merges, hand)
  return facts.map(({ kept, gone, prefer }, i) => ({ id: ids[i] ?? '', kept, gone, prefer }))
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
