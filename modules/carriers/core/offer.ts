import type { Bilingual } from '#kit/api'

/** What of a thing one would want from a platform can be had, and how: it tells us, we read it, by a file, by hand there, or not at all. */
export const offerWays = ['told', 'read', 'file', 'byHand', 'none'] as const

export interface Offer {
  readonly way: (typeof offerWays)[number]
  readonly what: Bilingual
  /** What that means for whoever works with it. */
  readonly how: Bilingual
}
