import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { Select, type TableColumnsType, Tag } from 'antd'
import { apiOf } from '#ui/api'
import { ListPage } from '#ui/listPage'
import { useText } from '#ui/preferences'
import { Notice } from '#ui/states'
import { Time } from '#ui/time'
import { parked } from '../core/sourcesContract.ts'
import { words } from './words.tsx'

const { query, client } = apiOf(parked)
const route = getRouteApi('/frame/parked')

type Parked = Awaited<ReturnType<typeof client.list>>['items'][number]

/** Events that could not be stored, by reason. */
export function ParkedPage() {
  const t = useText(words)
  const { reason } = route.useSearch()
  const navigate = route.useNavigate()
  const summary = useQuery(query.summary.queryOptions())
  const list = useInfiniteQuery(
    query.list.infiniteOptions({
      input: (cursor: string | undefined) => ({
        limit: 50,
        ...(reason ? { reason } : {}),
        ...(cursor ? { cursor } : {}),
      }),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (page) => page.next,
    }),
  )
  const raw = (row: Parked) => <code className="small">{JSON.stringify(row.raw).slice(0, 140)}</code>
  const columns: TableColumnsType<Parked> = [
    { title: t.received, render: (_, row) => <Time at={row.receivedAt} /> },
    { title: t.reason, render: (_, row) => <Tag>{row.reason.slice(0, 40)}</Tag> },
    { title: t.raw, render: (_, row) => raw(row) },
  ]
  const options = (summary.data?.items ?? []).map((one) => ({
    value: one.reason,
    label: `${one.reason.slice(0, 40)} · ${t.events(one.events)}`,
  }))
  return (
    <ListPage
      title={t.parked}
      of={list}
      rowKey={(row) => row.id}
      columns={columns}
      filtered={reason !== undefined}
      clear={() => void navigate({ search: {} })}
      filters={
        <Select
          aria-label={t.reason}
          value={reason ?? ''}
          onChange={(value) => void navigate({ search: value ? { reason: value } : {} })}
          options={[{ value: '', label: t.anyReason }, ...options]}
          style={{ minWidth: 220 }}
        />
      }
      card={(row) => (
        <>
          <Tag>{row.reason.slice(0, 40)}</Tag>
          <Time at={row.receivedAt} />
          {raw(row)}
        </>
      )}
      first={<Notice title={t.noParked}>{t.noParkedHelp}</Notice>}
    />
  )
}
