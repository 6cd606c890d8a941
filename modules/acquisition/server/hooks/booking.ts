import type { Account } from '#modules/ledger'
import type { Tx } from '#platform/postgres/postgres'
import { bookingsOf, type ClaimMove } from '../../core/claim.ts'
import { hookKindOf } from '../../core/hookKinds.ts'
import type { HookDeps } from './deps.ts'
import type { ClaimRow } from './tables.ts'

type Booked = Pick<ClaimRow, 'id' | 'hook' | 'strand' | 'cost' | 'state'>

/** What a hook is called in the ledger. */
const campaignOf = (hook: string): string => `hook:${hook}`

/** Writes into the books what a claim or a move of it costs, or gives back. */
export async function book(
  { ledger }: Pick<HookDeps, 'ledger'>,
  tx: Tx,
  claim: Booked,
  move: ClaimMove | 'claim',
  how: { kind: string; at: number; by: string },
) {
  const money = { id: claim.id, cost: Number(claim.cost), kind: hookKindOf(how.kind) }
  const { at, by } = how
  for (const one of bookingsOf(money, move, claim.state)) {
    if ('turn' in one) await ledger.reverse(tx, one.turn, { at, by, reason: one.reason })
    else {
      const postings = one.postings.map(({ account, amount }) => ({ account: account as Account, amount }))
      const entry = { key: one.post, reason: one.reason, campaign: campaignOf(claim.hook), person: claim.strand }
      await ledger.post(tx, { ...entry, at, by, postings })
    }
  }
}
