/** One week of touches and what went with them; shares are of the people live at its end, null with nobody. */
export interface PressureWeek {
  readonly start: number
  readonly touches: number
  readonly weighted: number
  readonly touched: number
  readonly live: number
  readonly index: number | null
  readonly lost: number
  readonly lostRate: number | null
  readonly optOuts: number
  readonly buyers: number
  readonly conversion: number | null
}

export type PressureWarning = 'more-pressure-less-conversion' | 'more-pressure-more-losses'

/** Pressure that grew by less than this share is no growth. */
const noticeable = 1.2
/** So far must a rate move before it counts. */
const moved = 0.1

/**
 * Whether people are pressed harder and it costs more than it brings: the last four full weeks against the four before.
 * Eight weeks are needed, and pressure in the earlier four.
 */
export function warningOf(full: readonly PressureWeek[]): PressureWarning | null {
  if (full.length < 8) return null
  const [before, after] = [full.slice(-8, -4), full.slice(-4)]
  const [was, is] = [rates(before), rates(after)]
  if (was.index === 0 || is.index < was.index * noticeable) return null
  if (is.conversion < was.conversion * (1 - moved)) return 'more-pressure-less-conversion'
  return is.lost > was.lost * (1 + moved) ? 'more-pressure-more-losses' : null
}

function rates(weeks: readonly PressureWeek[]) {
  const sum = (read: (week: PressureWeek) => number) => weeks.reduce((all, week) => all + read(week), 0)
  const live = Math.max(
    1,
    sum((week) => week.live),
  )
  return {
    index: sum((week) => week.weighted) / live,
    lost: sum((week) => week.lost) / live,
    conversion: sum((week) => week.buyers) / live,
  }
}
