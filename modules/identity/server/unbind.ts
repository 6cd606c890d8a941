import type { Tx } from '#platform/postgres/postgres'
import { type Claim, type Evidence, normalise } from '../core/claims.ts'
import { type IdentityFact, keyOf } from '../core/known.ts'
import type { Rules } from '../core/policy.ts'
import { unbind } from '../core/unbind.ts'
import type { HandleCache } from './cache.ts'
import type { IdentityDeps } from './deps.ts'
import { storeFacts } from './facts.ts'
import { loadKnown } from './load.ts'
import { alone, reserve } from './store.ts'
import type { IdentityTables } from './tables.ts'

/** Memory is put right id by id: apps unbind all day, and forgetting everything would cost all others. */
export async function unbindAll(deps: IdentityDeps, cache: HandleCache, evidence: readonly Evidence[], rules: Rules) {
  const facts = await deps.postgres.transaction(async (tx) => {
    await alone(tx.tables<IdentityTables>())
    // What was decided before this moment is not remembered after it.
    cache.epoch += 1
    return unbindIn(deps, tx, evidence, rules)
  })
  for (const fact of facts) {
    if (fact.type === 'moved') cache.move(fact.handle, { person: fact.to, strand: fact.strand, since: fact.at })
  }
  cache.epoch += 1
  deps.outbox.kick()
}

/** Unbinds in a transaction that holds the lock of identity. */
async function unbindIn(
  deps: IdentityDeps,
  tx: Tx,
  evidence: readonly Evidence[],
  rules: Rules,
): Promise<IdentityFact[]> {
  const db = tx.tables<IdentityTables>()
  const claims = new Map<string, Claim>()
  for (const raw of evidence.flatMap((one) => one.claims)) {
    const claim = normalise(raw)
    if (typeof claim !== 'string') claims.set(keyOf(claim), claim)
  }
  const { known } = await loadKnown(db, deps.vault, claims)
  const newId = await reserve(
    db,
    evidence.reduce((n, one) => n + one.claims.length, 0),
  )
  const facts = evidence.flatMap((one) => unbind(one, known, newId, rules))
  await storeFacts(deps, tx, facts, { moved: 'unbound' })
  return facts
}
