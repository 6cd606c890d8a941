import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Alert, App, Button, Popconfirm, Table } from 'antd'
import { useEffect } from 'react'
import { exact } from '#base/format'
import { apiOf, problemOf } from '#ui/api'
import { Bar } from '#ui/bar'
import { useNarrow } from '#ui/page'
import { usePreferences, useText } from '#ui/preferences'
import { Load } from '#ui/states'
import { imports } from '../core/imports/contract.ts'
import { words } from './words.tsx'

const { query, client } = apiOf(imports)

export type Import = Awaited<ReturnType<typeof client.get>>

export const isOpen = (state: string) => state === 'queued' || state === 'running'

/** One import, asked again while it or its undo goes on. */
export function useImport(id: string) {
  const one = useQuery(
    query.get.queryOptions({
      input: { id },
      refetchInterval: ({ state }) =>
        state.data && !isOpen(state.data.state) && !isOpen(state.data.undo.state) ? false : 700,
    }),
  )
  useFreshNumbers(one.data && !one.data.dryRun ? `${one.data.state} ${one.data.undo.state}` : undefined)
  return one
}

/** What other pages remember is from before the import. */
function useFreshNumbers(states: string | undefined) {
  const queries = useQueryClient()
  useEffect(() => {
    if (states && !states.split(' ').some(isOpen)) void queries.invalidateQueries({ refetchType: 'none' })
  }, [states, queries])
}

export function Cancel({ data }: { data: Import }) {
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
export function Undo({ data }: { data: Import }) {
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
export function Undone({ data: { undo } }: { data: Import }) {
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

/** The counts of an import; `bare` where it stands inside a card already. */
export function Result({ data, bare = false }: { data: Import; bare?: boolean }) {
  const t = useText(words)
  const { language } = usePreferences()
  const counts = ['total', 'created', 'updated', 'skipped', 'ignored', 'rejected', 'notes'] as const
  return (
    <section className={bare ? '' : 'card'}>
      {isOpen(data.state) && <Bar value={data.progress} label={t.progress} />}
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

/** The rows with something to say about: those that failed, with their file, or those that are worth a look. */
function Rows({ id, level, bare = false }: { id: string; level: 'rejected' | 'note'; bare?: boolean }) {
  const t = useText(words)
  const rows = useInfiniteQuery(
    query.rejected.infiniteOptions({
      input: (cursor: string | undefined) => ({ id, level, limit: 50, ...(cursor ? { cursor } : {}) }),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (page) => page.next,
    }),
  )
  return (
    <section className={bare ? 'part' : 'card'}>
      <h2>
        {level === 'rejected' ? t.bad : t.look}
        <span className="grow" />
        {level === 'rejected' && (
          <a href={`/api/v1/imports/${id}/rejected.csv`} download>
            {t.download}
          </a>
        )}
      </h2>
      <Load of={rows}>{(data) => <RowList rows={data.pages.flatMap((page) => page.items)} />}</Load>
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

type Row = Awaited<ReturnType<typeof client.rejected>>['items'][number]

function RowList({ rows }: { rows: Row[] }) {
  const t = useText(words)
  const { language } = usePreferences()
  const narrow = useNarrow()
  const key = (row: Row) => `${row.line} ${row.code} ${row.reason}`
  if (narrow)
    return rows.map((row) => (
      <div className="list-card" key={key(row)}>
        <span>
          <span className="muted num">{t.lineNo(row.line)}</span> {row[language]}
        </span>
        <code className="small raw">{row.raw.slice(0, 160)}</code>
      </div>
    ))
  return (
    <Table
      size="small"
      rowKey={key}
      pagination={false}
      dataSource={rows}
      columns={[
        { title: t.line, dataIndex: 'line', align: 'right', width: 72 },
        { title: t.reason, render: (_, row) => row[language] },
        { title: t.raw, render: (_, row) => <code className="small raw">{row.raw.slice(0, 160)}</code> },
      ]}
    />
  )
}

/** Both lists where there is something in them. */
export function Remarks({ data, bare = false }: { data: Import; bare?: boolean }) {
  return (
    <>
      {data.rejected > 0 && <Rows id={data.id} level="rejected" bare={bare} />}
      {data.notes > 0 && <Rows id={data.id} level="note" bare={bare} />}
    </>
  )
}
