import { PauseOutlined, PlayCircleOutlined, QrcodeOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { Button, Input, Select, Table, type TableColumnsType, Tag } from 'antd'
import { Suspense, useState } from 'react'
import { apiOf } from '#ui/api'
import { later } from '#ui/later'
import { useNarrow, useTitle } from '#ui/page'
import { usePreferences, useText } from '#ui/preferences'
import { Load, Notice } from '#ui/states'
import { Time } from '#ui/time'
import { events, sources } from '../core/sourcesContract.ts'
import { useLive } from './useLive.tsx'
import { words } from './words.tsx'

const { query, client } = apiOf({ events, sources })
const route = getRouteApi('/frame/sources/live')
const Scan = later(() => import('./scan.tsx').then((module) => module.Scan))

type Item = Awaited<ReturnType<typeof client.events.recent>>['items'][number]

/** What comes in right now, for whoever connects a site or an app and wants to see the first event arrive. */
export function LivePage() {
  const t = useText(words)
  useTitle(t.live)
  const { source, device } = route.useSearch()
  const navigate = route.useNavigate()
  const [paused, setPaused] = useState(false)
  const [scanning, setScanning] = useState(false)
  const list = useQuery(query.sources.list.queryOptions())
  const input = { ...(source ? { source } : {}), ...(device ? { device } : {}) }
  const asked = query.events.recent.queryOptions({ input })
  const streams = useLive(input, asked.queryKey, paused)
  // Where no stream comes through (a proxy, an old browser), the page asks by itself; else only to be sure of all.
  const recent = useQuery({ ...asked, refetchInterval: paused ? false : streams ? 15_000 : 2000 })
  const change = (patch: { source?: string | undefined; device?: string | undefined }) =>
    void navigate({ search: (before) => ({ ...before, ...patch }) })
  const names = new Map((list.data?.items ?? []).map((one) => [one.id, one.name]))
  const options = [...names].map(([value, label]) => ({ value, label }))
  return (
    <div className="stack">
      <div className="page-head">
        <h1>{t.live}</h1>
        <span className="grow" />
        <Button icon={paused ? <PlayCircleOutlined /> : <PauseOutlined />} onClick={() => setPaused(!paused)}>
          {paused ? t.resume : t.pause}
        </Button>
      </div>
      <div className="row">
        <Select
          aria-label={t.sources}
          value={source ?? ''}
          onChange={(value) => change({ source: value || undefined })}
          options={[{ value: '', label: t.anySource }, ...options]}
          style={{ minWidth: 180 }}
        />
        <Input.Search
          aria-label={t.device}
          placeholder={t.device}
          defaultValue={device}
          allowClear
          key={device ?? ''}
          onSearch={(text) => change({ device: text.trim() || undefined })}
          style={{ width: 300 }}
        />
        <Button icon={<QrcodeOutlined />} onClick={() => setScanning(true)}>
          {t.scan}
        </Button>
        <span className="muted small">{t.liveHelp}</span>
        <Tag color={streams && !paused ? 'success' : 'default'}>
          {paused ? t.paused : streams ? t.streaming : t.polling}
        </Tag>
      </div>
      {scanning && (
        <Suspense>
          <Scan
            close={() => setScanning(false)}
            follow={(next) => {
              setScanning(false)
              change({ device: next })
            }}
          />
        </Suspense>
      )}
      <div className="card">
        <Load of={recent}>
          {({ items }) =>
            items.length === 0 ? <Nothing device={device !== undefined} /> : <Items items={items} names={names} />
          }
        </Load>
      </div>
    </div>
  )
}

function Nothing({ device }: { device: boolean }) {
  const t = useText(words)
  return (
    <Notice
      title={device ? t.deviceNone : t.liveNone}
      action={
        <Link to="/sources">
          <Button>{t.snippet}</Button>
        </Link>
      }
    >
      {device ? t.deviceHelp : t.liveNoneHelp}
    </Notice>
  )
}

function Items({ items, names }: { items: Item[]; names: ReadonlyMap<string, string> }) {
  const t = useText(words)
  const { language } = usePreferences()
  const narrow = useNarrow()
  const who = (row: Item) =>
    row.person ? (
      <Link to="/people/$id" params={{ id: row.person }}>
        #{row.person}
      </Link>
    ) : (
      '—'
    )
  const state = (row: Item) =>
    row.text ? <Tag color="error">{row.text[language].slice(0, 60)}</Tag> : <Tag color="success">{t.stored}</Tag>
  const detail = (row: Item) => <code className="small clip">{JSON.stringify(row.detail).slice(0, 300)}</code>
  if (narrow) {
    return items.map((row) => (
      <div className="list-card" key={row.id}>
        <span>
          {state(row)} <strong>{row.event ?? '—'}</strong>
        </span>
        <span className="row small muted">
          <Time at={row.receivedAt} seconds /> {who(row)}
        </span>
        {detail(row)}
      </div>
    ))
  }
  const columns: TableColumnsType<Item> = [
    { title: t.received, width: 170, render: (_, row) => <Time at={row.receivedAt} seconds /> },
    { title: t.state, render: (_, row) => state(row) },
    { title: t.event, render: (_, row) => row.event ?? '—' },
    { title: t.person, render: (_, row) => who(row) },
    { title: t.sources, render: (_, row) => names.get(row.source) ?? row.source },
    { title: t.detail, render: (_, row) => detail(row) },
  ]
  return (
    <Table
      rowKey="id"
      columns={columns}
      dataSource={items}
      pagination={false}
      size="small"
      scroll={{ x: 'max-content' }}
    />
  )
}
