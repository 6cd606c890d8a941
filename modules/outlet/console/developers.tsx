import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { App, Button, Dropdown, Segmented, Skeleton, type TableColumnsType, Tag } from 'antd'
import { Suspense, useState } from 'react'
import { exact } from '#base/format'
import { problemOf } from '#ui/api'
import { later } from '#ui/later'
import { ListPage } from '#ui/listPage'
import { usePreferences, useText } from '#ui/preferences'
import { Notice } from '#ui/states'
import { Time } from '#ui/time'
import { query, useFacts, type Webhook } from './api.tsx'
import { DeliveriesPage } from './deliveries.tsx'
import { Rotating, SecretOnce } from './secret.tsx'
import { words } from './words.tsx'

const route = getRouteApi('/frame/developers')

const Editing = later(() => import('./editing.tsx').then((module) => module.Editing))
const Replaying = later(() => import('./editing.tsx').then((module) => module.Replaying))
const ForwardersPage = later(() => import('./forwarders.tsx').then((module) => module.ForwardersPage))

/** Addresses that hear of facts, what went to them, and who gets the behaviour of people. */
export function DevelopersPage() {
  const { of } = route.useSearch()
  if (of === 'deliveries') return <DeliveriesPage tabs={<Tabs of="deliveries" />} />
  if (of !== 'forwarders') return <WebhooksPage />
  return (
    <Suspense fallback={<Skeleton active title={false} paragraph={{ rows: 8 }} />}>
      <ForwardersPage tabs={<Tabs of="forwarders" />} />
    </Suspense>
  )
}

const tabs = ['webhooks', 'deliveries', 'forwarders'] as const

function Tabs({ of }: { of: (typeof tabs)[number] }) {
  const t = useText(words)
  const navigate = useNavigate()
  return (
    <Segmented
      value={of}
      onChange={(value) => void navigate({ to: '/developers', search: value === 'webhooks' ? {} : { of: value } })}
      options={tabs.map((value) => ({ value, label: t.tabs[value] }))}
    />
  )
}

interface Open {
  editing: Webhook | 'new' | null
  rotating: Webhook | null
  replaying: Webhook | null
  secret: string | null
}

const closed: Open = { editing: null, rotating: null, replaying: null, secret: null }

function WebhooksPage() {
  const t = useText(words)
  const [open, setOpen] = useState(closed)
  const close = () => setOpen(closed)
  const once = (secret: string) => setOpen({ ...closed, secret })
  const list = useInfiniteQuery(
    query.list.infiniteOptions({
      input: (cursor: string | undefined) => ({ limit: 30, ...(cursor ? { cursor } : {}) }),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (page) => page.next,
      refetchInterval: 15_000,
    }),
  )
  const begin = (
    <Button type="primary" onClick={() => setOpen({ ...closed, editing: 'new' })}>
      {t.add}
    </Button>
  )
  const actions = (row: Webhook) => <Actions row={row} open={(part) => setOpen({ ...closed, ...part })} />
  const columns: TableColumnsType<Webhook> = [
    { title: t.name, dataIndex: 'name' },
    { title: t.url, render: (_, row) => <Address url={row.url} /> },
    { title: t.facts, render: (_, row) => <Facts names={row.facts} /> },
    { title: t.state, render: (_, row) => <State row={row} /> },
    { title: t.secret, render: (_, row) => <SecretHint row={row} /> },
    { title: t.delivered, render: (_, row) => <Time at={row.deliveredAt} /> },
    { title: t.action, render: (_, row) => actions(row) },
  ]
  return (
    <>
      <ListPage
        title={t.title}
        actions={
          <>
            <Button href="/api/docs" target="_blank">
              {t.docs}
            </Button>
            {begin}
          </>
        }
        filters={<Tabs of="webhooks" />}
        of={list}
        rowKey={(row) => row.id}
        columns={columns}
        card={(row) => (
          <>
            <strong>{row.name}</strong>
            <Address url={row.url} />
            <State row={row} />
            <span className="small muted">
              <Facts names={row.facts} />
            </span>
            {actions(row)}
          </>
        )}
        first={
          <Notice title={t.first} action={begin}>
            {t.firstHelp}
          </Notice>
        }
      />
      <Suspense>{open.editing && <Editing of={open.editing} close={close} onMade={once} />}</Suspense>
      <Rotating of={open.rotating} close={close} onMade={once} />
      <Suspense>{open.replaying && <Replaying of={open.replaying} close={close} />}</Suspense>
      <SecretOnce secret={open.secret} close={close} />
    </>
  )
}

