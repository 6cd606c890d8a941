import { useNavigate, useSearch } from '@tanstack/react-router'
import { Segmented } from 'antd'
import { Suspense } from 'react'
import { later } from '#ui/later'
import { useText } from '#ui/preferences'
import { Waiting } from '#ui/states'
import type { Lent } from './api.tsx'
import { Roster } from './roster.tsx'
import { partnerWords } from './words.tsx'

const Programmes = later(() => import('./programmes.tsx').then((module) => module.Programmes))
const Flags = later(() => import('./flags.tsx').then((module) => module.Flags))
const Statements = later(() => import('./statements.tsx').then((module) => module.Statements))
const Candidates = later(() => import('./candidates.tsx').then((module) => module.Candidates))

const tabNames = ['partners', 'programmes', 'flags', 'statements', 'candidates'] as const
type Tab = (typeof tabNames)[number]

/** Partners: who they are, what they are paid for, what speaks against it, how they are paid, and who could be one. */
export function PartnersPage(lent: Lent) {
  const { of = 'partners' } = useSearch({ from: '/frame/partners' })
  const tabs = <Tabs of={of} />
  return (
    <Suspense fallback={<Waiting />}>
      {of === 'partners' && <Roster tabs={tabs} {...lent} />}
      {of === 'programmes' && <Programmes tabs={tabs} {...lent} />}
      {of === 'flags' && <Flags tabs={tabs} {...lent} />}
      {of === 'statements' && <Statements tabs={tabs} {...lent} />}
      {of === 'candidates' && <Candidates tabs={tabs} />}
    </Suspense>
  )
}

function Tabs({ of }: { of: Tab }) {
  const t = useText(partnerWords)
  const navigate = useNavigate()
  return (
    <Segmented<Tab>
      className="scroll-x"
      value={of}
      aria-label={t.title}
      options={tabNames.map((value) => ({ value, label: t.tabs[value] }))}
      onChange={(to) => void navigate({ to: '/partners', search: to === 'partners' ? {} : { of: to } })}
    />
  )
}
