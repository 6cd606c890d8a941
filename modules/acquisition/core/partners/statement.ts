import { no, ok, type Result } from '#kit/result'

/** `drawn` waits for a second person; `returned` = the money came back, and can be sent anew. */
export const statementStates = ['drawn', 'approved', 'paying', 'paid', 'returned', 'cancelled'] as const
export type StatementState = (typeof statementStates)[number]

export const statementMoves = ['approve', 'reject', 'send', 'hold', 'succeed', 'fail', 'settle'] as const
export type StatementMove = (typeof statementMoves)[number]

const moves: Record<StatementMove, { readonly from: readonly StatementState[]; readonly to: StatementState }> = {
  approve: { from: ['drawn'], to: 'approved' },
  reject: { from: ['drawn'], to: 'cancelled' },
  send: { from: ['approved', 'returned'], to: 'paying' },
  // Nothing could be sent: there is no merchant, or no account of theirs.
  hold: { from: ['paying'], to: 'approved' },
  succeed: { from: ['paying'], to: 'paid' },
  fail: { from: ['paying'], to: 'returned' },
  // Paid by hand, as to a company.
  settle: { from: ['approved', 'returned'], to: 'paid' },
}

/** What a statement becomes by a move. */
export function movedStatement(state: StatementState, move: StatementMove): Result<StatementState, 'not-from-here'> {
  const { from, to } = moves[move]
  return from.includes(state) ? ok(to) : no('not-from-here')
}

interface Posting {
  readonly account: 'owed:held' | 'owed:payable' | 'owed:paying' | 'cash:wechatPay' | 'cash:byHand'
  readonly amount: number
}

/** From one account to another: what was owed here is owed there, or has left. */
const over = (from: Posting['account'], to: Posting['account'], amount: number): readonly Posting[] => [
  { account: from, amount },
  { account: to, amount: -amount },
]

/** What a move does to the books; nothing for those that move no money. */
export function bookingOf(move: StatementMove, amount: number): readonly Posting[] | null {
  if (move === 'approve') return over('owed:held', 'owed:payable', amount)
  if (move === 'send') return over('owed:payable', 'owed:paying', amount)
  if (move === 'hold' || move === 'fail') return over('owed:paying', 'owed:payable', amount)
  if (move === 'succeed') return over('owed:paying', 'cash:wechatPay', amount)
  return move === 'settle' ? over('owed:payable', 'cash:byHand', amount) : null
}

/** Fen below which nothing is sent: the platform's own bound. What is less waits for the next month. */
export const leastPayout = 30

/** From so much on the platform wants the real name. Fen. */
export const namedFrom = 200_000

/** The note of a statement whose money cannot be sent by itself: no merchant, or no account of theirs. */
export const unsent = 'by-hand'

/** Our number of a transfer; a new one only after the platform has said that the last one is over. Letters and digits. */
export const payoutNumber = (statement: string, attempt: number): string =>
  `KP${statement.padStart(12, '0')}T${attempt}`

export function payoutIn(number: string): { statement: string; attempt: number } | null {
  const [, statement, attempt] = /^KP0*([1-9]\d*)T(\d+)$/.exec(number) ?? []
  return statement === undefined ? null : { statement, attempt: Number(attempt) }
}

/** How each kind of receiver is taxed; what is withheld is the accountant's, not ours. */
export const taxCategories = ['labour', 'business', 'company'] as const
export type TaxCategory = (typeof taxCategories)[number]

export type ApprovalRefusal = 'same-person' | 'no-real-name' | 'no-contract'

interface Approving {
  readonly drawnBy: string
  readonly by: string
  readonly hasRealName: boolean
  /** On the last day of the month that is paid. */
  readonly hasContract: boolean
}

/** Whether somebody may approve it: never who drew it, and only for a receiver with a real name and a contract. */
export function mayApprove({ drawnBy, by, hasRealName, hasContract }: Approving): Result<void, ApprovalRefusal> {
  if (drawnBy === by) return no('same-person')
  if (!hasRealName) return no('no-real-name')
  return hasContract ? ok() : no('no-contract')
}