function Address({ url }: { url: string }) {
  return (
    <code className="small clip" title={url}>
      {url}
    </code>
  )
}

function Facts({ names }: { names: readonly string[] }) {
  const { nameOf } = useFacts()
  return names.map(nameOf).join(' · ')
}

function SecretHint({ row }: { row: Webhook }) {
  const t = useText(words)
  return (
    <span className="small">
      <code>…{row.secretHint}</code>
      {row.oldSecretUntil && (
        <span className="muted">
          {' '}
          {t.both} <Time at={row.oldSecretUntil} />
        </span>
      )}
    </span>
  )
}

function State({ row }: { row: Webhook }) {
  const t = useText(words)
  const { language } = usePreferences()
  const counts = [
    ...(row.waiting > 0 ? [t.waiting(exact(row.waiting, language))] : []),
    ...(row.failed > 0 ? [t.failed(exact(row.failed, language))] : []),
  ]
  return (
    <span className="row">
      {row.on ? (
        <Tag color={row.failingSince ? 'warning' : 'success'}>
          {row.failingSince ? (
            <>
              {t.failing} <Time at={row.failingSince} />
            </>
          ) : (
            t.on
          )}
        </Tag>
      ) : (
        <Tag color={row.offWhy === 'hand' ? 'default' : 'error'}>{t.off[row.offWhy ?? 'hand']}</Tag>
      )}
      <span className="small muted num">{counts.join(' · ')}</span>
    </span>
  )
}

function Actions({ row, open }: { row: Webhook; open(part: Partial<Open>): void }) {
  const t = useText(words)
  const { message, modal } = App.useApp()
  const queries = useQueryClient()
  const settled = {
    onSuccess: () => queries.invalidateQueries({ queryKey: query.list.key() }),
    onError: (error: unknown) => void message.error(problemOf(error).title),
  }
  const change = useMutation(query.change.mutationOptions(settled))
  const remove = useMutation(query.remove.mutationOptions(settled))
  const test = useMutation(query.test.mutationOptions({ ...settled, onSuccess: () => void message.success(t.sent) }))
  const ask = (title: string, content: string, onOk: () => void) => modal.confirm({ title, content, onOk })
  const acts: Record<string, () => void> = {
    rotate: () => open({ rotating: row }),
    replayAll: () => open({ replaying: row }),
    switchOff: () => ask(t.switchOff, t.sure.switchOff, () => change.mutate({ id: row.id, on: false })),
    switchOn: () => change.mutate({ id: row.id, on: true }),
    remove: () => ask(t.remove, t.sure.remove, () => remove.mutate({ id: row.id })),
  }
  const items = [
    { key: 'rotate', label: t.rotate },
    { key: 'replayAll', label: t.replayAll, disabled: !row.on || row.failed === 0 },
    row.on ? { key: 'switchOff', label: t.switchOff } : { key: 'switchOn', label: t.switchOn },
    { key: 'remove', label: t.remove, danger: true },
  ]
  return (
    <span className="row">
      <Button size="small" loading={test.isPending} onClick={() => test.mutate({ id: row.id })}>
        {t.test}
      </Button>
      <Button size="small" onClick={() => open({ editing: row })}>
        {t.change}
      </Button>
      <Dropdown trigger={['click']} menu={{ items, onClick: ({ key }) => acts[key]?.() }}>
        <Button size="small">{t.more}</Button>
      </Dropdown>
    </span>
  )
}
