import { getRouteApi } from '@tanstack/react-router'
import { compareRange, type DayRange, presetRange, todayIn } from '#base/range'
import type { Compare } from '#ui/rangePicker'
import { useZone } from '#ui/zone'

const route = getRouteApi('/frame/')

export interface BoardSearch {
  from?: string | undefined
  to?: string | undefined
  compare?: Compare | undefined
  view?: 'period' | 'cohort' | undefined
  scope?: 'direct' | 'private' | 'all' | undefined
  horizonDays?: number | undefined
  /** What the breakdown is cut by. */
  by?: 'source' | 'owner' | 'entry' | 'store' | 'staff' | 'channel' | undefined
}

/** The question an address asks, with the defaults of an ordinary morning. */
export function questionOf(search: BoardSearch, zone: string) {
  const today = todayIn(zone, Date.now())
  const usual = presetRange('last30', today)
  const range: DayRange = { from: search.from ?? usual.from, to: search.to ?? usual.to }
  const compare: Compare = search.compare ?? 'previous'
  const view = search.view ?? 'period'
  const scope = search.scope ?? 'private'
  const other = compareRange(range, compare)
  const against = other ? { compareFrom: other.from, compareTo: other.to } : {}
  // A cohort is judged at one age; the console always sends it (OP24).
  const horizon = view === 'cohort' ? { horizonDays: search.horizonDays ?? 90 } : {}
  return { zone, today, range, compare, view, scope, input: { ...range, ...against, ...horizon, view, scope } }
}

export type Question = ReturnType<typeof questionOf>

/** The board's own question, and how to change it. */
export function useQuestion() {
  const search = route.useSearch()
  const zone = useZone()
  const navigate = route.useNavigate()
  const set = (patch: BoardSearch) => void navigate({ search: (before) => ({ ...before, ...patch }) })
  return { ...questionOf(search, zone), search, set }
}
