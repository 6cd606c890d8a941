import type { Vault } from '#platform/crypto'
import type { Outbox } from '#platform/outbox'
import type { Postgres, Tx } from '#platform/postgres/postgres'
import { type Claim, type Evidence, kindOf, normalise } from '../core/claims.ts'
import { type IdentityFact, type Known, keyOf, standing } from '../core/known.ts'
import { type Decision, resolve } from '../core/resolve.ts'
import { identityMerged, type PersonChanges } from '../index.ts'
import {
  alone,
  insertHandles,
  insertUnverified,
  loadKnown,
  moveHandle,
  recordMerge,
  reserve,
  sealedBecause,
} from './store.ts'
import type { IdentityTables } from './tables.ts'

export interface IdentityDeps {
  postgres: Postgres
  outbox: Outbox
  vault: Vault
  /** Runs in the transaction that stores the ids, so that no person exists without a row elsewhere. */
  onChange: (tx: Tx, changes: PersonChanges) => Promise<void>
  /** Ids held in memory. */
  cacheSize?: number
}

/** One evidence decided, with the handles its claims have now. */
export interface Decided {
  evidence: Evidence
  decision: Decision
  /** By the claims as the caller wrote them. */
  handles: { key: string; identity: string; person: string; strand: string; priority: number }[]
  /** Of the memory when it was decided. */
  epoch: number
}

/** Lets one batch run; what arrives meanwhile forms the next one. */
export class ColdBatches {
  readonly #run: (batch: readonly Evidence[]) => Promise<Decided[]>
  #waiting: { evidence: readonly Evidence[]; resolve(d: Decided[]): void; reject(e: unknown): void }[] = []
  #busy = false

  constructor(run: (batch: readonly Evidence[]) => Promise<Decided[]>) {
    this.#run = run
  }

  decide(evidence: readonly Evidence[]): Promise<Decided[]> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ evidence, resolve, reject })
      if (!this.#busy) void this.#drain()
    })
  }

  async #drain() {
    this.#busy = true
    while (this.#waiting.length > 0) {
      const calls = this.#waiting
      this.#waiting = []
      try {
        const decided = await this.#run(calls.flatMap((call) => call.evidence))
        let at = 0
        for (const call of calls) {
          call.resolve(decided.slice(at, at + call.evidence.length))
          at += call.evidence.length
        }
      } catch (error) {
        for (const call of calls) call.reject(error)
      }
    }
    this.#busy = false
  }
}

export async function decideBatch(
  deps: IdentityDeps,
  batch: readonly Evidence[],
  epochNow: () => number,
): Promise<Decided[]> {
  const decided = await deps.postgres.transaction(async (tx) => {
    const db = tx.tables<IdentityTables>()
    await alone(db)
    const epoch = epochNow()
    return (await decideIn(deps, tx, batch)).map((one) => ({ ...one, epoch }))
  })
  deps.outbox.kick()
  return decided
}

async function decideIn(deps: IdentityDeps, tx: Tx, batch: readonly Evidence[]) {
  const db = tx.tables<IdentityTables>()
  const claims = new Map<string, Claim>()
  for (const evidence of batch) {
    for (const raw of evidence.claims) {
      const claim = normalise(raw)
      if (typeof claim !== 'string') claims.set(keyOf(claim), claim)
    }
  }
  const known = await loadKnown(db, deps.vault, claims)
  // Each claim can need a handle and each evidence a person; unused numbers are gaps, which cost nothing.
  const fresh = claims.size - known.handles.size
  const numbers = await reserve(db, fresh + batch.length)
  let next = 0
  const newId = () => {
    const id = numbers[next++]
    if (!id) throw new Error('identity: not enough numbers reserved')
    return id
  }
  const decisions = batch.map((evidence) => ({ evidence, decision: resolve(evidence, known, newId) }))
  await store(
    deps,
    tx,
    decisions.map((d) => d.decision),
  )
  for (const { evidence, decision } of decisions) {
    const { strand } = decision
    for (const claim of strand === null ? [] : decision.unverified) {
      await insertUnverified(db, deps.vault, strand ?? '', claim, evidence.at)
    }
  }
  return decisions.map((d) => settle(d.evidence, d.decision, known))
}

/** What an evidence came to after the whole batch: later merges of the batch already count. */
function settle(evidence: Evidence, decision: Decision, known: Known): Omit<Decided, 'epoch'> {
  const handles: Decided['handles'] = []
  for (const raw of evidence.claims) {
    const claim = normalise(raw)
    const handle = typeof claim === 'string' ? undefined : known.handles.get(keyOf(claim))
    if (!handle) continue
    const priority = kindOf(handle.type)?.priority ?? 0
    const { id: identity, strand } = handle
    handles.push({ key: keyOf(raw), identity, strand, person: standing(known, handle.person), priority })
  }
  const person = decision.person && standing(known, decision.person)
  return { evidence, decision: { ...decision, person }, handles }
}

/** Writes a batch's facts in their order; handles of the whole batch go in first, with the person they were claimed for. */
async function store(deps: IdentityDeps, tx: Tx, decisions: readonly Decision[]) {
  const facts = decisions.flatMap((d) => d.facts)
  if (facts.length === 0) return
  const db = tx.tables<IdentityTables>()
  const handles = facts.filter((fact) => fact.type === 'claimed').map((fact) => fact.handle)
  await insertHandles(db, deps.vault, handles)
  const merged: PersonChanges['merged'][number][] = []
  for (const fact of facts) {
    if (fact.type === 'moved') await moveHandle(db, fact)
    if (fact.type === 'merged') {
      const id = await recordMerge(db, fact, sealedBecause(deps.vault, fact.because))
      merged.push({ id, kept: fact.kept, gone: fact.gone, prefer: fact.prefer })
    }
  }
  await deps.onChange(tx, changesOf(facts, merged))
  for (const { kept, gone, prefer } of merged) await deps.outbox.publish(tx, identityMerged, { kept, gone, prefer })
}

function changesOf(facts: readonly IdentityFact[], merged: PersonChanges['merged']): PersonChanges {
  const born = facts.filter((f) => f.type === 'born').map(({ person, at }) => ({ person, at }))
  const claimed = facts.filter((f) => f.type === 'claimed').map((f) => f.handle)
  const strong = claimed.filter((handle) => kindOf(handle.type)?.strength === 'strong')
  return { born, known: [...new Set(strong.map((handle) => handle.person))], merged, split: [] }
}
