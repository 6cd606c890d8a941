import type { Claim } from '#modules/identity'

/** One member's tie to a customer. */
export interface Relation {
  readonly userid: string
  /** Epoch ms. */
  readonly addedAt: number
  readonly addWay: number | null
  /** The state of the contact way they came by. */
  readonly state: string | null
  /** Corp tags; a member's own are nobody else's business. */
  readonly tags: readonly string[]
}

/** A customer as a platform tells of them. */
export interface Contact {
  readonly external: string
  readonly claims: readonly Claim[]
  readonly traits: Readonly<Record<string, string>>
  readonly hasUnionid: boolean
  readonly relations: readonly Relation[]
}
