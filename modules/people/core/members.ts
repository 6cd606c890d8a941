/** A merge of two people, one of whom stands for both; `prefer` is whose traits win. */
export interface Merging {
  readonly kept: string
  readonly gone: string
  readonly prefer: string
}

/** Somebody who is part of a person when all merges of a batch are made. */
export interface Member {
  readonly id: string
  /** Who stands for all. */
  readonly final: string
  /** Of two that know the same trait the larger rank wins. */
  readonly rank: number
  /** Of two that have an owner the smaller place keeps it. */
  readonly place: number
}

interface Side {
  readonly byRank: readonly string[]
  readonly byPlace: readonly string[]
}

/**
 * What merges made one after the other come to at once. In each the preferred side wins where both know something, and
 * the kept side keeps its owner; both are orders of whole sides, so that a row of merges is one order of all members.
 */
export function membersOf(merges: readonly Merging[]): Member[] {
  const sides = new Map<string, Side>()
  const sideOf = (id: string): Side => sides.get(id) ?? { byRank: [id], byPlace: [id] }
  for (const { kept, gone, prefer } of merges) {
    const [k, g] = [sideOf(kept), sideOf(gone)]
    const [low, high] = prefer === kept ? [g, k] : [k, g]
    sides.delete(gone)
    sides.set(kept, { byRank: [...low.byRank, ...high.byRank], byPlace: [...k.byPlace, ...g.byPlace] })
  }
  return [...sides].flatMap(([final, { byRank, byPlace }]) => {
    const places = new Map(byPlace.map((id, place) => [id, place]))
    return byRank.map((id, rank) => ({ id, final, rank, place: places.get(id) ?? 0 }))
  })
}
