import { useNavigate, useSearch } from '@tanstack/react-router'
import { Segmented } from 'antd'
import { Suspense } from 'react'
import { later } from '#ui/later'
import { useTitle } from '#ui/page'
import { useText } from '#ui/preferences'
import { Waiting } from '#ui/states'
import { adWords } from './words.tsx'

const parts = {
  report: later(() => import('./report.tsx').then((module) => module.AdReport)),
  conversions: later(() => import('./conversions.tsx').then((module) => module.Conversions)),
  accounts: later(() => import('./accounts.tsx').then((module) => module.AdAccounts)),
}
type Tab = keyof typeof parts

/** Advertisements: what they bring, what platforms were told, and the platforms. */
export function AdsPage() {
  const t = useText(adWords)
  useTitle(t.title)
  const { of = 'report' } = useSearch({ from: '/frame/ads' })
  const navigate = useNavigate()
  const Part = parts[of]
  return (
    <div className="stack">
      <div className="page-head">
        <h1>{t.title}</h1>
      </div>
      <div className="row">
        <Segmented<Tab>
          value={of}
          aria-label={t.title}
          options={(['report', 'conversions', 'accounts'] as const).map((value) => ({ value, label: t.tabs[value] }))}
          onChange={(to) => void navigate({ to: '/ads', search: to === 'report' ? {} : { of: to } })}
        />
      </div>
      <Suspense fallback={<Waiting />}>
        <Part />
      </Suspense>
    </div>
  )
}
