import { getRouteApi } from '@tanstack/react-router'
import { Tabs } from 'antd'
import { Suspense } from 'react'
import { later } from '#ui/later'
import { useTitle } from '#ui/page'
import { useText } from '#ui/preferences'
import { Waiting } from '#ui/states'
import type { ActorName } from './actorName.tsx'
import { Progress } from './progress.tsx'
import { words } from './words.tsx'

const route = getRouteApi('/frame/targets')
// Sliders and tables are for those who plan; most come to look.
const Scenarios = later(() => import('./scenarios.tsx').then((module) => module.Scenarios))
const Closes = later(() => import('./closes.tsx').then((module) => module.Closes))

/** The plan of a year: how far it is, the scenarios behind it, and the months that are closed. */
export function TargetsPage({ Actor }: { Actor: ActorName }) {
  const t = useText(words)
  useTitle(t.title)
  const { tab = 'progress', year } = route.useSearch()
  const navigate = route.useNavigate()
  return (
    <div className="stack">
      <div className="page-head">
        <h1>{t.title}</h1>
      </div>
      <Tabs
        activeKey={tab}
        onChange={(next) => void navigate({ search: (old) => ({ ...old, tab: next as typeof tab }) })}
        items={(['progress', 'scenarios', 'closes'] as const).map((key) => ({ key, label: t.tabs[key] }))}
      />
      <Suspense fallback={<Waiting />}>
        {tab === 'progress' && <Progress year={year} />}
        {tab === 'scenarios' && <Scenarios Actor={Actor} />}
        {tab === 'closes' && <Closes Actor={Actor} />}
      </Suspense>
    </div>
  )
}
