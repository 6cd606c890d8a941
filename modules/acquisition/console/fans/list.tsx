import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { Segmented, Select, type TableColumnsType } from 'antd'
import { Suspense } from 'react'
import { exact, money } from '#base/format'
import { later } from '#ui/later'
import { ListPage } from '#ui/listPage'
import { useTitle } from '#ui/page'
import { usePreferences, useText } from '#ui/preferences'
import { useMay } from '#ui/rights'
import { FirstUse, Waiting } from '#ui/states'
import { Time } from '#ui/time'
import { type FanBatch, fansApi } from './api.tsx'
import { fanSteps, StepLink, usePlatform } from './parts.tsx'
import { fanWords } from './words.tsx'

const { query } = fansApi
const route = getRouteApi('/frame/fans')
const Platforms = later(() => import('./platforms.tsx').then((module) => module.Platforms))

/** Lists of fans of public platforms, and how far the fans of each are. */
export function FansPage() {
  const { of } = route.useSearch()
  return of === 'platforms' ? <ByPlatform /> : <ByList />
}

function Views() {
  const t = useText(fanWords)
  const { of } = route.useSearch()
  const navigate = route.useNavigate()
  return (
    <Segmented
      value={of ?? 'lists'}
      aria-label={t.title}
      onChange={(to) => void navigate({ search: to === 'platforms' ? { of: 'platforms' } : {} })}
      options={[
        { value: 'lists', label: t.lists },
        { value: 'platforms', label: t.platforms },
      ]}
    />
  )
}

function ImportLink() {
  const t = useText(fanWords)
  const may = useMay()
  if (!may('imports:write')) return null
  return (
    <Link to="/imports/new" search={{ kind: 'followers' }} className="go primary">
      {t.import}
    </Link>
  )
}

function ByPlatform() {
  const t = useText(fanWords)
  useTitle(t.title)
  return (
    <div className="stack">
      <div className="page-head">
        <h1>{t.title}</h1>
        <span className="grow" />
        <ImportLink />
      </div>
      <div className="row">
        <Views />
      </div>
      <Suspense fallback={<Waiting />}>
        <Platforms />
      </Suspense>
    </div>
  )
}

function ByList() {
  const t = useText(fanWords)
  const { platform } = route.useSearch()
  const list = useInfiniteQuery(
    query.batches.infiniteOptions({
      input: (cursor: string | undefined) => ({
        ...{ limit: 20, ...(platform ? { platform } : {}), ...(cursor ? { cursor } : {}) },
      }),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (page) => page.next,
      refetchInterval: 30_000,
    }),
  )
  const navigate = route.useNavigate()
  return (
    <ListPage
      title={t.title}
      of={list}
      rowKey={(row) => row.id}
      columns={useFanColumns()}
      actions={<ImportLink />}
      filters={
        <>
          <Views />
          <PlatformChoice />
        </>
      }
      filtered={platform !== undefined}
      clear={() => void navigate({ search: {} })}
      card={(row) => <FanCard row={row} />}
      first={
        <FirstUse title={t.first} action={<ImportLink />}>
          {t.firstHelp}
        </FirstUse>
      }
    />
  )
}

function PlatformChoice() {
  const t = useText(fanWords)
  const called = usePlatform()
  const { platform } = route.useSearch()
  const navigate = route.useNavigate()
  const found = useQuery(query.platforms.queryOptions())
  return (
    <Select
      allowClear
      aria-label={t.of}
      placeholder={t.allPlatforms}
      value={platform ?? null}
      style={{ minWidth: 160 }}
      onChange={(to: string | null) => void navigate({ search: to ? { platform: to } : {} })}
      options={(found.data?.items ?? []).map((one) => ({ value: one.platform, label: called(one.platform) }))}
    />
  )
}

function FanCard({ row }: { row: FanBatch }) {
  const t = useText(fanWords)
  const { language } = usePreferences()
  const { progress } = row
  return (
    <>
      <Name row={row} />
      <span className="row small" style={{ gap: '2px 12px' }}>
        {fanSteps.map((step) => (
          <span key={step}>
            <span className="muted">{t.steps[step]}</span> <StepLink batch={row.id} step={step} of={progress} />
          </span>
        ))}
      </span>
      <span className="small">
        {t.gmv} {money(progress.gmv, language)}
      </span>
    </>
  )
}

function Name({ row: { id, platform, kind, at, redeemed, redeemedAmount } }: { row: FanBatch }) {
  const t = useText(fanWords)
  const called = usePlatform()
  const { language } = usePreferences()
  return (
    <>
      <Link to="/fans/$id" params={{ id }}>
        {called(platform)} · {t.kinds[kind] ?? kind}
      </Link>
      <div className="small muted">
        <Time at={at} />
        {redeemed > 0 && ` · ${t.redeemed(exact(redeemed, language), money(redeemedAmount, language))}`}
      </div>
    </>
  )
}

function useFanColumns(): TableColumnsType<FanBatch> {
  const t = useText(fanWords)
  const { language } = usePreferences()
  return [
    { title: t.list, render: (_, row) => <Name row={row} /> },
    ...fanSteps.map((step) => ({
      title: <span title={t.stepHelp[step]}>{t.steps[step]}</span>,
      align: 'right' as const,
      render: (_: unknown, row: FanBatch) => <StepLink batch={row.id} step={step} of={row.progress} />,
    })),
    {
      title: <span title={t.gmvHelp}>{t.gmv}</span>,
      align: 'right',
      render: (_, row) => <span className="num">{money(row.progress.gmv, language)}</span>,
    },
  ]
}
