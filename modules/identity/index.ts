import type { Claim, Evidence, Refused } from './core/claims.ts'

export type { Claim, Evidence, Refused } from './core/claims.ts'
export { kindOf, normalise } from './core/claims.ts'
export { mask, personalField, splitTraits } from './core/personal.ts'

/** What one piece of evidence came to. `identity` is the permanent number of the leading id, `person` who it is now. */
export interface Resolved {
  identity: string | null
  person: string | null
  refused: readonly { claim: Claim; why: Refused }[]
}

/** Port: ids in, persons out. One call may hold some thousands; the order of the batch is the order of time. */
export interface Identities {
  resolve(evidence: readonly Evidence[]): Promise<readonly Resolved[]>
  /** Follows merges: the person that stands for this id now, or null when there never was one. */
  standing(person: string): Promise<string | null>
  /** The person of one exact id, without creating anything. */
  lookup(type: string, value: string): Promise<string | null>
  /** Everybody who has an id of this value, of whatever type; nobody is created. */
  find(value: string): Promise<readonly string[]>
  /** Every id of a person; personal ones opened (the caller masks and audits). */
  identitiesOf(person: string): Promise<readonly { id: string; type: string; value: string; firstSeen: Date }[]>
  /** The merges that made this person, oldest first. */
  merges(person: string): Promise<readonly Merge[]>
  /** All persons that were merged into this one, itself included. */
  mergedInto(person: string): Promise<readonly string[]>
}

export interface Merge {
  id: string
  kept: string
  gone: string
  because: { type: string; value: string }
  at: Date
}

/** Facts on the outbox. */
export const identityMerged = 'identity.merged'
/** These people and their ids are gone. */
export const identityErased = 'identity.erased'

export interface IdentityMerged {
  kept: string
  gone: string
  /** Whose attributes win where both have one. */
  prefer: string
}

/** What changes in the same transaction as the ids: the people house keeps one row per person in step. */
export interface PersonChanges {
  born: readonly { person: string; at: number }[]
  /** Who got a strong id, as they were called before the merges below. */
  known: readonly string[]
  merged: readonly IdentityMerged[]
}
