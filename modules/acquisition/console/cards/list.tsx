import { useInfiniteQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { Button, Segmented, type TableColumnsType } from 'antd'
import { Suspense, useState } from 'react'
import { exact, money } from '#base/format'
import { later } from '#ui/later'
import { ListPage } from '#ui/listPage'
import { usePreferences, useText } from '#ui/preferences'
import { useMay } from '#ui/rights'
import { FirstUse, Waiting } from '#ui/states'
import { Time } from '#ui/time'
import { type Batch, cardsApi } from './api.tsx'
import { BatchState, StockAdvice } from './parts.tsx'
import { cardWords } from './words.tsx'

const NewBatch = later(() => import('./newBatch.tsx').then((module) => module.NewBatch))
const DesignsPage = later(() => import('./designs.tsx').then((module) => module.DesignsPage))
const InsertPage = later(() => import('./inserting.tsx').then((module) => module.InsertPage))
const { query } = cardsApi
const tabNames = ['batches', 'designs', 'insert'] as const

type Tab = (typeof tabNames)[number]

/** Parcel cards: batches with what became of them, designs, and which card went into which parcel. */
export function CardsPage() {
  const { of = 'batches' } = useSearch({ from: '/frame/parcel-cards' })
  const tabs = <Tabs of={of} />
  const Other = of === 'designs' ? DesignsPage : InsertPage
  if (of !== 'batches')
    return (
      <Suspense fallback={<Waiting />}>
        <Other tabs={tabs} />
      </Suspense>
    )
  return <Batches tabs={tabs} />
}

function Tabs({ of }: { of: Tab }) {
  const t = useText(cardWords)
  const navigate = useNavigate()
  return (
    <Segmented<Tab>
      value={of}
      aria-label={t.title}
      options={tabNames.map((value) => ({ value, label: t.tabs[value] }))}
      onChange={(to) => void navigate({ to: '/parcel-cards', search: to === 'batches' ? {} : { of: to } })}
    />
  )
}

function Batches({ tabs }: { tabs: React.ReactNode }) {
  const t = useText(cardWords)
  const { language } = usePreferences()
  const may = useMay()
  const [making, setMaking] = useState(false)
  const list = useInfiniteQuery(
    query.batches.infiniteOptions({
      input: (cursor: string | undefined) => ({ limit: 50, ...(cursor ? { cursor } : {}) }),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (page) => page.next,
      refetchInterval: 15_000,
    }),
  )
  const create = may('people:write') && (
    <Button type="primary" onClick={() => setMaking(true)}>
      {t.newBatch}
    </Button>
  )
  return (
    <>
      <ListPage
        title={t.title}
        of={list}
        rowKey={(row) => row.id}
        columns={useBatchColumns()}
        actions={create}
        filters={tabs}
        card={(row) => (
          <>
            <Named row={row} />
            <span className="small muted">
              {row.designName} · {t.stages.inserted} {exact(row.reached.inserted, language)} · {t.stages.scanned}{' '}
              {exact(row.reached.scanned, language)} · {t.stages.added} {exact(row.reached.added, language)}
            </span>
            <span className="row">
              <BatchState batch={row} />
              <StockAdvice batch={row} />
            </span>
          </>
        )}
        first={
          <FirstUse title={t.firstBatch} action={create}>
            {t.firstBatchHelp}
          </FirstUse>
        }
      />
      <Suspense>{making && <NewBatch close={() => setMaking(false)} />}</Suspense>
    </>
  )
}

const Named = ({ row }: { row: Batch }) => (
  <Link to="/parcel-cards/$id" params={{ id: row.id }}>
    {row.name}
  </Link>
)

function useBatchColumns(): TableColumnsType<Batch> {
  const t = useText(cardWords)
  const { language } = usePreferences()
  const stage = (name: keyof Batch['reached']) => ({
    title: t.stages[name],
    align: 'right' as const,
    render: (_: unknown, row: Batch) => exact(row.reached[name], language),
  })
  return [
    { title: t.batch, render: (_, row) => <Named row={row} /> },
    {
      title: t.design,
      render: (_, row) => (
        <Link to="/card-designs/$id" params={{ id: row.design }}>
          {row.designName}
        </Link>
      ),
    },
    { title: t.warehouse, render: (_, row) => row.warehouse || '—' },
    { title: t.state, render: (_, row) => <BatchState batch={row} /> },
    ...(['inserted', 'scanned', 'added', 'claimed', 'ordered'] as const).map(stage),
    { title: t.ltv, align: 'right', render: (_, row) => money(row.ltv, language) },
    { title: t.stock, render: (_, row) => <StockAdvice batch={row} /> },
    { title: t.createdAt, render: (_, row) => <Time at={row.createdAt} /> },
  ]
}
