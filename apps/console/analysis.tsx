import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { intake } from '#contracts/intake'
import { apiOf } from '#ui/api'
import { AnalysisPage } from '../../modules/insight/console/analysis/page.tsx'

const { query } = apiOf({ plan: intake.plan })

/** The workbench, with the names that the tracking plan gives to events; without them where the plan may not be read. */
export function AnalysisRoute() {
  const list = useQuery(query.plan.list.queryOptions({ staleTime: 60_000, retry: false }))
  const labels = useMemo(() => new Map((list.data?.items ?? []).map(({ event, zh }) => [event, zh])), [list.data])
  return <AnalysisPage labels={labels} />
}
