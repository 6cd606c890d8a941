import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { Select, type TableColumnsType, Tag, Tooltip } from 'antd'
import { exact } from '#base/format'
import { apiOf } from '#ui/api'
import { ListPage } from '#ui/listPage'
import { usePreferences, useText } from '#ui/preferences'
import type { Picked } from '#ui/selection'
import { Notice } from '#ui/states'
import { Time } from '#ui/time'
import { parked, sources } from '../core/sourcesContract.ts'
import { ParkedActions } from './parkedActions.tsx'
import { words } from './words.tsx'

const { query, client } = apiOf(parked)
const own = apiOf(sources)
const route = getRouteApi('/frame/parked')

type Parked = Awaited<ReturnType<typeof client.list>>['items'][number]

function Reason({ row }: { row: Parked }) {
  const { language } = usePreferences()
  return (
    <Tag color={row.reason.startsWith('off-plan') ? 'warning' : 'default'} title={row.reason}>
      {row.text[language].slice(0, 60)}
    </Tag>
  )
}

/** The beginning of what was sent; all of it when pointed at. */
function Raw({ row, letters }: { row: Parked; letters: number }) {
  const text = JSON.stringify(row.raw)
  const whole = <pre className="small raw">{JSON.stringify(row.raw, null, 2).slice(0, 4000)}</pre>
  return (
    <Tooltip title={whole} placement="bottomLeft" styles={{ root: { maxWidth: 560 } }}>
      <code className="small">{text.length > letters ? `${text.slice(0, letters)}…` : text}</code>
    </Tooltip>
  )
}

function useColumns(): TableColumnsType<Parked> {
  const t = useText(words)
  const list = useQuery(own.query.list.queryOptions({ staleTime: 60_000 }))
  const names = new Map(list.data?.items.map((one) => [one.id, one.name]))
  return [
    { title: t.received, render: (_, row) => <Time at={row.receivedAt} /> },
    { title: t.reason, render: (_, row) => <Reason row={row} /> },
    { title: t.source, render: (_, row) => names.get(row.source) ?? `#${row.source}` },
    { title: t.sent, render: (_, row) => <Raw row={row} letters={44} /> },
    { title: t.action, render: (_, row) => <One row={row} /> },
  ]
}

const One = ({ row }: { row: Parked }) => (
  <ParkedActions size="row" many={{ ids: [row.id] }} count={1} replayable={row.replayable} />
)

/** What the bulk bar does with. */
function manyOf(picked: Picked, reason: string | undefined) {
  if (!picked.all) return { many: { ids: [...picked.ids] }, count: picked.ids.length }
  const { except, about } = picked
  return { many: { filter: reason ? { reason } : {}, except: [...except] }, count: about - except.length }
}

/** Events that could not be stored, by reason; taken in again after a fix, or dismissed. */
export function ParkedPage() {
  const t = useText(words)
  const { language } = usePreferences()
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
  const columns = useColumns()
  const reasons = summary.data?.items ?? []
  const counted = reasons.filter((one) => !reason || one.reason === reason)
  const total = counted.reduce((sum, one) => sum + one.events, 0)
  const replayable = counted.some((one) => one.replayable > 0)
  const options = reasons.map((one) => ({
    value: one.reason,
    label: `${one.text[language]} · ${exact(one.events, language)}`,
  }))
  return (
    <ListPage
      title={t.parked}
      of={list}
      rowKey={(row) => row.id}
      columns={columns}
      total={{ count: total, exact: true }}
      filtered={reason !== undefined}
      clear={() => void navigate({ search: {} })}
      scope={reason ?? ''}
      bulk={(picked, done) => <ParkedActions size="bar" {...manyOf(picked, reason)} replayable done={done} />}
      actions={
        total > 0 && (
          <ParkedActions
            size="page"
            many={{ filter: reason ? { reason } : {} }}
            count={total}
            replayable={replayable}
          />
        )
      }
      filters={
        <Select
          aria-label={t.reason}
          value={reason ?? ''}
          showSearch={{ optionFilterProp: 'label' }}
          onChange={(value) => void navigate({ search: value ? { reason: value } : {} })}
          options={[{ value: '', label: t.anyReason }, ...options]}
          style={{ minWidth: 280 }}
          popupMatchSelectWidth={false}
        />
      }
      card={(row) => (
        <>
          <span className="row">
            <Reason row={row} /> <Time at={row.receivedAt} />
          </span>
          <Raw row={row} letters={140} />
          <One row={row} />
        </>
      )}
      first={<Notice title={t.noParked}>{t.noParkedHelp}</Notice>}
    />
  )
}
