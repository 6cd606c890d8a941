import { getRouteApi } from '@tanstack/react-router'
import { Segmented, Select } from 'antd'
import { useTitle } from '#ui/page'
import { useText } from '#ui/preferences'
import { DayPicker } from '#ui/rangePicker'
import { useZone } from '#ui/zone'
import { rfmTables } from '../../core/clv/rfm.ts'
import { buyerScopes } from '../../core/clv/scope.ts'
import { Loop } from './loop.tsx'
import { Pyramid } from './pyramid.tsx'
import { type RfmSearch, rfmQuestion } from './question.ts'
import { Rfm } from './rfm.tsx'
import { words } from './words.tsx'

const route = getRouteApi('/frame/rfm')

/** Who buys how recently, how often and how much; who carries the business; how far the loop closes. */
export function RfmPage() {
  const t = useText(words)
  useTitle(t.title)
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const ask = rfmQuestion(search, useZone())
  const set = (patch: RfmSearch) => void navigate({ search: (before) => ({ ...before, ...patch }) })
  return (
    <div className="stack">
      <div className="page-head">
        <h1>{t.title}</h1>
        <span className="grow" />
        <Select
          aria-label={t.scope}
          value={ask.scope}
          onChange={(scope) => set({ scope })}
          options={buyerScopes.map((value) => ({ value, label: t.scopes[value] }))}
          style={{ minWidth: 120 }}
        />
      </div>
      <div className="row">
        <Segmented
          value={ask.tab}
          onChange={(tab) => set({ tab })}
          options={(['rfm', 'pyramid', 'loop'] as const).map((value) => ({ value, label: t.tabs[value] }))}
        />
        {ask.tab === 'rfm' ? (
          <>
            <Select
              aria-label={t.table}
              value={ask.table}
              onChange={(table) => set({ table })}
              options={rfmTables.map((value) => ({ value, label: t.tables[value] }))}
              style={{ minWidth: 130 }}
            />
            <span className="small muted">{t.at(ask.today)}</span>
          </>
        ) : (
          <DayPicker value={ask.range} today={ask.today} onChange={(range) => set(range)} />
        )}
      </div>
      {ask.tab === 'rfm' && <Rfm ask={ask} search={search} />}
      {ask.tab === 'pyramid' && <Pyramid ask={ask} search={search} />}
      {ask.tab === 'loop' && <Loop ask={ask} search={search} />}
    </div>
  )
}
