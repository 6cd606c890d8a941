import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type TableColumnsType, Tag } from 'antd'
import { exact } from '#base/format'
import { apiOf } from '#ui/api'
import { ListPage } from '#ui/listPage'
import { usePreferences, useText } from '#ui/preferences'
import { FirstUse } from '#ui/states'
import { Time } from '#ui/time'
import { imports } from '../core/imports/contract.ts'
import { words } from './words.tsx'

const { query, client } = apiOf(imports)

type Import = Awaited<ReturnType<typeof client.list>>['items'][number]

const tones: Record<Import['state'], string> = {
  queued: 'default',
  running: 'processing',
  done: 'success',
  failed: 'error',
  cancelled: 'default',
}

export function ImportsPage() {
  const t = useText(words)
  const { language } = usePreferences()
  const list = useInfiniteQuery(
    query.list.infiniteOptions({
      input: (cursor: string | undefined) => ({ limit: 30, ...(cursor ? { cursor } : {}) }),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (page) => page.next,
      refetchInterval: (state) =>
        state.state.data?.pages.some((page) =>
          page.items.some((one) => one.state === 'running' || one.state === 'queued'),
        )
          ? 1500
          : false,
    }),
  )
  const kinds = useQuery(query.kinds.queryOptions())
  const kind = (row: Import) => kinds.data?.items.find((one) => one.kind === row.kind)?.title[language] ?? row.kind
  const counts = (row: Import) =>
    [row.created, row.updated, row.skipped, row.rejected].map((n) => exact(n, language)).join(' / ')
  const link = (row: Import) => (
    <Link to="/imports/$id" params={{ id: row.id }}>
      {row.fileName}
    </Link>
  )
  const columns: TableColumnsType<Import> = [
    { title: t.file, render: (_, row) => link(row) },
    { title: t.kind, render: (_, row) => kind(row) },
    { title: t.state, render: (_, row) => <Tag color={tones[row.state]}>{t.states[row.state]}</Tag> },
    { title: t.rows, align: 'right', render: (_, row) => <span className="num">{exact(row.total, language)}</span> },
    { title: t.result, align: 'right', render: (_, row) => <span className="num">{counts(row)}</span> },
    { title: t.at, render: (_, row) => <Time at={row.createdAt} /> },
  ]
  const begin = (
    <Link to="/imports/new" className="go primary">
      {t.start}
    </Link>
  )
  return (
    <ListPage
      title={t.imports}
      actions={begin}
      of={list}
      rowKey={(row) => row.id}
      columns={columns}
      card={(row) => (
        <>
          <span className="row">
            {link(row)}
            <Tag color={tones[row.state]}>{t.states[row.state]}</Tag>
          </span>
          <span className="small muted num">
            {kind(row)} · {counts(row)}
          </span>
        </>
      )}
      first={
        <FirstUse title={t.first} action={begin}>
          {t.firstHelp}
        </FirstUse>
      }
    />
  )
}
