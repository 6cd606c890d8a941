import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Dropdown, type TableColumnsType, Tag } from 'antd'
import { type ReactNode, Suspense, useState } from 'react'
import { exact } from '#base/format'
import { problemOf } from '#ui/api'
import { later } from '#ui/later'
import { ListPage } from '#ui/listPage'
import { usePreferences, useText } from '#ui/preferences'
import { Notice } from '#ui/states'
import { Time } from '#ui/time'
import { forwarderKinds } from '../core/forwarders.ts'
import { type Forwarder, query } from './forwarderApi.tsx'
import { forwarderWords } from './forwarderWords.tsx'
import { words } from './words.tsx'

const ForwarderEditing = later(() => import('./forwarderEditing.tsx').then((module) => module.ForwarderEditing))
const Preview = later(() => import('./forwarderPreview.tsx').then((module) => module.Preview))
const Restarting = later(() => import('./forwarderRestart.tsx').then((module) => module.Restarting))

interface Open {
  editing: Forwarder | 'new' | null
  previewing: Forwarder | null
  restarting: Forwarder | null
}

const closed: Open = { editing: null, previewing: null, restarting: null }

/** Who gets the behaviour of people, and how far each is. */
export function ForwardersPage({ tabs }: { tabs: ReactNode }) {
  const t = useText(forwarderWords)
  const common = useText(words)
  const [open, setOpen] = useState(closed)
  const close = () => setOpen(closed)
  const list = useQuery(query.list.queryOptions({ refetchInterval: 10_000 }))
  const begin = (
    <Button type="primary" onClick={() => setOpen({ ...closed, editing: 'new' })}>
      {t.add}
    </Button>
  )
  const actions = (row: Forwarder) => <Actions row={row} open={(part) => setOpen({ ...closed, ...part })} />
  const columns: TableColumnsType<Forwarder> = [
    { title: common.name, dataIndex: 'name' },
    { title: t.to, render: (_, row) => <Receiver row={row} /> },
    { title: t.state, render: (_, row) => <State row={row} /> },
    { title: t.lag, render: (_, row) => <Lag row={row} /> },
    { title: t.counts, render: (_, row) => <Counts row={row} /> },
    { title: t.action, render: (_, row) => actions(row) },
  ]
  return (
    <>
      <ListPage
        title={common.title}
        actions={begin}
        filters={tabs}
        of={onePage(list)}
        rowKey={(row) => row.id}
        columns={columns}
        card={(row) => (
          <>
            <strong>{row.name}</strong>
            <Receiver row={row} />
            <State row={row} />
            <Lag row={row} />
            <Counts row={row} />
            {actions(row)}
          </>
        )}
        first={
          <Notice title={t.first} action={begin}>
            {t.firstHelp}
          </Notice>
        }
      />
      <Suspense>
        {open.editing && <ForwarderEditing of={open.editing} close={close} />}
        {open.previewing && <Preview of={open.previewing} close={close} />}
        {open.restarting && <Restarting of={open.restarting} close={close} />}
      </Suspense>
    </>
  )
}

/** They are few and come at once. */
function onePage<T extends { data: unknown }>(list: T) {
  const { data, ...rest } = list
  return {
    ...rest,
    data: data === undefined ? undefined : { pages: [data as NonNullable<T['data']>] },
    ...{ isFetchingNextPage: false, hasNextPage: false, fetchNextPage: () => undefined },
  }
}

function Receiver({ row }: { row: Forwarder }) {
  const t = useText(forwarderWords)
  const { language } = usePreferences()
  const kind = forwarderKinds.find((one) => one.kind === row.kind)
  return (
    <span>
      {kind?.title[language] ?? row.kind}
      <br />
      <code className="small">{row.host}</code>
      <br />
      <span className="small muted">{t.policies[row.policy]}</span>
    </span>
  )
}

