import type { Tx } from '#platform/postgres/postgres'
import { type Claim, type Evidence, normalise } from '../core/claims.ts'
import type { Decision } from '../core/decision.ts'
import { isNamed } from '../core/kinds.ts'
import { type Known, keyOf, sinceOf, standing } from '../core/known.ts'
import type { Rules } from '../core/policy.ts'
import { resolve } from '../core/resolve.ts'
import { openAmong } from '../core/settled.ts'
import type { Cached } from './cache.ts'
import type { IdentityDeps } from './deps.ts'
import { storeFacts } from './facts.ts'
import { insertDoubts, insertUnverified } from './heard.ts'
import { tellIds } from './idTypes.ts'
import { loadKnown } from './load.ts'
import { alone, reserve } from './store.ts'
import type { IdentityTables } from './tables.ts'
import { withoutBuried } from './tombstones.ts'

/** One evidence decided, with the handles its claims have now. */
export interface Decided {
  evidence: Evidence
  decision: Decision
  /** By the claims as the caller wrote them. */
  handles: (Cached & { key: string })[]
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
  state: { rules: Rules; epoch: () => number },
): Promise<Decided[]> {
  const decided = await deps.postgres.transaction(async (tx) => {
    const db = tx.tables<IdentityTables>()
    await alone(db)
    const epoch = state.epoch()
    return (await decideIn(deps, tx, batch, state.rules)).map((one) => ({ ...one, epoch }))
  })
  deps.outbox.kick()
  return decided
}

async function decideIn(deps: IdentityDeps, tx: Tx, batch: readonly Evidence[], rules: Rules) {
  const db = tx.tables<IdentityTables>()
  const claims = new Map<string, Claim>()
  for (const evidence of batch) {
    for (const raw of evidence.claims) {
      const claim = normalise(raw)
      if (typeof claim !== 'string') claims.set(keyOf(claim), claim)
    }
  }
  let pieces = 0
  const { known, hashes } = await loadKnown(db, deps.vault, claims, (handles) => {
    const open = openAmong(batch, handles, rules)
    pieces = open.pieces
    return open.persons
  })
  // Each claim can need a handle and each evidence a person; unused numbers are gaps, which cost nothing.
  const newId = await reserve(db, claims.size - known.handles.size + pieces)
  const heard = await withoutBuried(db, deps.vault, { batch, claims, known })
  const decisions = heard.map(({ evidence, buried }) => {
    const decision = resolve(evidence, known, newId, rules)
    const erased = buried.map((claim) => ({ claim, why: 'erased' as const }))
    return { evidence, decision: { ...decision, refused: [...decision.refused, ...erased] } }
  })
  await storeFacts(
    deps,
    tx,
    decisions.flatMap(({ decision }) => decision.facts),
    { hashes },
  )
  await keepHeard(deps, tx, decisions, known)
  return decisions.map((d) => settle(d.evidence, d.decision, known, rules))
}

/** Keeps hearsay, and what a human has to decide. */
async function keepHeard(
  deps: IdentityDeps,
  tx: Tx,
  decisions: readonly { evidence: Evidence; decision: Decision }[],
  known: Known,
) {
  const db = tx.tables<IdentityTables>()
  const heard = decisions.flatMap(({ evidence: { at }, decision: { strand, unverified } }) =>
    strand === null ? [] : unverified.map((claim) => ({ strand, claim, at })),
  )
  const strands = await insertUnverified(db, deps.vault, heard)
  const doubts = decisions.flatMap(({ evidence: { at, origin }, decision }) =>
    decision.doubts.map((doubt) => {
      const over = known.handles.get(keyOf(doubt.because))?.id ?? null
      return { ...doubt, over, at, origin }
    }),
  )
  await insertDoubts(db, deps.vault, doubts)
  await tellIds(deps.outbox, tx, strands)
}

/** What an evidence came to after the whole batch: later merges of the batch already count. */
function settle(evidence: Evidence, decision: Decision, known: Known, rules: Rules): Omit<Decided, 'epoch'> {
  const handles: Decided['handles'] = []
  for (const raw of evidence.claims) {
    const claim = normalise(raw)
    const handle = typeof claim === 'string' ? undefined : known.handles.get(keyOf(claim))
    // Named orders find nobody, in memory neither.
    if (!handle || isNamed(handle.type)) continue
    const priority = rules.kindOf(handle.type)?.priority ?? 0
    const { id: identity, strand } = handle
    const place = { strand, person: standing(known, handle.person), since: sinceOf(handle) }
    handles.push({ key: keyOf(raw), identity, ...place, priority })
  }
  const person = decision.person && standing(known, decision.person)
  return { evidence, decision: { ...decision, person }, handles }
}
