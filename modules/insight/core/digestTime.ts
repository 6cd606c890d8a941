import { parseTime } from '#kit/time'

export interface Schedule {
  /** Minutes after midnight. */
  readonly minute: number
  /** 1 = Monday … 7 = Sunday. */
  readonly days: readonly number[]
}

/** The next time after `after` at which a digest is due; null without a day. */
export function nextDue(
  { minute, days }: Schedule,
  after: number,
  zone: string,
  dateOf: (at: number) => string,
): number | null {
  const clock = `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`
  for (let ahead = 0; ahead <= 8; ahead += 1) {
    const date = new Date(Date.parse(dateOf(after)) + ahead * 86_400_000).toISOString().slice(0, 10)
    const weekday = new Date(date).getUTCDay() || 7
    const at = parseTime(`${date} ${clock}`, zone)
    if (days.includes(weekday) && at.ok && at.value > after) return at.value
  }
  return null
}

/** Morning digests are about the day that is over, those after noon about the day that runs. */
export const isAboutYesterday = (minute: number): boolean => minute < 12 * 60
