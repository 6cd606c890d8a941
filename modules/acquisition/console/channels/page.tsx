import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { Badge, Segmented } from 'antd'
import { Suspense } from 'react'
import { later } from '#ui/later'
import { useTitle } from '#ui/page'
import { useText } from '#ui/preferences'
import { Waiting } from '#ui/states'
import { channelsApi } from './api.tsx'
import { channelWords } from './words.tsx'

const parts = {
  report: later(() => import('./report.tsx').then((module) => module.ChannelReport)),
  tree: later(() => import('./tree.tsx').then((module) => module.ChannelTree)),
  names: later(() => import('./names.tsx').then((module) => module.SeenNames)),
  costs: later(() => import('./costs.tsx').then((module) => module.ChannelCosts)),
  links: later(() => import('./links.tsx').then((module) => module.TaggedLinks)),
}
type Tab = keyof typeof parts
const tabs = ['report', 'tree', 'names', 'costs', 'links'] as const

/** Channels: what they bring, how they are known, what they cost, and links that say which one they are of. */
export function ChannelsPage() {
  const t = useText(channelWords)
  useTitle(t.title)
  const { of = 'report' } = useSearch({ from: '/frame/channels' })
  const navigate = useNavigate()
  const unknown = useQuery(channelsApi.query.names.queryOptions({ input: { known: 'no' } }))
  const count = unknown.data?.unknown ?? 0
  const Part = parts[of]
  return (
    <div className="stack">
      <div className="page-head">
        <h1>{t.title}</h1>
      </div>
      <Segmented<Tab>
        className="scroll-x"
        value={of}
        aria-label={t.title}
        options={tabs.map((value) => ({
          value,
          label:
            value === 'names' && count > 0 ? (
              <span className="row" style={{ gap: 6, flexWrap: 'nowrap' }}>
                {t.tabs.names} <Badge count={count} color="var(--accent)" size="small" />
              </span>
            ) : (
              t.tabs[value]
            ),
        }))}
        onChange={(to) => void navigate({ to: '/channels', search: to === 'report' ? {} : { of: to } })}
      />
      <Suspense fallback={<Waiting />}>
        <Part />
      </Suspense>
    </div>
  )
}
