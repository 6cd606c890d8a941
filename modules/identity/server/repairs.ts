import type { Result } from '#kit/result'
import type { Tx } from '#platform/postgres/postgres'
import type { Rules } from '../core/policy.ts'
import type { OrderClaims, Side } from '../index.ts'
import { type HandRefusal, mergeByHand, unbindByHand } from './byHand.ts'
import type { HandleCache } from './cache.ts'
import type { IdentityDeps } from './deps.ts'
import { type Decision, decideDoubt } from './doubts.ts'
import type { ByHand } from './facts.ts'
import { askWhose, claimOrder, namedBy, releaseOrder } from './named.ts'
import { undoMerge } from './split.ts'
import { alone } from './store.ts'
import type { IdentityTables } from './tables.ts'

type DoubtRefusal = HandRefusal | 'no-such-doubt' | 'decided-already' | 'not-for-this' | 'no-such-merge'

/** Port: what a human puts right. Every later read sees it. */
export interface IdentityRepairs {
  /** Takes one merge back: both sides stand again under their own numbers, with all that came by their ids since. Null
   * when the person has no such merge. */
  undoMerge(person: string, merge: string, hand: ByHand): Promise<readonly Side[] | null>
  /** Merges two people. */
  merge(one: string, other: string, hand: ByHand): Promise<Result<{ person: string }, HandRefusal>>
  /** Takes an id off a person from now on. */
  unbindOne(person: string, identity: string, hand: ByHand): Promise<Result<{ person: string }, HandRefusal>>
  /** Decides a merge that waits. */
  decide(doubt: string, decision: Decision, hand: ByHand): Promise<Result<unknown, DoubtRefusal>>
  /** The policy in force. */
  rules(): Promise<Rules>
}

export function repairs(
  deps: IdentityDeps,
  cache: HandleCache,
  rules: () => Promise<Rules>,
): IdentityRepairs & OrderClaims {
  const run = <T>(work: (tx: Tx) => Promise<T>) => repaired(deps, cache, work)
  return {
    undoMerge: (person, merge, hand) => run((tx) => undoMerge(deps, tx, person, merge, hand)),
    async merge(one, other, hand) {
      const policy = await rules()
      return run((tx) => mergeByHand(deps, tx, { one, other, rules: policy }, hand))
    },
    unbindOne: (person, identity, hand) => run((tx) => unbindByHand(deps, tx, person, identity, hand)),
    async decide(id, decision, hand) {
      const policy = await rules()
      return run((tx) => decideDoubt(deps, tx, { id, decision, rules: policy }, hand))
    },
    rules,
    namedBy: (orders) => namedBy(deps, orders),
    claimOrder: (order, hand) => run((tx) => claimOrder(deps, tx, order, hand)),
    releaseOrder: (order, hand) => run((tx) => releaseOrder(deps, tx, order, hand)),
    askWhose: (order) => deps.postgres.transaction((tx) => askWhose(deps, tx, order)),
  }
}

/** Waits until no evidence is being weighed; what memory knew is asked anew, and every later read sees the change. */
async function repaired<T>(deps: IdentityDeps, cache: HandleCache, work: (tx: Tx) => Promise<T>): Promise<T> {
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
