import { sql } from 'kysely'
import { type Evidence, normalise } from '../core/claims.ts'
import { keyOf } from '../core/known.ts'
import { defaultRules } from '../core/policy.ts'
import type { Identities, OrderClaims, Resolved } from '../index.ts'
import { type Cached, HandleCache } from './cache.ts'
import { ColdBatches, type Decided, decideBatch } from './decide.ts'
import type { IdentityDeps } from './deps.ts'
import { eraser, type IdentityErasing } from './erase.ts'
import { type IdentityPrints, printsOf } from './prints.ts'
import { type IdentityRepairs, repairs } from './repairs.ts'
import { RulesNow } from './rulesNow.ts'
import { hashOf, openValue, standingPerson, strandsOf } from './store.ts'
import { strandsOfIds } from './strandsOfIds.ts'
import type { IdentityTables } from './tables.ts'
import { unbindAll } from './unbind.ts'

export { countDoubts } from './doubts.ts'
export { identityHandlers } from './handlers.ts'
export { hasIds } from './hasIds.ts'
export { copyAllIdTypes, copyIdTypes, countShared } from './idTypes.ts'
export { hearMerges } from './overrides.ts'
export { seenPrints } from './prints.ts'
export { rulesFrom } from './rulesNow.ts'
export { identitySubject } from './subject.ts'
export { idTimeline } from './timeline.ts'
export type { IdentityDeps, IdentityErasing }

type Whole = Identities & IdentityErasing & IdentityRepairs & IdentityPrints & OrderClaims

/** The identity house: claims in, persons out; cold claims of concurrent callers are decided one batch at a time. */
export function identityServer(deps: IdentityDeps): Whole {
  const cache = new HandleCache(deps.cacheSize ?? 500_000)
  const rules = new RulesNow(deps.rules ?? (async () => defaultRules), () => cache.clear())
  const cold = new ColdBatches(async (batch) => {
    const decided = await decideBatch(deps, batch, { rules: await rules.now(), epoch: () => cache.epoch })
    for (const { decision } of decided) correct(cache, decision)
    return decided
  })
  const db = () => deps.postgres.tables<IdentityTables>()
  return {
    resolve: async (evidence) => {
      if (rules.isDue()) await rules.now()
      return resolveAll(cache, cold, evidence)
    },
    unbind: async (evidence) => unbindAll(deps, cache, evidence, await rules.now()),
    standing: (person) => standingPerson(db(), person),
    lookup: async (type, value) => (await lookup(deps, type, value))?.person ?? null,
    strandOf: async (type, value) => (await lookup(deps, type, value))?.strand ?? null,
    strandsOfIds: (ids) => strandsOfIds(deps, ids),
    find: (value) => find(deps, value),
    identitiesOf: (person) => identitiesOf(deps, person),
    merges: (person) => mergesOf(deps, person),
    strands: (person) => strandsOf(db(), person),
    prints: (people) => printsOf(db(), people),
    ...eraser(deps, cache),
    ...repairs(deps, cache, () => rules.now()),
  }
}

async function resolveAll(cache: HandleCache, cold: ColdBatches, evidence: readonly Evidence[]): Promise<Resolved[]> {
  const out = evidence.map((one) => fromCache(cache, one))
  const misses = evidence.filter((_, i) => !out[i])
  const decided = misses.length > 0 ? await cold.decide(misses) : []
  let next = 0
  return out.map((hit) => {
    if (hit) return hit
    const one = decided[next++]
    if (!one) throw new Error('identity: a piece of evidence was not decided')
    return remember(cache, one)
  })
}

async function lookup(deps: IdentityDeps, type: string, value: string) {
  const claim = normalise({ type, value })
  if (typeof claim === 'string') return null
  return deps.postgres
    .tables<IdentityTables>()
    .selectFrom('identity_handle')
    .select(['person', 'strand'])
    .where('type', '=', claim.type)
    .where('hash', '=', hashOf(deps.vault, claim))
    .executeTakeFirst()
}

async function find(deps: IdentityDeps, value: string): Promise<string[]> {
  const db = deps.postgres.tables<IdentityTables>()
  // A loose index scan: one step a type, however many ids there are.
  const types = await sql<{ type: string }>`
    with recursive kinds as (
      (select type from identity_handle order by type limit 1)
      union all
      select (select h.type from identity_handle h where h.type > k.type order by h.type limit 1) from kinds k
        where k.type is not null
    )
    select type from kinds where type is not null`.execute(db)
  const claims = types.rows.flatMap(({ type }) => {
    const claim = normalise({ type, value })
    return typeof claim === 'string' ? [] : [claim]
  })
  const found = await sql<{ person: string }>`
    select distinct h.person from identity_handle h join unnest(${claims.map((one) => one.type)}::text[],
      ${claims.map((one) => hashOf(deps.vault, one))}::bytea[]) as t(type, hash)
      on t.type = h.type and t.hash = h.hash limit 100`.execute(db)
  return found.rows.map((row) => row.person)
}

async function identitiesOf(deps: IdentityDeps, person: string) {
  const rows = await deps.postgres
    .tables<IdentityTables>()
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
}

async function mergesOf(deps: IdentityDeps, person: string) {
  const db = deps.postgres.tables<IdentityTables>()
  const strands = await strandsOf(db, person)
  const rows = await db
    .selectFrom('identity_merge')
    .selectAll()
    .where('lead', 'in', strands)
    .where('undone_at', 'is', null)
    .orderBy('id')
    .execute()
  return rows.map((row) => {
    const { type, sealed } = row.because as { type: string; sealed: string }
    const value = deps.vault.open(Buffer.from(sealed, 'base64'), 'identity_merge.because')
    return { id: row.id, kept: row.kept, gone: row.gone, because: { type, value }, at: row.at }
  })
}

/** Answers from memory when every claim is known, usable and points to one person; the slow path decides the rest. */
function fromCache(cache: HandleCache, evidence: Evidence): Resolved | null {
  let lead: Cached | null = null
  for (const claim of evidence.claims) {
    const hit = cache.get(`${evidence.trust === 'client' ? 'c' : 's'}${keyOf(claim)}`)
    if (!hit || evidence.at < hit.since || (lead && lead.person !== hit.person)) return null
    if (!lead || hit.priority < lead.priority) lead = hit
  }
  return lead && { identity: lead.identity, person: lead.person, strand: lead.strand, refused: [] }
}

function remember(cache: HandleCache, { decision, evidence, handles, epoch }: Decided): Resolved {
  const { identity, person, strand, refused, unverified } = decision
  const usable = refused.length === 0 && unverified.length === 0 && epoch === cache.epoch
  const trust = evidence.trust === 'client' ? 'c' : 's'
  for (const { key, ...handle } of usable && person ? handles : []) {
    if (handle.person === person) cache.set(`${trust}${key}`, handle)
  }
  return { identity, person, strand, refused }
}

/** Ids of merged people and moved devices may be remembered under other spellings and the other trust. */
function correct(cache: HandleCache, { facts }: Decided['decision']) {
  for (const fact of facts) {
    if (fact.type === 'merged') cache.merge(fact.gone, fact.kept)
    if (fact.type === 'moved') cache.move(fact.handle, { person: fact.to, strand: fact.strand, since: fact.at })
    // Whatever it was remembered as, it finds nobody any more.
    if (fact.type === 'shared') cache.clear()
  }
}

export { identityViews } from './readingViews.ts'