function State({ row }: { row: Forwarder }) {
  const t = useText(forwarderWords)
  const isFailing = row.paused === null && row.failingSince !== null
  return (
    <span>
      {row.paused ? (
        <Tag color={row.paused === 'hand' ? 'default' : 'error'}>{t.paused[row.paused]}</Tag>
      ) : (
        <Tag color={isFailing ? 'warning' : 'success'}>{isFailing ? t.failing : t.on}</Tag>
      )}
      {isFailing && (
        <>
          <br />
          <span className="small muted">
            {t.failingSince} <Time at={row.failingSince} />
          </span>
        </>
      )}
      <Answer row={row} />
    </span>
  )
}

function Lag({ row: { lag } }: { row: Forwarder }) {
  const t = useText(forwarderWords)
  const { language } = usePreferences()
  if (lag.events === 0) return <span className="small muted">{t.none}</span>
  return (
    <span className="small num">
      {t.waiting(exact(lag.events, language))}
      <br />
      <span className="muted">
        {t.since} <Time at={lag.since} />
      </span>
    </span>
  )
}

function Counts({ row }: { row: Forwarder }) {
  const t = useText(forwarderWords)
  const { language } = usePreferences()
  const count = (n: number) => exact(n, language)
  return (
    <span className="small num">
      {t.sent(count(row.sent))}
      {row.held > 0 && (
        <>
          <br />
          <span className="muted">{t.held(count(row.held))}</span>
        </>
      )}
      {row.refused > 0 && (
        <>
          <br />
          <span className="muted">{t.refused(count(row.refused))}</span>
        </>
      )}
    </span>
  )
}

/** What the receiver said last, and when it is asked again. */
function Answer({ row: { answer, nextAt } }: { row: Forwarder }) {
  const t = useText(forwarderWords)
  const { errors } = useText(words)
  if (!answer) return null
  const why = answer.error && (errors[answer.error as keyof typeof errors] ?? answer.error)
  return (
    <>
      <br />
      <span className="small muted">
        {t.answered} {answer.status ?? why ?? t.noAnswer} · <Time at={answer.at} />
      </span>
      {nextAt && (
        <>
          <br />
          <span className="small muted">
            {t.next} <Time at={nextAt} />
          </span>
        </>
      )}
    </>
  )
}

function Actions({ row, open }: { row: Forwarder; open(part: Partial<Open>): void }) {
  const t = useText(forwarderWords)
  const { language } = usePreferences()
  const { message, modal } = App.useApp()
  const queries = useQueryClient()
  const settled = {
    onSuccess: () => queries.invalidateQueries({ queryKey: query.list.key() }),
    onError: (error: unknown) => void message.error(problemOf(error).title),
  }
  const change = useMutation(query.change.mutationOptions(settled))
  const remove = useMutation(query.remove.mutationOptions(settled))
  const test = useMutation(
    query.test.mutationOptions({
      ...settled,
      onSuccess: ({ status, error, ms }) => {
        if (status === null) void message.error(t.notTested(error ?? ''))
        else
          void message.open({
            type: status < 300 ? 'success' : 'warning',
            content: t.tested(status, exact(ms, language)),
          })
      },
    }),
  )
  const ask = (title: string, content: string, onOk: () => void) => modal.confirm({ title, content, onOk })
  const acts: Record<string, () => void> = {
    change: () => open({ editing: row }),
    restart: () => open({ restarting: row }),
    pause: () => ask(t.pause, t.sure.pause, () => change.mutate({ id: row.id, paused: true })),
    resume: () => change.mutate({ id: row.id, paused: false }),
    remove: () => ask(t.remove, t.sure.remove, () => remove.mutate({ id: row.id })),
  }
  const items = [
    { key: 'change', label: t.change },
    row.paused ? { key: 'resume', label: t.resume } : { key: 'pause', label: t.pause },
    { key: 'restart', label: t.restart },
    { key: 'remove', label: t.remove, danger: true },
  ]
  return (
    <span className="row">
      <Button size="small" loading={test.isPending} onClick={() => test.mutate({ id: row.id })}>
        {t.test}
      </Button>
      <Button size="small" onClick={() => open({ previewing: row })}>
        {t.preview}
      </Button>
      <Dropdown trigger={['click']} menu={{ items, onClick: ({ key }) => acts[key]?.() }}>
        <Button size="small">{t.more}</Button>
      </Dropdown>
    </span>
  )
}
