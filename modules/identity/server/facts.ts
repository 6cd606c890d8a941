import type { Db, Tx } from '#platform/postgres/postgres'
import type { IdentityFact } from '../core/known.ts'
import { identityMerged, type PersonChanges } from '../index.ts'
import type { IdentityDeps } from './deps.ts'
import { changeHandles, shareHandles } from './handles.ts'
import { strandsBefore, strandsWithIds, tellIds } from './idTypes.ts'
import { insertHandles, recordMerges, sealedBecause } from './store.ts'
import type { IdentityTables } from './tables.ts'
import { tellNamed } from './tellNamed.ts'

/** Who makes a change by hand, and why. */
export interface ByHand {
  by: string
  reason: string
}

interface How {
  hand?: ByHand
  moved?: 'moved' | 'unbound'
  /** Of new ids, by key. */
  hashes?: ReadonlyMap<string, Buffer>
}

/**
 * Writes the facts of a batch as if one after the other, in a number of statements that does not grow with it: new
 * handles go in with the person they were claimed for, then ids change hands, then merges take all along.
 */
export async function storeFacts(
  deps: Pick<IdentityDeps, 'vault' | 'outbox' | 'onChange'>,
  tx: Tx,
  facts: readonly IdentityFact[],
  how: How = {},
) {
  if (facts.length === 0) return
  const db = tx.tables<IdentityTables>()
  const before = await strandsBefore(db, facts)
  const handles = facts.filter((fact) => fact.type === 'claimed').map((fact) => fact.handle)
  await insertHandles(db, deps.vault, handles, how.hashes)
  await changeHandles(db, facts, how.moved)
  const together = facts.filter((fact) => fact.type === 'merged')
  const merged = await mergeAll(deps, db, together, how.hand)
  await shareHandles(db, facts)
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
