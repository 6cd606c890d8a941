import { useInfiniteQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { Button, type TableColumnsType } from 'antd'
import { Suspense, useState } from 'react'
import { exact, money } from '#base/format'
import { later } from '#ui/later'
import { ListPage } from '#ui/listPage'
import { usePreferences, useText } from '#ui/preferences'
import { useMay } from '#ui/rights'
import { FirstUse, Notice } from '#ui/states'
import { type Plan, plansApi } from './api.tsx'
import { Progress, Weakest } from './progress.tsx'
import { planWords } from './words.tsx'

const Creating = later(() => import('./creating.tsx').then((module) => module.Creating))

/** Plans, each with how far it is, what it came to and where it loses most. */
export function PlansPage() {
  const t = useText(planWords)
  const may = useMay()('people:write')
  const navigate = useNavigate()
  const { archived } = useSearch({ from: '/frame/acquisition-plans' })
  const [creating, setCreating] = useState(false)
  const list = useInfiniteQuery(
    plansApi.query.list.infiniteOptions({
      input: (cursor: string | undefined) => ({
        ...{ limit: 20, archived: archived ?? ('no' as const) },
        ...(cursor ? { cursor } : {}),
      }),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (page) => page.next,
    }),
  )
  const create = may && (
    <Button type="primary" onClick={() => setCreating(true)}>
      {t.create}
    </Button>
  )
  return (
    <>
      <ListPage
        title={t.title}
        of={list}
        rowKey={(row) => row.id}
        columns={usePlanColumns()}
        actions={create}
        filters={
          <Button
            onClick={() => void navigate({ to: '/acquisition-plans', search: archived ? {} : { archived: 'yes' } })}
          >
            {archived ? t.showOpen : t.showArchived}
          </Button>
        }
        card={(row) => (
          <>
            <Named row={row} />
            <Progress row={row} />
            <span className="small muted">
              {t.end} <End row={row} /> · {t.cost} <Money of={row.cost} /> · {t.costPerEnd}{' '}
              <Money of={row.costPerEnd} />
            </span>
            <Weakest row={row} />
          </>
        )}
        first={
          archived ? (
            <Notice title={t.noArchived} />
          ) : (
            <FirstUse title={t.first} action={create}>
              {t.firstHelp}
            </FirstUse>
          )
        }
      />
      <Suspense>{creating && <Creating close={() => setCreating(false)} />}</Suspense>
    </>
  )
}

const Named = ({ row }: { row: Plan }) => (
  <Link to="/acquisition-plans/$id" params={{ id: row.id }}>
    {row.name}
  </Link>
)

function Money({ of }: { of: number | null }) {
  const { language } = usePreferences()
  return <>{money(of, language)}</>
}

function End({ row }: { row: Plan }) {
  const t = useText(planWords)
  const { language } = usePreferences()
  const step = row.nodes.find(({ id }) => id === row.end)?.step
  const count = row.measured.find(({ id }) => id === row.end)?.count
  return <>{step === undefined ? '—' : `${t.steps[step]} ${exact(count ?? null, language)}`}</>
}

function usePlanColumns(): TableColumnsType<Plan> {
  const t = useText(planWords)
  return [
    { title: t.name, render: (_, row) => <Named row={row} /> },
    { title: t.state, render: (_, row) => <Progress row={row} /> },
    { title: t.days, render: (_, { from, to }) => `${from} – ${to}` },
    { title: t.end, render: (_, row) => <End row={row} /> },
    { title: <span title={t.costHelp}>{t.cost}</span>, align: 'right', render: (_, row) => <Money of={row.cost} /> },
    { title: t.costPerEnd, align: 'right', render: (_, row) => <Money of={row.costPerEnd} /> },
    { title: t.weakest, render: (_, row) => <Weakest row={row} /> },
  ]
}
