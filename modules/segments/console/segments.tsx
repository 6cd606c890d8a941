import { useInfiniteQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { Button, Input, Segmented, type TableColumnsType, Tag } from 'antd'
import { Suspense, useState } from 'react'
import { exact } from '#base/format'
import { apiOf } from '#ui/api'
import { later } from '#ui/later'
import { ListPage } from '#ui/listPage'
import { usePreferences, useText } from '#ui/preferences'
import { useMay } from '#ui/rights'
import { FirstUse } from '#ui/states'
import { Time } from '#ui/time'
import { segments } from '../contract.ts'
import { Change } from './change.tsx'
import { words } from './words.tsx'

const { query, client } = apiOf(segments)
const route = getRouteApi('/frame/segments')
const NewList = later(() => import('./newList.tsx').then((module) => module.NewList))

type Segment = Awaited<ReturnType<typeof client.list>>['items'][number]

/** All segments: how large they are, how they grew, how they are kept, and what uses them. */
export function SegmentsPage() {
  const t = useText(words)
  const may = useMay()
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const [uploading, setUploading] = useState(false)
  const input = { ...(search.q ? { q: search.q } : {}), ...(search.archived ? { archived: 'true' as const } : {}) }
  const list = useInfiniteQuery(
    query.list.infiniteOptions({
      input: (cursor: string | undefined) => ({ ...input, limit: 50, ...(cursor ? { cursor } : {}) }),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (page) => page.next,
    }),
  )
  const columns = useColumns()
  const create = (
    <Link to="/segments/new">
      <Button type="primary">{t.create}</Button>
    </Link>
  )
  return (
    <>
      <ListPage
        title={t.title}
        of={list}
        rowKey={(row) => row.id}
        columns={columns}
        filtered={search.q !== undefined || search.archived !== undefined}
        clear={() => void navigate({ search: {} })}
        actions={
          <>
            <Link to="/segments/compare">
              <Button>{t.compare}</Button>
            </Link>
            {may('people:write') && <Button onClick={() => setUploading(true)}>{t.createList}</Button>}
            {may('people:write') && create}
          </>
        }
        filters={<Filters />}
        card={(row) => (
          <>
            <Name segment={row} />
            <span className="row small muted">
              <Size segment={row} /> <Change of={row.change} /> {t.refreshes[row.refresh]} <Time at={row.computedAt} />
            </span>
          </>
        )}
        first={
          <FirstUse title={t.first} action={may('people:write') && create}>
            {t.firstHelp}
          </FirstUse>
        }
      />
      {uploading && (
        <Suspense>
          <NewList onClose={() => setUploading(false)} />
        </Suspense>
      )}
    </>
  )
}

function Filters() {
  const t = useText(words)
  const search = route.useSearch()
  const navigate = route.useNavigate()
  return (
    <>
      <Segmented
        value={search.archived ? 'archived' : 'active'}
        onChange={(value) => void navigate({ search: value === 'archived' ? { archived: true } : {} })}
        options={[
          { value: 'active', label: t.active },
          { value: 'archived', label: t.archived },
        ]}
      />
      <Input.Search
        key={search.q ?? ''}
        defaultValue={search.q ?? ''}
        allowClear
        aria-label={t.find}
        placeholder={t.find}
        style={{ width: 240 }}
        onSearch={(text) => void navigate({ search: { ...search, q: text.trim() || undefined } })}
      />
    </>
  )
}

function Name({ segment: { id, name, note, kind } }: { segment: Segment }) {
  const t = useText(words)
  return (
    <>
      <Link to="/segments/$id" params={{ id }}>
        {name}
      </Link>{' '}
      {kind === 'list' && <Tag>{t.kinds.list}</Tag>}
      {note && <div className="small muted">{note}</div>}
    </>
  )
}

/** How many belong, as a way to them. */
function Size({ segment: { id, people } }: { segment: Segment }) {
  const { language } = usePreferences()
  return (
    <Link to="/segments/$id" params={{ id }} hash="members" className="num">
      {exact(people, language)}
    </Link>
  )
}

function useColumns(): TableColumnsType<Segment> {
  const t = useText(words)
  return [
    { title: t.name, render: (_, row) => <Name segment={row} /> },
    { title: t.people, align: 'right', render: (_, row) => <Size segment={row} /> },
    { title: t.change, align: 'right', render: (_, row) => <Change of={row.change} /> },
    { title: t.refresh, render: (_, row) => (row.kind === 'list' ? '—' : t.refreshes[row.refresh]) },
    { title: t.computedAt, render: (_, row) => <Time at={row.computedAt} /> },
    {
      title: t.usedBy,
      render: (_, { usedBy }) =>
        usedBy.length === 0 ? (
          <span className="muted">{t.unused}</span>
        ) : (
          usedBy.map((use) => <Tag key={`${use.kind} ${use.id}`}>{`${t.uses[use.kind]} ${use.name}`}</Tag>)
        ),
    },
  ]
}
