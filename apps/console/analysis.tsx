import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { intake } from '#contracts/intake'
import { segments } from '#contracts/segments'
import { apiOf } from '#ui/api'
import { DashboardsPage } from '../../modules/insight/console/analysis/dashboards.tsx'
import { EventCatalogue } from '../../modules/insight/console/analysis/fields.tsx'
import { AnalysisPage } from '../../modules/insight/console/analysis/page.tsx'
import { AttributionPage } from '../../modules/insight/console/attribution/page.tsx'
import { KeepPeople } from './keepPeople.tsx'

const { query } = apiOf({ plan: intake.plan, segments })

/** What the tracking plan calls events; nothing where it may not be read. */
function useLabels(): ReadonlyMap<string, string> {
  const list = useQuery(query.plan.list.queryOptions({ staleTime: 60_000, retry: false }))
  return useMemo(() => new Map((list.data?.items ?? []).map(({ event, zh }) => [event, zh])), [list.data])
}

/** Segments by name; nothing where people may not be seen. */
function useSegments() {
  const list = useQuery(query.segments.list.queryOptions({ input: { limit: 200 }, staleTime: 30_000, retry: false }))
  return list.data?.items
}

/** The workbench. */
export function AnalysisRoute() {
  return <AnalysisPage labels={useLabels()} segments={useSegments()} Keep={KeepPeople} />
}

/** Attribution, with the segments it can be about. */
export function AttributionRoute() {
  const segments = useSegments()
  return (
    <EventCatalogue value={{ events: [], ...(segments ? { segments } : {}) }}>
      <AttributionPage />
    </EventCatalogue>
  )
}

/** Saved reports on pages. */
export function DashboardsRoute() {
  return <DashboardsPage labels={useLabels()} segments={useSegments()} />
}
