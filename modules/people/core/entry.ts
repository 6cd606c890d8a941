/** One proof that a person is in the private domain. */
export interface EntryEvidence {
  kind: 'order' | 'carrier' | 'list'
  /** Epoch ms. */
  at: number
  /** Person who invited, as known at that evidence. */
  inviter: string | null
  source: string | null
}

export interface Entry {
  enteredAt: number
  entry: 'self' | 'invited' | 'baseline'
  inviter: string | null
  source: string | null
}

/**
 * When and how a person entered (OP4, OP9–OP11): the earliest evidence decides and its inviter is kept for ever. An
 * inviter who turned out to be the same human does not count. People whose earliest evidence is a list from before
 * go-live are baseline; first orders are dated by themselves, so they never are.
 */
export function entryOf(person: string, evidence: readonly EntryEvidence[], goLiveAt: number): Entry | null {
  const first = evidence.reduce<EntryEvidence | null>((best, one) => (best && !earlier(one, best) ? best : one), null)
  if (!first) return null
  const inviter = first.inviter === person ? null : first.inviter
  const fromList = first.kind !== 'order' && first.at < goLiveAt
  const entry = inviter ? 'invited' : fromList ? 'baseline' : 'self'
  return { enteredAt: first.at, entry, inviter, source: first.source }
}

/** At the same moment the evidence that names an inviter leads; then orders before lists, so the answer has one order. */
function earlier(a: EntryEvidence, b: EntryEvidence): boolean {
  if (a.at !== b.at) return a.at < b.at
  if ((a.inviter === null) !== (b.inviter === null)) return a.inviter !== null
  return a.kind === 'order' && b.kind !== 'order'
}
