import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { Button, Drawer, Form, Input, Segmented, Table, Tag } from 'antd'
import { useState } from 'react'
import { exact } from '#base/format'
import { apiOf } from '#ui/api'
import { useNarrow, useTitle } from '#ui/page'
import { usePreferences, useText } from '#ui/preferences'
import { FirstUse, Load, Notice } from '#ui/states'
import { Time } from '#ui/time'
import { planStates } from '../core/plan.ts'
import { plan } from '../core/planContract.ts'
import { EventDetail } from './planEvent.tsx'
import { PlanSettings } from './planSettings.tsx'
import { words } from './planWords.tsx'

const { query, client } = apiOf(plan)
const route = getRouteApi('/frame/plan')

type Line = Awaited<ReturnType<typeof client.list>>['items'][number]

/** What should be sent and what comes, side by side; each event opens beside the list. */
export function PlanPage() {
  const t = useText(words)
  useTitle(t.title)
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const [adding, setAdding] = useState(false)
  const list = useQuery(query.list.queryOptions({ refetchInterval: 30_000 }))
  const open = (event: string | undefined) => void navigate({ search: (before) => ({ ...before, event }) })
  return (
    <div className="stack">
      <div className="page-head">
        <h1>{t.title}</h1>
        <span className="muted small">
          {t.help} {list.data?.until && t.until} {list.data?.until && <Time at={list.data.until} />}
        </span>
        <span className="grow" />
        <Button type="primary" onClick={() => setAdding(true)}>
          {t.add}
        </Button>
      </div>
      <Load of={list}>{({ items }) => (items.length === 0 ? <First /> : <Events items={items} open={open} />)}</Load>
      <PlanSettings />
      <Drawer title={t.add} open={adding} onClose={() => setAdding(false)} destroyOnHidden>
        <NameForm
          done={(event) => {
            setAdding(false)
            open(event)
          }}
        />
      </Drawer>
      <Drawer
        title={search.event}
        open={search.event !== undefined}
        onClose={() => open(undefined)}
        size={720}
        destroyOnHidden
      >
        {search.event !== undefined && <EventDetail event={search.event} close={() => open(undefined)} />}
      </Drawer>
    </div>
  )
}

function First() {
  const t = useText(words)
  return (
    <div className="card">
      <FirstUse
        title={t.first}
        action={
          <Link to="/sources">
            <Button type="primary">{t.sources}</Button>
          </Link>
        }
      >
        {t.firstHelp}
      </FirstUse>
    </div>
  )
}

function NameForm({ done }: { done(event: string): void }) {
  const t = useText(words)
  return (
    <Form layout="vertical" onFinish={({ name }: { name: string }) => done(name.trim())}>
      <Form.Item
        name="name"
        label={t.name}
        rules={[{ required: true, whitespace: true, max: 200, message: t.nameRule }]}
      >
        <Input autoFocus autoComplete="off" />
      </Form.Item>
      <Button type="primary" htmlType="submit">
        {t.create}
      </Button>
    </Form>
  )
}

function Events({ items, open }: { items: Line[]; open(event: string): void }) {
  const t = useText(words)
  const { state, q } = route.useSearch()
  const navigate = route.useNavigate()
  const set = (patch: { state?: string | undefined; q?: string | undefined }) =>
    void navigate({ search: (before) => ({ ...before, ...patch }) })
  const found = items.filter((one) => !q || `${one.event} ${one.zh}`.toLowerCase().includes(q.toLowerCase()))
  const shown = found.filter((one) => !state || one.state === state)
  const tab = (value: (typeof planStates)[number] | '') => ({
    value,
    label: `${value === '' ? t.any : t.states[value]} ${value === '' ? found.length : found.filter((one) => one.state === value).length}`,
  })
  return (
    <>
      <div className="row">
        <Segmented
          value={planStates.find((one) => one === state) ?? ''}
          onChange={(value) => set({ state: value || undefined })}
          options={[tab(''), ...planStates.map(tab)]}
        />
        <Input.Search
          aria-label={t.find}
          placeholder={t.find}
          defaultValue={q}
          allowClear
          onSearch={(text) => set({ q: text.trim() || undefined })}
          style={{ width: 220 }}
        />
      </div>
      <div className="card">{shown.length === 0 ? <Notice title={t.none} /> : <Lines rows={shown} open={open} />}</div>
    </>
  )
}

function Lines({ rows, open }: { rows: Line[]; open(event: string): void }) {
  const t = useText(words)
  const { language } = usePreferences()
  const narrow = useNarrow()
  if (narrow)
    return rows.slice(0, 200).map((row) => (
      <div className="list-card" key={row.event}>
        <Name row={row} open={open} />
        <span className="row small muted">
          <State row={row} /> {t.week} {exact(row.events7, language)} · <Time at={row.lastAt} />
        </span>
      </div>
    ))
  const number = (title: string, of: (row: Line) => number) => ({
    ...{ title, align: 'right' as const },
    render: (_: unknown, row: Line) => <span className="num">{exact(of(row), language)}</span>,
  })
  return (
    <Table
      rowKey="event"
      size="middle"
      dataSource={rows}
      pagination={rows.length > 50 ? { pageSize: 50, showSizeChanger: false } : false}
      scroll={{ x: 'max-content' }}
      columns={[
        { title: t.event, render: (_, row) => <Name row={row} open={open} /> },
        { title: t.state, render: (_, row) => <State row={row} /> },
        number(t.week, (row) => row.events7),
        number(t.month, (row) => row.events30),
        { title: t.last, render: (_, row) => <Time at={row.lastAt} /> },
        {
          ...number(t.breaches, (row) => row.breaches7),
          render: (_, row) => (
            <span className={row.breaches7 > 0 ? 'num alarm' : 'num muted'}>{exact(row.breaches7, language)}</span>
          ),
        },
        { title: t.owner, render: (_, row) => row.owner || t.no },
      ]}
    />
  )
}

function Name({ row, open }: { row: Line; open(event: string): void }) {
  const t = useText(words)
  const { language } = usePreferences()
  return (
    <span>
      <Button type="link" size="small" style={{ paddingInline: 0 }} onClick={() => open(row.event)}>
        <code>{row.event}</code>
      </Button>{' '}
      {row.zh}{' '}
      {row.neededBy.map((by) => (
        <Tag key={by.en}>{t.needed(by[language])}</Tag>
      ))}
    </span>
  )
}

const colours = { fine: 'success', unplanned: 'default', silent: 'warning', breached: 'error' } as const

function State({ row }: { row: Line }) {
  const t = useText(words)
  return <Tag color={colours[row.state]}>{t.states[row.state]}</Tag>
}
