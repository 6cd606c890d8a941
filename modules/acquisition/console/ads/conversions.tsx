import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { App, Button, Select, Table, type TableColumnsType, Tag } from 'antd'
import { useState } from 'react'
import { money } from '#base/format'
import { problemOf } from '#ui/api'
import { usePreferences, useText } from '#ui/preferences'
import { useMay } from '#ui/rights'
import { Scroll } from '#ui/scroll'
import { Load, Notice } from '#ui/states'
import { Time } from '#ui/time'
import { type ConversionState, conversionStates } from '../../core/adsContract.ts'
import { ExportOf } from '../exportOf.tsx'
import { adsApi, type Conversion } from './api.tsx'
import { adWords } from './words.tsx'

const { query } = adsApi

const colors: Partial<Record<ConversionState, string>> = {
  ...{ sent: 'success', waiting: 'processing', sending: 'processing', refused: 'error', 'given-up': 'error' },
}

/** What platforms were told, and why not where they were not. */
export function Conversions() {
  const t = useText(adWords)
  const [state, setState] = useState<ConversionState | ''>('')
  const list = useInfiniteQuery(
    query.conversions.infiniteOptions({
      input: (cursor: string | undefined) => ({
        limit: 50,
        ...(state === '' ? {} : { state }),
        ...(cursor ? { cursor } : {}),
      }),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (page) => page.next,
      refetchInterval: 10_000,
    }),
  )
  return (
    <>
      <div className="row">
        <Select<ConversionState | ''>
          aria-label={t.state}
          value={state}
          onChange={setState}
          style={{ width: 220 }}
          options={[
            { value: '', label: t.all },
            ...conversionStates.map((value) => ({ value, label: t.states[value] })),
          ]}
        />
        <span className="grow" />
        <ExportOf kind="adConversions" filter={state === '' ? {} : { state }} />
      </div>
      <Load of={list} rows={5}>
        {({ pages }) => {
          const rows = pages.flatMap(({ items }) => items)
          if (rows.length === 0)
            return (
              <section className="card">
                {state === '' ? (
                  <Notice title={t.noConversions}>{t.noConversionsHelp}</Notice>
                ) : (
                  <Notice title={t.none} action={<Button onClick={() => setState('')}>{t.clear}</Button>} />
                )}
              </section>
            )
          return (
            <section className="card stack">
              <Rows rows={rows} />
              {list.hasNextPage && (
                <Button loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
                  {t.load}
                </Button>
              )}
            </section>
          )
        }}
      </Load>
    </>
  )
}

function Rows({ rows }: { rows: readonly Conversion[] }) {
  const t = useText(adWords)
  const { language } = usePreferences()
  const columns: TableColumnsType<Conversion> = [
    { title: t.at, render: (_, row) => <Time at={row.at} /> },
    { title: t.event, render: (_, row) => t.events[row.event] },
    {
      title: t.person,
      render: (_, { person }) =>
        person === null ? (
          <span className="muted">{t.erased}</span>
        ) : (
          <Link to="/people/$id" params={{ id: person }}>
            {person}
          </Link>
        ),
    },
    {
      title: t.amount,
      align: 'right',
      render: (_, row) => (row.event === 'add' ? '—' : money(row.amount, language)),
    },
    { title: t.platform, render: (_, row) => row.accountName },
    { title: t.campaign, render: (_, row) => row.campaign || <span className="muted">{t.noCampaign}</span> },
    { title: t.clickedAt, render: (_, row) => <Time at={row.clickedAt} /> },
    { title: t.state, render: (_, row) => <State row={row} /> },
    { title: '', render: (_, row) => <Retry row={row} /> },
  ]
  return (
    <Scroll label={t.tabs.conversions}>
      <Table size="small" rowKey="id" dataSource={[...rows]} columns={columns} pagination={false} />
    </Scroll>
  )
}

function State({ row }: { row: Conversion }) {
  const t = useText(adWords)
  return (
    <div>
      <Tag color={colors[row.state]}>{t.states[row.state]}</Tag>
      {row.reason && row.state !== 'sent' && (
        <div className="small muted">
          {row.reason} {row.tries > 1 && t.tries(row.tries)}{' '}
          {row.nextAt && (
            <>
              {t.next} <Time at={row.nextAt} />
            </>
          )}
        </div>
      )}
    </div>
  )
}

function Retry({ row }: { row: Conversion }) {
  const t = useText(adWords)
  const may = useMay()
  const { message } = App.useApp()
  const queries = useQueryClient()
  const retry = useMutation(
    query.retry.mutationOptions({
      onSettled: () => queries.invalidateQueries({ queryKey: query.conversions.key() }),
      onError: (error) => void message.error(problemOf(error).title),
    }),
  )
  if (!may('people:write') || !['refused', 'given-up'].includes(row.state)) return null
  return (
    <Button size="small" loading={retry.isPending} onClick={() => retry.mutate({ id: row.id })}>
      {t.retry}
    </Button>
  )
}
