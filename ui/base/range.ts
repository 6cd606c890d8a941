/** A range of days `[from, to)` as the URL carries it: dates of the workspace zone. */
export interface DayRange {
  from: string
  to: string
}

export const presets = ['last7', 'last30', 'last90', 'thisMonth', 'lastMonth', 'thisYear', 'all'] as const
export type Preset = (typeof presets)[number]

const dayMs = 86_400_000
const text = (at: number): string => new Date(at).toISOString().slice(0, 10)
const parse = (date: string): number => Date.parse(`${date}T00:00:00Z`)

/** Today's date in a zone. */
export function todayIn(zone: string, now: number): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(
    now,
  )
}

export function addDays(date: string, days: number): string {
  return text(parse(date) + days * dayMs)
}

export function daysIn(range: DayRange): number {
  return Math.round((parse(range.to) - parse(range.from)) / dayMs)
}

/** The days of a preset; today belongs to it, so the last one ends tomorrow. */
export function presetRange(preset: Preset, today: string): DayRange {
  const to = addDays(today, 1)
  const month = `${today.slice(0, 7)}-01`
  if (preset === 'thisMonth') return { from: month, to }
  if (preset === 'thisYear') return { from: `${today.slice(0, 4)}-01-01`, to }
  if (preset === 'lastMonth') return { from: `${addDays(month, -1).slice(0, 7)}-01`, to: month }
  if (preset === 'all') return { from: '1980-01-01', to }
  return { from: addDays(to, -{ last7: 7, last30: 30, last90: 90 }[preset]), to }
}

/** What a range is compared with: as many days before it, or the same days a year earlier. */
export function compareRange(range: DayRange, kind: 'previous' | 'year' | 'none'): DayRange | null {
  if (kind === 'none') return null
  if (kind === 'previous') return { from: addDays(range.from, -daysIn(range)), to: range.from }
  const back = (date: string) => `${Number(date.slice(0, 4)) - 1}${date.slice(4).replace('-02-29', '-02-28')}`
  return { from: back(range.from), to: back(range.to) }
}

/** The months before that of a day, `yyyy-mm`, the latest first. */
export function monthsBefore(today: string, count: number): string[] {
  const [year = 0, month = 1] = today.split('-').map(Number)
  return Array.from({ length: count }, (_, i) => new Date(Date.UTC(year, month - 2 - i, 1)).toISOString().slice(0, 7))
}
