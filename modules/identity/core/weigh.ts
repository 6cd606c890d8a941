import { type Claim, type Evidence, kindOf, normalise, type Refused } from './claims.ts'

/** The claims of one evidence, usable ones with the leading one first. */
interface Weighed {
  strong: Claim[]
  weak: Claim[]
  refused: { claim: Claim; why: Refused }[]
  unverified: Claim[]
}

/** Parts what merges, what attaches, what a client may only say, and what cannot be used. */
export function weigh(evidence: Evidence): Weighed {
  const sorted: Weighed = { strong: [], weak: [], refused: [], unverified: [] }
  for (const raw of evidence.claims) {
    const claim = normalise(raw)
    if (typeof claim === 'string') {
      sorted.refused.push({ claim: raw, why: claim })
      continue
    }
    const kind = kindOf(claim.type)
    if (evidence.trust === 'client' && !kind?.open) sorted.unverified.push(claim)
    else if (kind?.strength === 'weak') sorted.weak.push(claim)
    else sorted.strong.push(claim)
  }
  const byPriority = (a: Claim, b: Claim) => (kindOf(a.type)?.priority ?? 99) - (kindOf(b.type)?.priority ?? 99)
  sorted.strong.sort(byPriority)
  sorted.weak.sort(byPriority)
  return sorted
}
