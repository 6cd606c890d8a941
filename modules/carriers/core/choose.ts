/** Why a way is not taken for somebody. */
export interface Tried<R extends string = string> {
  /** Its place in the order of preference, from 0. */
  readonly way: number
  readonly reasons: readonly R[]
}

/** What is known of one person: by way, in the order of preference, what stands against it. */
export interface Candidate<R extends string = string> {
  readonly person: string
  readonly options: readonly (readonly R[])[]
}

export interface Chosen<R extends string = string> {
  readonly person: string
  /** The way they are reached by; null = by none. */
  readonly way: number | null
  /** The ways before it, each with what stood against it; all of them where none is left. */
  readonly tried: readonly Tried<R>[]
}

/**
 * Chooses for each person the first way in the order of preference against which nothing stands and of which the platform
 * still takes one, in the order of the people. `left` says of how many messages by way the platform still takes; what it does
 * not name has no bound.
 */
export function chooseWays<R extends string>(
  candidates: readonly Candidate<R>[],
  left: ReadonlyMap<number, number>,
  full: R,
): Chosen<R>[] {
  const free = new Map(left)
  return candidates.map(({ person, options }) => {
    const tried: Tried<R>[] = []
    for (const [way, reasons] of options.entries()) {
      const room = free.get(way)
      if (reasons.length === 0 && (room === undefined || room > 0)) {
        if (room !== undefined) free.set(way, room - 1)
        return { person, way, tried }
      }
      tried.push({ way, reasons: reasons.length > 0 ? reasons : [full] })
    }
    return { person, way: null, tried }
  })
}
