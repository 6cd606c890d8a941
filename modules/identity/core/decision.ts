import type { Claim, Refused } from './claims.ts'
import type { IdentityFact } from './known.ts'

/** Two people whom evidence would join, if a human agrees. */
export interface Doubt {
  one: string
  other: string
  why: 'too-large' | 'recycled' | 'only-remarked' | 'order-claimed'
  because: Claim
}

export interface Decision {
  facts: IdentityFact[]
  /** Person, strand and handle of the leading claim; null when nothing usable was claimed. */
  person: string | null
  strand: string | null
  identity: string | null
  refused: { claim: Claim; why: Refused }[]
  /** Merges that wait for a human. */
  doubts: Doubt[]
  /** Ids that a client may not claim: kept beside the person as hearsay, never looked up. */
  unverified: Claim[]
}
