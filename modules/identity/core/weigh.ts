import { type Claim, type Evidence, normalise, type Refused } from './claims.ts'
import { isNamed, type Kind } from './kinds.ts'
import type { Rules } from './policy.ts'

/** The claims of one evidence, usable ones with the leading one first. */
interface Weighed {
  strong: Claim[]
  /** A type that proves, said by somebody who only remarked it. */
  middle: Claim[]
  weak: Claim[]
  /** Orders that they say are theirs. */
  named: Claim[]
  refused: { claim: Claim; why: Refused }[]
  unverified: Claim[]
}

/** Parts what merges, what attaches, what a client may only say, and what cannot be used. */
export function weigh(evidence: Evidence, rules: Rules, isShared: (claim: Claim) => boolean): Weighed {
  const sorted: Weighed = { strong: [], middle: [], weak: [], named: [], refused: [], unverified: [] }
  for (const raw of evidence.claims) {
    const claim = normalise(raw)
    const why = typeof claim === 'string' ? claim : refusalOf(claim, rules, isShared)
    if (typeof claim === 'string' || why) {
      sorted.refused.push({ claim: raw, why: why ?? 'blocked-value' })
      continue
    }
    const kind = rules.kindOf(claim.type)
    if (evidence.trust === 'client' && !mayClaim(claim, kind)) sorted.unverified.push(claim)
    else if (isNamed(claim.type)) sorted.named.push({ type: claim.type, value: claim.value })
    else if (kind?.strength === 'weak') sorted.weak.push(claim)
    else if (claim.from) sorted.middle.push({ type: claim.type, value: claim.value })
    else sorted.strong.push(claim)
  }
  const byPriority = (a: Claim, b: Claim) =>
    (rules.kindOf(a.type)?.priority ?? 99) - (rules.kindOf(b.type)?.priority ?? 99)
  for (const list of [sorted.strong, sorted.middle, sorted.weak]) list.sort(byPriority)
  return sorted
}

/** Below this many characters anybody can guess a number of somebody else's order. */
const guessable = 10

function mayClaim({ type, value }: Claim, kind: Kind | null): boolean {
  return kind?.open === true && (!isNamed(type) || value.length >= guessable)
}

function refusalOf(claim: Claim, rules: Rules, isShared: (claim: Claim) => boolean): Refused | null {
  if (!rules.kindOf(claim.type)) return 'unknown-type'
  if (rules.isBlocked(claim)) return 'blocked-value'
  return isShared(claim) ? 'shared-value' : null
}
