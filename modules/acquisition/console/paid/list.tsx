import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import { App, Button, type TableColumnsType, Tag } from 'antd'
import { Suspense, useState } from 'react'
import { exact, money } from '#base/format'
import { problemOf } from '#ui/api'
import { later } from '#ui/later'
import { ListPage } from '#ui/listPage'
import { usePreferences, useText } from '#ui/preferences'
import { useMay } from '#ui/rights'
import { FirstUse } from '#ui/states'
import { type PaidLink, paidApi } from './api.tsx'
import { Quotas } from './quotas.tsx'
import { paidWords } from './words.tsx'

const PaidEditing = later(() => import('./editing.tsx').then((module) => module.PaidEditing))
const PaidAdds = later(() => import('./adds.tsx').then((module) => module.PaidAdds))
const Promote = later(() => import('../promote.tsx').then((module) => module.Promote))
const { query } = paidApi

type Open = { of: PaidLink; what: 'edit' | 'adds' | 'promote' } | 'new'

/** Acquisition links with what each brought and cost, and what is left of the additions that were bought. */
export function AcquisitionLinksPage() {
  const t = useText(paidWords)
  const may = useMay()
  const [open, setOpen] = useState<Open | null>(null)
  const close = () => setOpen(null)
  const list = useInfiniteQuery(
    query.list.infiniteOptions({
      input: (cursor: string | undefined) => ({ limit: 50, ...(cursor ? { cursor } : {}) }),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (page) => page.next,
      refetchInterval: 15_000,
    }),
  )
  const create = may('people:write') && (
    <Button type="primary" onClick={() => setOpen('new')}>
      {t.create}
    </Button>
  )
  return (
    <>
      <ListPage
        title={t.title}
        of={list}
        rowKey={(row) => row.id}
        columns={useColumns(setOpen)}
        actions={create}
        filters={<Quotas />}
        card={(row) => (
          <>
            <strong>{row.name}</strong>
            <span className="small muted">
              {t.opened} {row.opened} · {t.added} {row.added} · {t.left} {row.left}
            </span>
            <span className="row">
              <PaidState row={row} />
              <Actions row={row} open={setOpen} />
            </span>
          </>
        )}
        first={
          <FirstUse title={t.first} action={create}>
            {t.firstHelp}
          </FirstUse>
        }
      />
      <Suspense>
        {open === 'new' && <PaidEditing of="new" close={close} />}
        {open !== null && open !== 'new' && open.what === 'edit' && <PaidEditing of={open.of} close={close} />}
        {open !== null && open !== 'new' && open.what === 'adds' && <PaidAdds of={open.of} close={close} />}
        {open !== null && open !== 'new' && open.what === 'promote' && (
          <Promote
            of={{ name: open.of.name, url: open.of.url, file: `paid-${open.of.id}`, picture: null }}
            close={close}
          />
        )}
      </Suspense>
    </>
  )
}

function PaidState({ row }: { row: PaidLink }) {
  const t = useText(paidWords)
  if (!row.on) return <Tag>{t.off}</Tag>
  if (row.made) return <Tag color="success">{t.on}</Tag>
  return (
    <Tag color="warning" title={row.error ?? undefined}>
      {t.making}
    </Tag>
  )
}

function Actions({ row, open }: { row: PaidLink; open(next: Open): void }) {
  const t = useText(paidWords)
  const may = useMay()
  const { message } = App.useApp()
  const queries = useQueryClient()
  const change = useMutation(
    query.change.mutationOptions({
      onSettled: () => queries.invalidateQueries({ queryKey: query.list.key() }),
      onError: (error) => void message.error(problemOf(error).title),
    }),
  )
  return (
    <span className="row">
      <Button size="small" onClick={() => open({ of: row, what: 'promote' })}>
        {t.promote}
      </Button>
      {may('people:write') && (
        <>
          <Button size="small" onClick={() => open({ of: row, what: 'edit' })}>
            {t.change}
          </Button>
          <Button size="small" loading={change.isPending} onClick={() => change.mutate({ id: row.id, on: !row.on })}>
            {row.on ? t.switchOff : t.switchOn}
          </Button>
        </>
      )}
    </span>
  )
}

function useColumns(open: (next: Open) => void): TableColumnsType<PaidLink> {
  const t = useText(paidWords)
  const { language } = usePreferences()
  const n = (name: 'opened' | 'toPage' | 'paid' | 'left') => ({
    title: t[name],
    align: 'right' as const,
    render: (_: unknown, row: PaidLink) => exact(row[name], language),
  })
  return [
    { title: t.name, dataIndex: 'name' },
    n('opened'),
    n('toPage'),
    {
      title: t.added,
      align: 'right',
      render: (_, row) => (
        <Button type="link" size="small" onClick={() => open({ of: row, what: 'adds' })}>
          {exact(row.added, language)}
        </Button>
      ),
    },
    n('paid'),
    n('left'),
    { title: t.cost, align: 'right', render: (_, row) => money(row.cost, language) },
    {
      title: <span title={t.costHelp}>{t.costPerAdd}</span>,
      align: 'right',
      render: (_, row) => money(row.costPerAdd, language),
    },
    { title: t.state, render: (_, row) => <PaidState row={row} /> },
    { title: t.action, render: (_, row) => <Actions row={row} open={open} /> },
  ]
}
