import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { App, Button, Drawer, Select, type TableColumnsType, Tag } from 'antd'
import { useState } from 'react'
import { exact } from '#base/format'
import { problemOf } from '#ui/api'
import { ListPage } from '#ui/listPage'
import { usePreferences, useText } from '#ui/preferences'
import { useMay } from '#ui/rights'
import { Load, Notice } from '#ui/states'
import { Time } from '#ui/time'
import { type MessageState, messageStates } from '../../core/hooks/contract.ts'
import { type Message, query } from './api.tsx'
import { hookWords } from './words.tsx'

const route = getRouteApi('/frame/sources/hooks/$id')
const tones = {
  ...{ received: 'processing', done: 'success', repeated: 'default' },
  ...{ older: 'default', ignored: 'default', failed: 'error' },
}

/** What came to one hook, with how each ended. */
export function HookPage() {
  const t = useText(hookWords)
  const { id } = route.useParams()
  const { state } = route.useSearch()
  const navigate = route.useNavigate()
  const [shown, setShown] = useState<string | null>(null)
  const hook = useQuery(query.get.queryOptions({ input: { id }, refetchInterval: 5000 }))
  const list = useInfiniteQuery(
    query.messages.infiniteOptions({
      input: (cursor: string | undefined) => ({
        ...{ hook: id, limit: 50 },
        ...(state ? { state } : {}),
        ...(cursor ? { cursor } : {}),
      }),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (page) => page.next,
      refetchInterval: 5000,
    }),
  )
  const columns = useColumns(setShown)
  return (
    <>
      <ListPage
        title={hook.data?.name ?? t.title}
        of={list}
        rowKey={(row) => row.id}
        columns={columns}
        filtered={state !== undefined}
        clear={() => void navigate({ search: {} })}
        actions={<PageActions id={id} failed={hook.data?.failed ?? 0} />}
        filters={
          <Select
            aria-label={t.state}
            allowClear
            placeholder={t.anyState}
            value={state ?? null}
            onChange={(value: MessageState | null) => void navigate({ search: value ? { state: value } : {} })}
            options={messageStates.map((value) => ({ value, label: t.states[value] }))}
            style={{ minWidth: 160 }}
          />
        }
        card={(row) => (
          <>
            <span className="row">
              <State row={row} /> <Time at={row.receivedAt} seconds />
            </span>
            {row.type && <code className="small">{row.type}</code>}
            <Outcome row={row} />
            <Actions row={row} show={() => setShown(row.id)} />
          </>
        )}
        first={<Notice title={t.noMessages}>{t.noMessagesHelp}</Notice>}
      />
      <Drawer title={t.messages} open={shown !== null} onClose={() => setShown(null)} size={640} destroyOnHidden>
        {shown && <Content id={shown} />}
      </Drawer>
    </>
  )
}

function useColumns(show: (id: string) => void): TableColumnsType<Message> {
  const t = useText(hookWords)
  return [
    { title: t.received, render: (_, row) => <Time at={row.receivedAt} seconds /> },
    { title: t.state, render: (_, row) => <State row={row} /> },
    { title: t.type, render: (_, row) => <code className="small">{row.type || '—'}</code> },
    { title: t.outcome, render: (_, row) => <Outcome row={row} /> },
    { title: t.action, render: (_, row) => <Actions row={row} show={() => show(row.id)} /> },
  ]
}

function State({ row }: { row: Message }) {
  const t = useText(hookWords)
  return <Tag color={tones[row.state]}>{t.states[row.state]}</Tag>
}

/** What it did, and the first word about it. */
function Outcome({ row }: { row: Message }) {
  const t = useText(hookWords)
  const { language } = usePreferences()
  const [word] = row.words
  const [created, updated, skipped] = [row.created, row.updated, row.skipped].map((n) => exact(n, language))
  return (
    <span className="small">
      {row.state === 'done' && t.counts(created ?? '', updated ?? '', skipped ?? '')}
      {row.state === 'done' && word && ' · '}
      {word?.text[language]}
    </span>
  )
}

function useReplay() {
  const t = useText(hookWords)
  const { language } = usePreferences()
  const { message } = App.useApp()
  const queries = useQueryClient()
  return useMutation(
    query.replay.mutationOptions({
      onSuccess: async ({ count }) => {
        message.success(t.replayed(exact(count, language)))
        await queries.invalidateQueries({ queryKey: query.key() })
      },
      onError: (error) => void message.error(problemOf(error).title || t.offline),
    }),
  )
}

function PageActions({ id, failed }: { id: string; failed: number }) {
  const t = useText(hookWords)
  const may = useMay()
  const replay = useReplay()
  return (
    <>
      <Link to="/sources/hooks">
        <Button>{t.title}</Button>
      </Link>
      {may('sources:write') && (
        <>
          <Link to="/sources/hooks/$id/edit" params={{ id }}>
            <Button>{t.edit}</Button>
          </Link>
          <Button
            disabled={failed === 0}
            loading={replay.isPending}
            onClick={() => replay.mutate({ filter: { hook: id, state: 'failed' } })}
          >
            {t.replayFailed}
          </Button>
        </>
      )}
    </>
  )
}

function Actions({ row, show }: { row: Message; show(): void }) {
  const t = useText(hookWords)
  const may = useMay()
  const replay = useReplay()
  if (!may('sources:write')) return null
  return (
    <span className="row">
      <Button size="small" onClick={show}>
        {t.detail}
      </Button>
      {row.state !== 'received' && (
        <Button size="small" loading={replay.isPending} onClick={() => replay.mutate({ ids: [row.id] })}>
          {t.replay}
        </Button>
      )}
    </span>
  )
}

function Content({ id }: { id: string }) {
  const t = useText(hookWords)
  const { language } = usePreferences()
  const one = useQuery(query.message.queryOptions({ input: { id } }))
  return (
    <Load of={one}>
      {(row) => (
        <div className="stack">
          <span className="row">
            <State row={row} />
            <Outcome row={{ ...row, words: [] }} />
          </span>
          {row.words.length > 0 && (
            <ul>
              {row.words.map((word) => (
                <li key={`${word.line} ${word.code} ${word.text.zh}`}>
                  {word.line > 0 && t.line(word.line)}
                  {word.text[language]}
                </li>
              ))}
            </ul>
          )}
          <strong>{t.body}</strong>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
          <pre className="snippet" tabIndex={0}>
            {pretty(row.body)}
          </pre>
        </div>
      )}
    </Load>
  )
}

function pretty(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2)
  } catch {
    // A form, or what could not be read: as it came.
    return body
  }
}
