import { type Evidence, normalise } from '../core/claims.ts'
import { keyOf } from '../core/resolve.ts'
import type { Identities, Resolved } from '../index.ts'
import { HandleCache } from './cache.ts'
import { ColdBatches, type Decided, decideBatch, type IdentityDeps } from './decide.ts'
import { hashOf, type IdentityTables, mergedInto, openValue, standingPerson } from './store.ts'

export { hearMerges } from './overrides.ts'
export type { IdentityDeps }

/** The identity house: claims in, persons out; cold claims of concurrent callers are decided one batch at a time. */
export function identityServer(deps: IdentityDeps): Identities {
  const cache = new HandleCache(deps.cacheSize ?? 500_000)
  const cold = new ColdBatches((batch) => decideBatch(deps, batch))
  const db = () => deps.postgres.tables<IdentityTables>()
  return {
    async resolve(evidence) {
      const out = new Array<Resolved>(evidence.length)
      const misses: number[] = []
      evidence.forEach((one, i) => {
        const hit = fromCache(cache, one)
        if (hit) out[i] = hit
        else misses.push(i)
      })
      if (misses.length > 0) {
        const list = misses.map((i) => evidence[i]).filter((one) => one !== undefined)
        const decided = await cold.decide(list)
        misses.forEach((i, n) => {
          const one = decided[n]
          if (one) out[i] = remember(cache, one)
        })
      }
      return out
    },
    standing: (person) => standingPerson(db(), person),
    async lookup(type, value) {
      const claim = normalise({ type, value })
      if (typeof claim === 'string') return null
      const hash = hashOf(deps.vault, claim)
      const row = await db()
        .selectFrom('identity_handle')
        .select('person')
        .where('type', '=', claim.type)
        .where('hash', '=', hash)
        .executeTakeFirst()
      return row?.person ?? null
    },
    async identitiesOf(person) {
      const rows = await db()
        .selectFrom('identity_handle')
        .selectAll()
        .where('person', '=', person)
        .orderBy('id')
        .limit(1000)
        .execute()
      return rows.map((row) => ({
        id: row.id,
        type: row.type,
        value: openValue(deps.vault, row),
        firstSeen: row.first_seen,
      }))
    },
    merges: (person) => mergesOf(deps, person),
    mergedInto: (person) => mergedInto(db(), person),
  }
}

async function mergesOf(deps: IdentityDeps, person: string) {
  const db = deps.postgres.tables<IdentityTables>()
  const all = await mergedInto(db, person)
  const rows = await db.selectFrom('identity_merge').selectAll().where('gone', 'in', all).orderBy('id').execute()
  return rows.map((row) => {
    const { type, sealed } = row.because as { type: string; sealed: string }
    const value = deps.vault.open(Buffer.from(sealed, 'base64'), 'identity_merge.because')
    return { id: row.id, kept: row.kept, gone: row.gone, because: { type, value }, at: row.at }
  })
}

/** Answers from memory when every claim is known, usable and points to one person; the slow path decides the rest. */
function fromCache(cache: HandleCache, evidence: Evidence): Resolved | null {
  let lead: { identity: string; person: string } | null = null
  for (const claim of evidence.claims) {
    const hit = cache.get(`${evidence.trust === 'client' ? 'c' : 's'}${keyOf(claim)}`)
    if (!hit || (lead && lead.person !== hit.person)) return null
    lead ??= hit
  }
  return lead && { identity: lead.identity, person: lead.person, refused: [] }
}

function remember(cache: HandleCache, decided: Decided): Resolved {
  const { decision, evidence } = decided
  const usable = decision.refused.length === 0 && decision.unverified.length === 0
  if (usable && decision.person && decision.identity) {
    const trust = evidence.trust === 'client' ? 'c' : 's'
    for (const { key, identity, person } of decided.handles) {
      if (person === decision.person) cache.set(`${trust}${key}`, { identity, person })
    }
  }
  return { identity: decision.identity, person: decision.person, refused: decision.refused }
}
