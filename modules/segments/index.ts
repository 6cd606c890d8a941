/** Fact on the outbox: people came into a segment or left it. */
export const segmentChanged = 'segments.changed'

export interface SegmentChanged {
  readonly segment: string
  /** Names the rows of `segment_changes` that say who. */
  readonly run: string
  readonly entered: number
  readonly gone: number
}

/** Fact on the outbox: tags were given by hand, or taken. */
export const tagsGiven = 'segments.tagsGiven'

export interface TagsGiven {
  /** `strand`: the number to whom it was given; ask identity who stands for it. */
  readonly tags: readonly { readonly tag: string; readonly strand: string; readonly given: boolean }[]
}

/** What somebody did, as collectors tell it. */
export interface Happened {
  readonly strand: string
  readonly event: string
  readonly properties: Readonly<Record<string, unknown>>
}

/**
 * Port: collectors tell what they are about to store and call the answer when it is stored; whoever enters a live segment
 * by it is in it soon after. Null = nobody waits for any of it.
 */
export type React = (happened: readonly Happened[]) => (() => void) | null

export { Definition as Condition } from './core/definition.ts'
