/** Something that happened, and which steps of a sequence it could be. */
export interface Step {
  /** Epoch ms. */
  readonly at: number
  readonly of: readonly number[]
}

interface State {
  /** When the step was taken, and when the way that led to it began. */
  readonly last: number
  readonly start: number
}

/**
 * Whether all steps were taken one after the other: each later than the one before and at most `gap` ms after it, all
 * within `within` ms of the first. For each step the latest way to it is enough: of two ways the later one began no
 * earlier, so whatever could follow the other can follow it. What happens in one moment is one look at the state before.
 */
export function walked(
  happened: readonly Step[],
  { gap, within }: { gap: number; within: number },
  count: number,
): boolean {
  const moments = Map.groupBy(
    happened.filter(({ of }) => of.length > 0),
    ({ at }) => at,
  )
  let ways: (State | null)[] = Array.from({ length: count }, () => null)
  for (const at of [...moments.keys()].sort((a, b) => a - b)) {
    const could = new Set(moments.get(at)?.flatMap(({ of }) => of))
    ways = ways.map((way, step) => {
      if (!could.has(step)) return way
      if (step === 0) return { last: at, start: at }
      const before = ways[step - 1]
      return before && at - before.last <= gap && at - before.start <= within ? { last: at, start: before.start } : way
    })
    if (ways[count - 1]) return true
  }
  return false
}
