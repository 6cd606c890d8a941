import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Button, type TableColumnsType } from 'antd'
import { Suspense, useState } from 'react'
import { exact, money } from '#base/format'
import { later } from '#ui/later'
import { ListPage } from '#ui/listPage'
import { usePreferences, useText } from '#ui/preferences'
import { useMay } from '#ui/rights'
import { FirstUse } from '#ui/states'
import { type Hook, hooksApi, type Kind } from './api.tsx'
import { HookState, Left } from './parts.tsx'
import { hookWords } from './words.tsx'

const HookEditing = later(() => import('./editing.tsx').then((module) => module.HookEditing))
const Redeeming = later(() => import('./redeeming.tsx').then((module) => module.Redeeming))
const { query } = hooksApi

/** The catalogue: what each hook costs, what is left of it, and what it has spent. */
export function HooksPage() {
  const t = useText(hookWords)
  const { language } = usePreferences()
  const may = useMay()
  const [open, setOpen] = useState<'new' | 'redeem' | null>(null)
  const kinds = useQuery(query.kinds.queryOptions())
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
        columns={useHookColumns(kinds.data?.items ?? [])}
        actions={
          <>
            {may('people:write') && <Button onClick={() => setOpen('redeem')}>{t.redeem}</Button>}
            {create}
          </>
        }
        card={(row) => (
          <>
            <Named row={row} />
            <span className="small muted">
              {t.taken} {exact(row.taken, language)} · {t.left} <Left hook={row} /> · {t.spent}{' '}
              {money(row.spent, language)}
            </span>
            <HookState hook={row} />
          </>
        )}
        first={
          <FirstUse title={t.first} action={create}>
            {t.firstHelp}
          </FirstUse>
        }
      />
      <Suspense>{open === 'new' && <HookEditing of="new" close={() => setOpen(null)} />}</Suspense>
      <Suspense>{open === 'redeem' && <Redeeming close={() => setOpen(null)} />}</Suspense>
    </>
  )
}

const Named = ({ row }: { row: Hook }) => (
  <Link to="/campaign-hooks/$id" params={{ id: row.id }}>
    {row.name}
  </Link>
)

function useHookColumns(kinds: readonly Kind[]): TableColumnsType<Hook> {
  const t = useText(hookWords)
  const { language } = usePreferences()
  const titles = new Map(kinds.map(({ kind, title }) => [kind, title[language]]))
  return [
    { title: t.name, render: (_, row) => <Named row={row} /> },
    { title: t.heading, dataIndex: 'title' },
    { title: t.kind, render: (_, row) => titles.get(row.kind) ?? row.kind },
    { title: t.newness, render: (_, row) => t.newnesses[row.newness].split(/[（(]/)[0] },
    { title: t.costOne, align: 'right', render: (_, row) => money(row.cost, language) },
    { title: t.taken, align: 'right', render: (_, row) => exact(row.taken, language) },
    { title: t.left, align: 'right', render: (_, row) => <Left hook={row} /> },
    { title: t.waiting, align: 'right', render: (_, row) => exact(row.waiting, language) },
    { title: t.spent, align: 'right', render: (_, row) => money(row.spent, language) },
    {
      title: t.budget,
      align: 'right',
      render: (_, row) => (row.budget === null ? t.unlimited : money(row.budget, language)),
    },
    { title: t.state, render: (_, row) => <HookState hook={row} /> },
  ]
}
