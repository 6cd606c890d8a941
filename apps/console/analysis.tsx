import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { intake } from '#contracts/intake'
import { apiOf } from '#ui/api'
import { DashboardsPage } from '../../modules/insight/console/analysis/dashboards.tsx'
import { AnalysisPage } from '../../modules/insight/console/analysis/page.tsx'
import { KeepPeople } from './keepPeople.tsx'

const { query } = apiOf({ plan: intake.plan })

/** What the tracking plan calls events; nothing where it may not be read. */
function useLabels(): ReadonlyMap<string, string> {
  const list = useQuery(query.plan.list.queryOptions({ staleTime: 60_000, retry: false }))
  return useMemo(() => new Map((list.data?.items ?? []).map(({ event, zh }) => [event, zh])), [list.data])
}

/** The workbench. */
export function AnalysisRoute() {
  return <AnalysisPage labels={useLabels()} Keep={KeepPeople} />
}

/** Saved reports on pages. */
export function DashboardsRoute() {
  return <DashboardsPage labels={useLabels()} />
}
