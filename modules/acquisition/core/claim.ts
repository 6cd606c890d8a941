import { no, ok, type Result } from '#kit/result'
import type { HookKind } from './hookKind.ts'

/** `claimed` = promised; `sent` = on its way, or the code is out; then it is taken, or comes back. */
export const claimStates = ['claimed', 'sent', 'received', 'returned', 'cancelled'] as const
export type ClaimState = (typeof claimStates)[number]

export const claimMoves = ['send', 'receive', 'return', 'cancel'] as const
export type ClaimMove = (typeof claimMoves)[number]

const moves: Record<ClaimMove, { readonly from: readonly ClaimState[]; readonly to: ClaimState }> = {
  send: { from: ['claimed'], to: 'sent' },
  receive: { from: ['sent'], to: 'received' },
  return: { from: ['sent', 'received'], to: 'returned' },
  cancel: { from: ['claimed'], to: 'cancelled' },
}

/** What a claim becomes by a move; what is over stays. */
export function moved(state: ClaimState, move: ClaimMove): Result<ClaimState, 'not-from-here'> {
  const { from, to } = moves[move]
  return from.includes(state) ? ok(to) : no('not-from-here')
}

/** What is handed over at once is on its way, or there, when it is claimed. */
export const firstMoves = ({ handed }: Pick<HookKind, 'handed'>): readonly ClaimMove[] =>
  handed === 'page' ? ['send', 'receive'] : handed === 'code' ? ['send'] : []

/** Whether a claim still holds a piece and its money. */
export const holds = (state: ClaimState): boolean => state !== 'cancelled' && state !== 'returned'

interface Money {
  readonly id: string
  readonly cost: number
  readonly kind: Pick<HookKind, 'kind' | 'from'>
}

/** What a move does to the books: an entry of its own, or earlier ones turned round. A piece that costs nothing does nothing. */
export type Booking =
  | {
      readonly post: string
      readonly reason: string
      readonly postings: readonly { account: string; amount: number }[]
    }
  | { readonly turn: string; readonly reason: string }

export function bookingsOf({ id, cost, kind }: Money, move: ClaimMove | 'claim', before: ClaimState): Booking[] {
  if (cost === 0) return []
  const [promised, handed] = [`hook.claim ${id}`, `hook.sent ${id}`]
  if (move === 'claim') return [pair(promised, 'hook.claimed', `subsidy:${kind.kind}`, 'owed', cost)]
  if (move === 'send') return [pair(handed, 'hook.sent', 'owed', kind.from, cost)]
  if (move === 'cancel') return [{ turn: promised, reason: 'hook.cancelled' }]
  if (move === 'return' && (before === 'sent' || before === 'received'))
    return [
      { turn: handed, reason: 'hook.returned' },
      { turn: promised, reason: 'hook.returned' },
    ]
  return []
}

const pair = (post: string, reason: string, charged: string, giving: string, cost: number): Booking => ({
  ...{ post, reason },
  postings: [
    { account: charged, amount: cost },
    { account: giving, amount: -cost },
  ],
})
