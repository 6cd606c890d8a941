import type { Claim, Evidence } from './claims.ts'
import type { Decision } from './decision.ts'
import { type Known, keyOf } from './known.ts'
import { defaultRules, type Rules } from './policy.ts'
import { weigh } from './weigh.ts'
import { Working } from './working.ts'

/**
 * Decides what one piece of evidence means. Strong ids merge, weak ones attach (rules I1–I9 of the README).
 * Pure: `newId` hands out numbers that were reserved before. Apply the facts with `evolve` before the next evidence.
 */
export function resolve(evidence: Evidence, known: Known, newId: () => string, rules: Rules = defaultRules): Decision {
  const isShared = (claim: Claim) => known.handles.get(keyOf(claim))?.shared === true
  const { strong, middle, weak, named, refused, unverified } = weigh(evidence, rules, isShared)
  const decision: Decision = {
    ...{ facts: [], person: null, strand: null, identity: null },
    ...{ refused, doubts: [], unverified },
  }
  const lead = strong[0] ?? middle[0] ?? weak[0]
  if (!lead) {
    refused.push(...named.map((claim) => ({ claim, why: 'order-alone' as const })))
    return decision
  }
  const work = new Working(known, decision, evidence, newId, rules)
  const place = work.leader(strong, middle, weak)
  let person = place.person
  for (const claim of strong) person = work.takeStrong(claim, { ...place, person }, strong)
  for (const claim of middle) person = work.takeMiddle(claim, { ...place, person })
  for (const claim of weak) person = work.takeWeak(claim, { ...place, person }, strong.length > 0)
  for (const claim of named) work.takeNamed(claim, { ...place, person })
  const handle = work.handle(lead)
  return { ...decision, person, strand: handle?.strand ?? place.strand, identity: handle?.id ?? null }
}
