import type { Deal, LineKind, Target, Why } from './settle.ts'

export const lineReasons = ['earned', 'refunded', 'voided', 'restored', 'restated'] as const
export type LineReason = (typeof lineReasons)[number]

/** What is posted for a deal so far. */
export interface Posted {
  /** Fen. */
  readonly sum: number
  /** Of the deal, when it was last posted. */
  readonly net: number
  readonly isVoid: boolean
}

/** A change of what somebody is to have. */
export interface Line {
  readonly deal: string
  readonly partner: string
  readonly kind: LineKind
  /** Fen, never 0. */
  readonly amount: number
  readonly reason: LineReason
  readonly why: Why
}

export const lineKey = ({ deal, partner, kind }: Pick<Line, 'deal' | 'partner' | 'kind'>): string =>
  `${deal} ${partner} ${kind}`

/** The lines that bring what is posted to what is to be, with why each is needed. */
export function linesOf(
  deals: readonly Deal[],
  targets: readonly Target[],
  posted: ReadonlyMap<string, Posted>,
): Line[] {
  const byId = new Map(deals.map((deal) => [deal.id, deal]))
  return targets.flatMap((target) => {
    const before = posted.get(lineKey(target))
    const amount = target.amount - (before?.sum ?? 0)
    const deal = byId.get(target.deal)
    if (amount === 0 || !deal) return []
    const { partner, kind, why } = target
    return [{ deal: target.deal, partner, kind, amount, reason: reasonOf(deal, before), why }]
  })
}

function reasonOf({ isVoid, net }: Deal, before: Posted | undefined): LineReason {
  if (!before) return 'earned'
  if (isVoid !== before.isVoid) return isVoid ? 'voided' : 'restored'
  return net < before.net ? 'refunded' : 'restated'
}

/** Charged account and the one that stands against it: what is taken back stands apart from what was earned. */
export function postingsOf({ kind, amount, reason }: Pick<Line, 'kind' | 'amount' | 'reason'>) {
  const isBack = amount < 0 || reason === 'restored'
  return [
    { account: isBack ? 'commission:clawedBack' : `commission:${kind}`, amount },
    { account: 'owed:held', amount: -amount },
  ] as const
}
