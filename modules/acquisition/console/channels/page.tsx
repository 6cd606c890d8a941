import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { Badge, Segmented } from 'antd'
import { Suspense } from 'react'
import { later } from '#ui/later'
import { useTitle } from '#ui/page'
import { useText } from '#ui/preferences'
import { Waiting } from '#ui/states'
import { type ActorName, channelsApi } from './api.tsx'
import { channelWords } from './words.tsx'

const parts = {
  report: later(() => import('./report.tsx').then((module) => module.ChannelReport)),
  tree: later(() => import('./tree.tsx').then((module) => module.ChannelTree)),
  names: later(() => import('./names.tsx').then((module) => module.SeenNames)),
  links: later(() => import('./links.tsx').then((module) => module.TaggedLinks)),
}
const Costs = later(() => import('./costs.tsx').then((module) => module.ChannelCosts))
type Tab = keyof typeof parts | 'costs'
const tabs = ['report', 'tree', 'names', 'costs', 'links'] as const

/** Channels: what they bring, how they are known, what they cost, and links that say which one they are of. */
export function ChannelsPage({ Actor }: { Actor: ActorName }) {
  const t = useText(channelWords)
  useTitle(t.title)
  const { of = 'report' } = useSearch({ from: '/frame/channels' })
  const navigate = useNavigate()
  const unknown = useQuery(channelsApi.query.names.queryOptions({ input: { known: 'no' } }))
  const count = unknown.data?.unknown ?? 0
  const Part = of === 'costs' ? null : parts[of]
  return (
    <div className="stack">
      <div className="page-head">
        <h1>{t.title}</h1>
      </div>
      <Segmented<Tab>
        className="scroll-x"
        style={{ justifySelf: 'start', maxWidth: '100%' }}
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
      <Suspense fallback={<Waiting />}>{Part ? <Part /> : <Costs Actor={Actor} />}</Suspense>
    </div>
  )
}
