import { useInfiniteQuery } from '@tanstack/react-query'
import { type TableColumnsType, Tag, Tooltip } from 'antd'
import type { ComponentType } from 'react'
import { exact } from '#base/format'
import { apiOf } from '#ui/api'
import { ListPage } from '#ui/listPage'
import { usePreferences, useText } from '#ui/preferences'
import { Notice } from '#ui/states'
import { Time } from '#ui/time'
import { privacy } from '../contract.ts'
import { privacyWords } from './privacyWords.tsx'

const { query, client } = apiOf({ privacy })

type Erasure = Awaited<ReturnType<typeof client.privacy.list>>['items'][number]

/** Who was erased, how far it is, and what stays by law. */
export function ErasuresPage({ Actor }: { Actor: ComponentType<{ by: string }> }) {
  const t = useText(privacyWords)
  const list = useInfiniteQuery({
    ...query.privacy.list.infiniteOptions({
      input: (cursor: string | undefined) => ({ limit: 50, ...(cursor ? { cursor } : {}) }),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (page) => page.next,
    }),
    refetchInterval: ({ state }) =>
      state.data?.pages.some((page) => page.items.some((one) => one.state !== 'done')) ? 1500 : false,
  })
  const columns: TableColumnsType<Erasure> = [
    { title: t.person, render: (_, row) => <span className="num">#{row.person}</span> },
    { title: t.state, render: (_, row) => <State row={row} /> },
    { title: t.kept, render: (_, row) => <Kept row={row} /> },
    { title: t.reason, dataIndex: 'reason' },
    { title: t.by, render: (_, row) => <Actor by={row.requestedBy} /> },
    { title: t.at, render: (_, row) => <Time at={row.requestedAt} /> },
  ]
  return (
    <ListPage
      title={t.title}
      of={list}
      rowKey={(row) => row.id}
      columns={columns}
      card={(row) => (
        <>
          <div className="row">
            <span className="num">#{row.person}</span> <State row={row} /> <span className="grow" />
            <Time at={row.requestedAt} />
          </div>
          <span>{row.reason}</span>
          <Kept row={row} />
        </>
      )}
      first={<Notice title={t.none}>{t.noneHelp}</Notice>}
    />
  )
}

function State({ row }: { row: Erasure }) {
  const t = useText(privacyWords)
  const tag = <Tag color={row.state === 'done' ? 'success' : 'processing'}>{t.states[row.state]}</Tag>
  if (row.error === null) return tag
  return (
    <>
      {tag} <span className="small muted">{t.retried}</span>
    </>
  )
}

function Kept({ row }: { row: Erasure }) {
  const t = useText(privacyWords)
  const { language } = usePreferences()
  if (row.kept.length === 0) return <span className="muted">{t.nothing}</span>
  return row.kept.map(({ table, rows, why }) => (
    <Tooltip key={table} title={why[language]}>
      <span className="row small">
        {t.keptRows(t.tables[table as keyof typeof t.tables] ?? table, exact(rows, language))}
      </span>
    </Tooltip>
  ))
}
