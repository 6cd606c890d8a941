/** One proof that a person is in the private domain. */
export interface EntryEvidence {
  kind: 'order' | 'carrier' | 'list'
  /** Epoch ms. */
  at: number
  /** Person who invited, as known at that evidence. */
  inviter: string | null
  source: string | null
}

interface Entry {
  enteredAt: number
  entry: 'self' | 'invited' | 'baseline'
  inviter: string | null
  source: string | null
}

/**
 * When and how a person entered (OP4, OP9–OP11): the earliest evidence decides and its inviter is kept for ever. An
 * inviter who turned out to be the same human does not count. People whose earliest evidence is a list or carrier from
 * before go-live, or dated by go-live for want of a date, are baseline; orders date themselves, so they never are.
 */
export function entryOf(person: string, evidence: readonly EntryEvidence[], goLiveAt: number): Entry | null {
  const valid = evidence.map((one) => (one.inviter === person ? { ...one, inviter: null } : one))
  const first = valid.reduce<EntryEvidence | null>((best, one) => (best && !earlier(one, best) ? best : one), null)
  if (!first) return null
  const fromList = first.kind !== 'order' && first.at <= goLiveAt
  const entry = first.inviter ? 'invited' : fromList ? 'baseline' : 'self'
  return { enteredAt: first.at, entry, inviter: first.inviter, source: first.source }
}

const kinds = ['order', 'carrier', 'list']

/**
 * At the same moment the evidence that names an inviter leads, then orders before carriers before lists; the rest only
 * gives the answer one order, whatever order the rows come in.
 */
function earlier(a: EntryEvidence, b: EntryEvidence): boolean {
  if (a.at !== b.at) return a.at < b.at
  if ((a.inviter === null) !== (b.inviter === null)) return a.inviter !== null
  if (a.kind !== b.kind) return kinds.indexOf(a.kind) < kinds.indexOf(b.kind)
  if (a.inviter !== b.inviter) return BigInt(a.inviter ?? 0) < BigInt(b.inviter ?? 0)
  if ((a.source === null) !== (b.source === null)) return a.source !== null
  return (a.source ?? '') < (b.source ?? '')
}
