import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { Button, Segmented, type TableColumnsType } from 'antd'
import { Suspense, useState } from 'react'
import { exact } from '#base/format'
import { later } from '#ui/later'
import { ListPage } from '#ui/listPage'
import { usePreferences, useText } from '#ui/preferences'
import { useMay } from '#ui/rights'
import { FirstUse, Waiting } from '#ui/states'
import { Time } from '#ui/time'
import { type LiveCode, liveApi } from './api.tsx'
import type { TagChoice } from './editing.tsx'
import { LiveState, promoteOf } from './parts.tsx'
import { liveWords } from './words.tsx'

const LiveEditing = later(() => import('./editing.tsx').then((module) => module.LiveEditing))
const Promote = later(() => import('../promote.tsx').then((module) => module.Promote))
const PrintedPage = later(() => import('./printed.tsx').then((module) => module.PrintedPage))
const PatrolPage = later(() => import('./troubles.tsx').then((module) => module.PatrolPage))
const { query } = liveApi

type Tab = 'codes' | 'printed' | 'patrol'

/** Live codes, where they are printed, and what the patrol has found. */
export function LivePage({ Tags }: { Tags: TagChoice }) {
  const { of = 'codes' } = useSearch({ from: '/frame/live-codes' })
  const tabs = <Tabs of={of} />
  const Other = of === 'printed' ? PrintedPage : PatrolPage
  if (of !== 'codes')
    return (
      <Suspense fallback={<Waiting />}>
        <Other tabs={tabs} />
      </Suspense>
    )
  return <Codes tabs={tabs} Tags={Tags} />
}

function Tabs({ of }: { of: Tab }) {
  const t = useText(liveWords)
  const navigate = useNavigate()
  return (
    <Segmented<Tab>
      value={of}
      aria-label={t.title}
      options={(['codes', 'printed', 'patrol'] as const).map((value) => ({ value, label: t.tabs[value] }))}
      onChange={(to) => void navigate({ to: '/live-codes', search: to === 'codes' ? {} : { of: to } })}
    />
  )
}

function Codes({ tabs, Tags }: { tabs: React.ReactNode; Tags: TagChoice }) {
  const t = useText(liveWords)
  const may = useMay()
  const [editing, setEditing] = useState(false)
  const [promoted, setPromoted] = useState<LiveCode | null>(null)
  const list = useInfiniteQuery(
    query.list.infiniteOptions({
      input: (cursor: string | undefined) => ({ limit: 50, ...(cursor ? { cursor } : {}) }),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (page) => page.next,
      refetchInterval: 15_000,
    }),
  )
  const create = may('people:write') && (
    <Button type="primary" onClick={() => setEditing(true)}>
      {t.create}
    </Button>
  )
  const promote = (row: LiveCode) => (
    <Button size="small" onClick={() => setPromoted(row)}>
      {t.promote}
    </Button>
  )
  return (
    <>
      <ListPage
        title={t.title}
        of={list}
        rowKey={(row) => row.id}
        columns={useLiveColumns(promote)}
        actions={create}
        filters={
          <>
            {tabs}
            <Quotas />
          </>
        }
        card={(row) => (
          <>
            <Named row={row} />
            <span className="small muted">
              {t.kinds[row.setup.kind]} · {t.scans} {row.scans} · {t.added} {row.added} · {t.lost} {row.lost}
            </span>
            <LiveState row={row} />
            {promote(row)}
          </>
        )}
        first={
          <FirstUse title={t.first} action={create}>
            {t.firstHelp}
          </FirstUse>
        }
      />
      <Suspense>{editing && <LiveEditing of="new" close={() => setEditing(false)} Tags={Tags} />}</Suspense>
      <Suspense>{promoted && <Promote of={promoteOf(promoted)} close={() => setPromoted(null)} />}</Suspense>
    </>
  )
}

function Quotas() {
  const t = useText(liveWords)
  const { language } = usePreferences()
  const quotas = useQuery(query.quotas.queryOptions())
  const items = quotas.data?.items ?? []
  return (
    <span className="small muted">
      {items.map(({ account, name, used, most }) => (
        <span key={account}>
          {t.quota} {name}: {exact(used, language)} / {exact(most, language)}{' '}
        </span>
      ))}
    </span>
  )
}

const Named = ({ row }: { row: LiveCode }) => (
  <Link to="/live-codes/$id" params={{ id: row.id }}>
    {row.name}
  </Link>
)

function useLiveColumns(promote: (row: LiveCode) => React.ReactNode): TableColumnsType<LiveCode> {
  const t = useText(liveWords)
  const { language } = usePreferences()
  const n = (count: number) => exact(count, language)
  return [
    { title: t.name, render: (_, row) => <Named row={row} /> },
    { title: t.kind, render: (_, row) => t.kinds[row.setup.kind] },
    { title: `${t.scans}（${t.days30}）`, align: 'right', render: (_, row) => n(row.scans) },
    { title: t.added, align: 'right', render: (_, row) => n(row.added) },
    { title: t.fresh, align: 'right', render: (_, row) => n(row.fresh) },
    { title: t.lost, align: 'right', render: (_, row) => n(row.lost) },
    { title: t.state, render: (_, row) => <LiveState row={row} /> },
    { title: t.createdAt, render: (_, row) => <Time at={row.createdAt} /> },
    { title: t.action, render: (_, row) => promote(row) },
  ]
}
