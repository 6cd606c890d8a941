import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { App, Button, Drawer, Select, type TableColumnsType, Tag } from 'antd'
import { type ReactNode, useState } from 'react'
import { exact } from '#base/format'
import { problemOf } from '#ui/api'
import { ListPage } from '#ui/listPage'
import { usePreferences, useText } from '#ui/preferences'
import { Load, Notice } from '#ui/states'
import { Time } from '#ui/time'
import { deliveryStates } from '../contract.ts'
import { type Delivery, query, useFacts } from './api.tsx'
import { words } from './words.tsx'

const route = getRouteApi('/frame/developers')
const tones = { waiting: 'processing', delivered: 'success', failed: 'error' }

/** What went to webhooks, newest first. */
export function DeliveriesPage({ tabs }: { tabs: ReactNode }) {
  const t = useText(words)
  const { language } = usePreferences()
  const { of: _, ...filter } = route.useSearch()
  const navigate = route.useNavigate()
  const { nameOf } = useFacts()
  const [shown, setShown] = useState<string | null>(null)
  const list = useInfiniteQuery(
    query.deliveries.infiniteOptions({
      input: (cursor: string | undefined) => ({ ...filter, limit: 50, ...(cursor ? { cursor } : {}) }),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (page) => page.next,
      refetchInterval: ({ state }) => (state.data?.pages[0]?.items.some(isUnderWay) ? 2000 : 15_000),
    }),
  )
  const actions = (row: Delivery) => <Actions row={row} show={() => setShown(row.id)} />
  const columns: TableColumnsType<Delivery> = [
    { title: t.fact, render: (_cell, row) => nameOf(row.fact) },
    { title: t.items, render: (_cell, row) => exact(row.items, language), className: 'num' },
    { title: t.to, dataIndex: 'webhookName' },
    { title: t.state, render: (_cell, row) => <State row={row} /> },
    { title: t.result, render: (_cell, row) => <Result row={row} /> },
    { title: t.attempts, dataIndex: 'attempts', className: 'num' },
    { title: t.at, render: (_cell, row) => <Time at={row.createdAt} seconds /> },
    { title: t.action, render: (_cell, row) => actions(row) },
  ]
  return (
    <>
      <ListPage
        title={t.title}
        filters={
          <>
            {tabs}
            <Filters />
          </>
        }
        filtered={Object.values(filter).some((value) => value !== undefined)}
        clear={() => void navigate({ search: { of: 'deliveries' } })}
        of={list}
        rowKey={(row) => row.id}
        columns={columns}
        card={(row) => (
          <>
            <span className="row">
              <strong>{nameOf(row.fact)}</strong>
              <State row={row} />
            </span>
            <Result row={row} />
            <span className="small muted">
              {row.webhookName} · <Time at={row.createdAt} seconds />
            </span>
            {actions(row)}
          </>
        )}
        first={<Notice title={t.none}>{t.noneHelp}</Notice>}
      />
      <Drawer title={t.tabs.deliveries} open={shown !== null} onClose={() => setShown(null)} size={640} destroyOnHidden>
        {shown && <Content id={shown} />}
      </Drawer>
    </>
  )
}

/** Under way or due within the next look. */
const isUnderWay = ({ state, dueAt }: Delivery) =>
  state === 'waiting' && dueAt !== null && Date.parse(dueAt) < Date.now() + 60_000

function Filters() {
  const t = useText(words)
  const { webhook, state, fact } = route.useSearch()
  const navigate = route.useNavigate()
  const { facts, nameOf } = useFacts()
  const webhooks = useQuery(query.list.queryOptions({ input: { limit: 50 } }))
  const set = (patch: object) => void navigate({ search: (before) => ({ ...before, ...patch }) })
  const names = [...facts.map(({ name }) => name), 'webhook.test']
  return (
    <>
      <Select
        allowClear
        aria-label={t.to}
        placeholder={t.anyone}
        value={webhook ?? null}
        onChange={(value: string | null) => set({ webhook: value ?? undefined })}
        options={(webhooks.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))}
        style={{ minWidth: 140 }}
      />
      <Select
        allowClear
        aria-label={t.state}
        placeholder={t.anyState}
        value={state ?? null}
        onChange={(value: Delivery['state'] | null) => set({ state: value ?? undefined })}
        options={deliveryStates.map((value) => ({ value, label: t.states[value] }))}
        style={{ minWidth: 120 }}
      />
      <Select
        allowClear
        aria-label={t.fact}
        placeholder={t.anyFact}
        value={fact ?? null}
        onChange={(value: string | null) => set({ fact: value ?? undefined })}
        options={names.map((value) => ({ value, label: nameOf(value) }))}
        style={{ minWidth: 140 }}
      />
    </>
  )
}

function State({ row }: { row: Delivery }) {
  const t = useText(words)
  return (
    <span className="row">
      <Tag color={tones[row.state]}>{t.states[row.state]}</Tag>
      {row.why && <span className="small muted">{t.whys[row.why]}</span>}
      {row.dueAt && row.attempts > 0 && (
        <span className="small muted">
          {t.next} <Time at={row.dueAt} />
        </span>
      )}
    </span>
  )
}

function Result({ row: { answer } }: { row: Delivery }) {
  const t = useText(words)
  const { language } = usePreferences()
  if (!answer) return '—'
  const errors: Record<string, string> = t.errors
  const said = answer.status ?? errors[answer.error ?? ''] ?? answer.error ?? t.noAnswer
  return (
    <span className="small num">
      {said} · {t.ms(exact(answer.ms, language))}
    </span>
  )
}

function Actions({ row, show }: { row: Delivery; show(): void }) {
  const t = useText(words)
  const { message } = App.useApp()
  const queries = useQueryClient()
  const replay = useMutation(
    query.replay.mutationOptions({
      onSuccess: () => queries.invalidateQueries({ queryKey: query.deliveries.key() }),
      onError: (error) => void message.error(problemOf(error).title),
    }),
  )
  return (
    <span className="row">
      <Button size="small" onClick={show}>
        {t.detail}
      </Button>
      <Button size="small" loading={replay.isPending} onClick={() => replay.mutate({ id: row.id })}>
        {t.replay}
      </Button>
    </span>
  )
}

function Content({ id }: { id: string }) {
  const t = useText(words)
  const one = useQuery(query.delivery.queryOptions({ input: { id } }))
  return (
    <Load of={one}>
      {(row) => (
        <div className="stack">
          <span className="row">
            <State row={row} />
            <Result row={row} />
          </span>
          <span className="small muted">
            webhook-id <code>{row.message}</code>
          </span>
          <strong>{t.body}</strong>
          <pre className="snippet">{JSON.stringify(JSON.parse(row.body), null, 2)}</pre>
          <strong>{t.answer}</strong>
          <pre className="snippet">{row.answer ? row.answer.text || t.empty : t.noAnswer}</pre>
        </div>
      )}
    </Load>
  )
}
