/** A step of a path; null people = it cannot be seen, null usual = nobody says what is. */
export interface PathStage {
  readonly people: number | null
  readonly usual: number | null
}

/** What a step lost. */
export interface StageLoss {
  /** Of those at the last step before it that was seen; null at the first, where nobody was, or where it is not seen. */
  readonly rate: number | null
  readonly lost: number | null
  /** From the last step before it that was seen: where steps between are not, what all of them keep. */
  readonly usual: number | null
}

/** So many have to stand before a step, or its rate says little. */
const enough = 20

/**
 * Where a path loses most against what is usual, as an index with its share of it; null = nowhere is there enough to tell.
 * @param otherwise what a step is held against of which nobody says what is usual; null = it is not judged
 */
export function lossesOf(
  stages: readonly PathStage[],
  otherwise: number | null,
): {
  losses: readonly StageLoss[]
  weakest: { readonly at: number; readonly share: number } | null
} {
  let before: { at: number; people: number } | null = null
  let weakest: { at: number; share: number } | null = null
  const losses = stages.map(({ people }, at): StageLoss => {
    const from = before
    if (people !== null) before = { at, people }
    const usual = at === 0 ? null : kept(stages.slice((from?.at ?? at - 1) + 1, at + 1))
    if (people === null || from === null || from.people === 0) return { rate: null, lost: null, usual }
    const rate = people / from.people
    const against = usual ?? otherwise
    const share = against === null ? null : rate / against
    if (share !== null && from.people >= enough && (weakest === null || share < weakest.share)) weakest = { at, share }
    return { rate, lost: from.people - people, usual }
  })
  return { losses, weakest }
}

const kept = (stages: readonly PathStage[]): number | null =>
  stages.reduce<number | null>((all, { usual }) => (all === null || usual === null ? null : all * usual), 1)
