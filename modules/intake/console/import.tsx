import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { Alert, App, Button, Popconfirm, Progress, Table, Tag } from 'antd'
import { useEffect } from 'react'
import { exact } from '#base/format'
import { apiOf, problemOf } from '#ui/api'
import { useNarrow, useTitle } from '#ui/page'
import { usePreferences, useText } from '#ui/preferences'
import { Load } from '#ui/states'
import { imports } from '../core/imports/contract.ts'
import { words } from './words.tsx'

const { query, client } = apiOf(imports)
const route = getRouteApi('/frame/imports/$id')

type Import = Awaited<ReturnType<typeof client.get>>

const isOpen = (state: string) => state === 'queued' || state === 'running'

/** One import: progress while it runs, then what came of it and every row that failed. */
export function ImportPage() {
  const t = useText(words)
  const { id } = route.useParams()
  const one = useQuery(
    query.get.queryOptions({
      input: { id },
      refetchInterval: ({ state }) =>
        state.data && !isOpen(state.data.state) && !isOpen(state.data.undo.state) ? false : 700,
    }),
  )
  useTitle(one.data ? `${t.imports} ${one.data.fileName}` : t.imports)
  useFreshNumbers(one.data && `${one.data.state} ${one.data.undo.state}`)
  return (
    <Load of={one}>
      {(data) => (
        <div className="stack">
          <div className="page-head">
            <h1>{data.fileName}</h1>
            <Tag>{t.states[data.state]}</Tag>
            <span className="grow" />
            <Cancel data={data} />
            <Undo data={data} />
            <Link to="/imports">{t.again}</Link>
          </div>
          <Undone data={data} />
          <Result data={data} />
          {data.rejected > 0 && <Rejected id={data.id} />}
        </div>
      )}
    </Load>
  )
}

/** What other pages remember is from before the import. */
function useFreshNumbers(states: string | undefined) {
  const queries = useQueryClient()
  useEffect(() => {
    if (states && !states.split(' ').some(isOpen)) void queries.invalidateQueries({ refetchType: 'none' })
  }, [states, queries])
}

function Cancel({ data }: { data: Import }) {
  const t = useText(words)
  const queries = useQueryClient()
  const cancel = useMutation(query.cancel.mutationOptions({ onSuccess: () => queries.invalidateQueries() }))
  return isOpen(data.state) ? (
    <Button danger loading={cancel.isPending} onClick={() => cancel.mutate({ id: data.id })}>
      {t.cancel}
    </Button>
  ) : null
}

/** Takes the import back while its days last. */
function Undo({ data }: { data: Import }) {
  const t = useText(words)
  const { language } = usePreferences()
  const { message } = App.useApp()
  const queries = useQueryClient()
  const undo = useMutation(
    query.undo.mutationOptions({
      onSuccess: () => queries.invalidateQueries({ queryKey: query.get.key() }),
      onError: (error) => void message.error(problemOf(error).title),
    }),
  )
  if (data.undo.until === null) return null
  const days = Math.max(1, Math.ceil((Date.parse(data.undo.until) - Date.now()) / 86_400_000))
  return (
    <Popconfirm
      title={t.undoSure(exact(data.created, language), exact(data.updated, language))}
      description={t.undoHelp}
      onConfirm={() => undo.mutate({ id: data.id })}
    >
      <Button loading={undo.isPending}>{t.undo(days)}</Button>
    </Popconfirm>
  )
}

/** How far the undo is, and what it did. */
function Undone({ data: { undo } }: { data: Import }) {
  const t = useText(words)
  if (undo.state === 'none') return null
  if (undo.state === 'failed') return <Alert type="error" showIcon title={t.undoFailed} />
  const done = undo.state === 'done'
  const title = done ? t.undone : t.undoing
  return (
    <Alert
      type="info"
      showIcon
      title={title}
      description={t.undoCounts(undo.removed, undo.restored, undo.kept, undo.people)}
    />
  )
}

function Result({ data }: { data: Import }) {
  const t = useText(words)
  const { language } = usePreferences()
  const counts = ['total', 'created', 'updated', 'skipped', 'ignored', 'rejected'] as const
  return (
    <section className="card">
      {isOpen(data.state) && (
        <Progress
          percent={Math.round(data.progress * 100)}
          status="active"
          aria-label={t.progress}
          style={{ marginBottom: 16 }}
        />
      )}
      {data.error && <Alert type="error" showIcon title={data.error[language]} style={{ marginBottom: 16 }} />}
      {data.dryRun && <Alert type="info" showIcon title={t.dry} style={{ marginBottom: 16 }} />}
      <div className="pool">
        {counts.map((name) => (
          <div key={name}>
            <div className="muted small">{t[name]}</div>
            <div className="value">{exact(data[name], language)}</div>
          </div>
        ))}
      </div>
    </section>
  )
}

function Rejected({ id }: { id: string }) {
  const t = useText(words)
  const rows = useInfiniteQuery(
    query.rejected.infiniteOptions({
      input: (cursor: string | undefined) => ({ id, limit: 50, ...(cursor ? { cursor } : {}) }),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (page) => page.next,
    }),
  )
  return (
    <section className="card">
      <h2>
        {t.bad}
        <span className="grow" />
        <a href={`/api/v1/imports/${id}/rejected.csv`} download>
          {t.download}
        </a>
      </h2>
      <Load of={rows}>{(data) => <RejectedRows rows={data.pages.flatMap((page) => page.items)} />}</Load>
      {rows.hasNextPage && (
        <div className="more">
          <Button loading={rows.isFetchingNextPage} onClick={() => void rows.fetchNextPage()}>
            {t.more}
          </Button>
        </div>
      )}
    </section>
  )
}

type RejectedRow = Awaited<ReturnType<typeof client.rejected>>['items'][number]

function RejectedRows({ rows }: { rows: RejectedRow[] }) {
  const t = useText(words)
  const { language } = usePreferences()
  const narrow = useNarrow()
  const key = (row: RejectedRow) => `${row.line} ${row.code}`
  const text = (row: RejectedRow) => <code className="small">{row.raw.slice(0, 160)}</code>
  if (narrow)
    return rows.map((row) => (
      <div className="list-card" key={key(row)}>
        <span>
          <span className="muted num">{t.lineNo(row.line)}</span> {row[language]}
        </span>
        {text(row)}
      </div>
    ))
  return (
    <Table
      size="small"
      rowKey={key}
      pagination={false}
      scroll={{ x: 'max-content' }}
      dataSource={rows}
      columns={[
        { title: t.line, dataIndex: 'line', align: 'right' },
        { title: t.reason, render: (_, row) => row[language] },
        { title: t.raw, render: (_, row) => text(row) },
      ]}
    />
  )
}
