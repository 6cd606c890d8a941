/** What is to be reached by the end of a year; null = not set. GMV in fen. */
export type Goal = { readonly year: number | null; readonly people: number | null; readonly gmv: number | null }

export type Pace = {
  readonly goal: number
  readonly actual: number
  /** Where a straight line from the start of the year to the goal is by now. */
  readonly expected: number
  /** Actual less expected: negative = behind. */
  readonly gap: number
}

/** `start` is what was there when the year began; `share` of the year is gone, 0–1. A goal that was there already stays. */
export function paceOf(goal: number, start: number, actual: number, share: number): Pace {
  const expected = Math.round(start + Math.max(0, goal - start) * share)
  const due = Math.min(goal, expected)
  return { goal, actual, expected: due, gap: actual - due }
}
