import type { Result } from '#kit/result'
import type { Claim, Evidence, Refused } from './core/claims.ts'
import type { Whole } from './core/strands.ts'

export type { Claim, Evidence, Refused } from './core/claims.ts'
export { kindOf, normalise } from './core/claims.ts'
export { mask, personalField, splitTraits } from './core/personal.ts'
export { type Policy, policySchema } from './core/policy.ts'

/** What one piece of evidence came to. */
export interface Resolved {
  /** The permanent number of the leading id. */
  identity: string | null
  /** Who it is now. */
  person: string | null
  /** The number to store: that of the strand of the leading id. Merges and splits change who stands for it, never it. */
  strand: string | null
  refused: readonly { claim: Claim; why: Refused }[]
}

/** Port: ids in, persons out. One call may hold some thousands; the order of the batch is the order of time. */
export interface Identities {
  resolve(evidence: readonly Evidence[]): Promise<readonly Resolved[]>
  /** Takes the ids off whoever has them, from the time of the evidence on: the past stays. Unknown ones are passed over. */
  unbind(evidence: readonly Evidence[]): Promise<void>
  /** Follows merges: the person that stands for this id now, or null when there never was one. */
  standing(person: string): Promise<string | null>
  /** The person of one exact id, without creating anything. */
  lookup(type: string, value: string): Promise<string | null>
  /** The number to store for whoever has this exact id, without creating anything: that of its strand. */
  strandOf(type: string, value: string): Promise<string | null>
  /** The same of many ids at once, in their order. */
  strandsOfIds(ids: readonly { readonly type: string; readonly value: string }[]): Promise<readonly (string | null)[]>
  /** Everybody who has an id of this value, of whatever type; nobody is created. */
  find(value: string): Promise<readonly string[]>
  /** Every id of a person; personal ones opened (the caller masks and audits). */
  identitiesOf(person: string): Promise<readonly { id: string; type: string; value: string; firstSeen: Date }[]>
  /** The merges that made this person, oldest first. */
  merges(person: string): Promise<readonly Merge[]>
  /** All strands of whoever stands for this number: what is stored of the person carries one of them. */
  strands(person: string): Promise<readonly string[]>
}

/** An order as its number is told. */
export interface OrderName {
  readonly source: string
  readonly orderNo: string
  /** No other source has an order of this number: it may be named without its source. */
  readonly only?: boolean
}

export type NamedBy = { identity: string; strand: string } | null

/** Port: orders that name no customer, and who says that they are theirs. */
export interface OrderClaims {
  /** Who has named each of these orders. */
  namedBy(orders: readonly OrderName[]): Promise<readonly NamedBy[]>
  /** Says by hand whose an order is. Every later read sees it. */
  claimOrder(
    order: { source: string; orderNo: string; person: string },
    hand: { by: string; reason: string },
  ): Promise<Result<null, 'no-such-person' | 'claimed-already'>>
  /** Takes back whose it was said to be; false when nobody has named it. */
  releaseOrder(order: OrderName, hand: { by: string; reason: string }): Promise<boolean>
  /** A human says whether the customer `other` and `one`, who names the order, are the same. Asked again it is one question. */
  askWhose(order: { source: string; orderNo: string; one: string; other: string }): Promise<void>
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
/** Somebody was taken apart: other persons than before stand for these strands. */
export const identitySplit = 'identity.split'
/** These people and their ids are gone. */
export const identityErased = 'identity.erased'

/** These strands have other types of ids, or other hearsay, than before. */
export const identityIds = 'identity.ids'

export interface IdentityIds {
  strands: readonly string[]
}

/** Orders were named by somebody, have gone over to another person, or are nobody's again. */
export const identityNamed = 'identity.named'

export interface NamedOrder {
  /** Null where only the number was said. */
  readonly source: string | null
  readonly orderNo: string
  /** Of whoever has named it; null = nobody any more. */
  readonly strand: string | null
}

export interface NamedOrders {
  readonly orders: readonly NamedOrder[]
}

export interface IdentityMerged {
  kept: string
  gone: string
  /** Whose attributes win where both have one. */
  prefer: string
}

export interface IdentitySplit {
  strands: readonly string[]
}

/** A person who stands after a split, with what a neighbour needs to put right what it keeps. */
export interface Side extends Whole {
  /** Whether an id proves who this is. */
  readonly known: boolean
}

/** What changes in the same transaction as the ids: the people house keeps one row per person in step. */
export interface PersonChanges {
  born: readonly { person: string; at: number }[]
  /** Who got a strong id, as they were called before the merges below. */
  known: readonly string[]
  merged: readonly (IdentityMerged & { id: string })[]
  /** Persons that were one until now, each split with all its sides. */
  split: readonly (readonly Side[])[]
}
