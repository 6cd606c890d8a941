import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { Select, type TableColumnsType } from 'antd'
import { trail } from '#platform/trail/contract'
import { apiOf } from '#ui/api'
import { ListPage } from '#ui/listPage'
import { texts, useText } from '#ui/preferences'
import { Notice } from '#ui/states'
import { Time } from '#ui/time'
import { useActors } from './actors.tsx'
import { trailWords } from './trailWords.ts'

const { query, client } = apiOf({ trail })
const route = getRouteApi('/frame/audit')

const words = texts(trailWords)

type Entry = Awaited<ReturnType<typeof client.trail.list>>['items'][number]

/** Who did what, newest first. */
export function TrailPage() {
  const t = useText(words)
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const { names, who } = useActors()
  const actions = useQuery(query.trail.actions.queryOptions())
  const list = useInfiniteQuery(
    query.trail.list.infiniteOptions({
      input: (cursor: string | undefined) => ({ ...search, limit: 50, ...(cursor ? { cursor } : {}) }),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (page) => page.next,
    }),
  )
  const what = (action: string) => t.actions[action as keyof typeof t.actions] ?? action
  const set = (patch: object) => void navigate({ search: (before) => ({ ...before, ...patch }) })
  const columns: TableColumnsType<Entry> = [
    { title: t.at, render: (_, row) => <Time at={row.at} seconds /> },
    { title: t.who, render: (_, row) => who(row.actor) },
    { title: t.what, render: (_, row) => what(row.action) },
    { title: t.subject, dataIndex: 'subject' },
    { title: t.detail, render: (_, row) => <Detail of={row.detail} /> },
  ]
  return (
    <ListPage
      title={t.title}
      of={list}
      rowKey={(row) => row.id}
      columns={columns}
      filtered={search.actor !== undefined || search.action !== undefined || search.subject !== undefined}
      clear={() => void navigate({ search: {} })}
      filters={
        <>
          <Select
            aria-label={t.who}
            value={search.actor ?? ''}
            onChange={(value) => set({ actor: value || undefined })}
            options={[{ value: '', label: t.anyone }, ...[...names].map(([value, label]) => ({ value, label }))]}
            style={{ minWidth: 140 }}
          />
          <Select
            aria-label={t.what}
            value={search.action ?? ''}
            onChange={(value) => set({ action: value || undefined })}
            options={[
              { value: '', label: t.anything },
              ...(actions.data?.items ?? []).map((value) => ({ value, label: what(value) })),
            ]}
            style={{ minWidth: 200 }}
          />
        </>
      }
      card={(row) => (
        <>
          <strong>{what(row.action)}</strong>
          <span className="row small muted">
            {who(row.actor)} <Time at={row.at} seconds />
          </span>
          <Detail of={row.detail} />
        </>
      )}
      first={<Notice title={t.none}>{t.noneHelp}</Notice>}
    />
  )
}

/** What was said beside it, a word and its value each. */
function Detail({ of }: { of: Entry['detail'] }) {
  const t = useText(words)
  const text = (value: unknown) => {
    if (typeof value === 'number' && value > 1e12) return <Time at={new Date(value).toISOString()} />
    if (typeof value === 'boolean') return value ? t.yes : t.no
    if (Array.isArray(value) && value.every((one) => typeof one !== 'object')) return value.join(', ')
    return typeof value === 'object' ? JSON.stringify(value) : String(value)
  }
  const said = Object.entries(of).filter(
    ([, value]) => value !== null && value !== '' && JSON.stringify(value) !== '{}',
  )
  return (
    <span className="small pairs">
      {said.map(([name, value]) => (
        <span key={name}>
          <span className="muted">{t.fields[name as keyof typeof t.fields] ?? name}</span> {text(value)}
        </span>
      ))}
    </span>
  )
}
