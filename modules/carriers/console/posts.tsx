import { useInfiniteQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { Button, Segmented, type TableColumnsType, Tag } from 'antd'
import { ListPage } from '#ui/listPage'
import { useText } from '#ui/preferences'
import { useMay } from '#ui/rights'
import { FirstUse } from '#ui/states'
import { Time } from '#ui/time'
import { postKinds } from '../core/posts.ts'
import { type Post, postsApi } from './api.tsx'
import { PostProgress, PostState } from './postParts.tsx'
import { postWords } from './postWords.tsx'

const { query } = postsApi
const route = getRouteApi('/frame/posts')

/** Moments and messages to chat groups, with how far each is. */
export function PostsPage() {
  const t = useText(postWords)
  const may = useMay()
  const { kind } = route.useSearch()
  const navigate = route.useNavigate()
  const list = useInfiniteQuery(
    query.list.infiniteOptions({
      input: (cursor: string | undefined) => ({
        ...{ limit: 50, ...(kind ? { kind } : {}) },
        ...(cursor ? { cursor } : {}),
      }),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (page) => page.next,
      refetchInterval: 5000,
    }),
  )
  const create = may('carriers:write') && (
    <Link to="/posts/new">
      <Button type="primary">{t.create}</Button>
    </Link>
  )
  const show = (value: string) => {
    const next = postKinds.find((one) => one === value)
    void navigate({ search: next ? { kind: next } : {} })
  }
  return (
    <ListPage
      title={t.title}
      of={list}
      rowKey={(row) => row.id}
      columns={useColumns()}
      actions={create}
      filtered={kind !== undefined}
      clear={() => void navigate({ search: {} })}
      filters={
        <Segmented
          value={kind ?? ''}
          onChange={show}
          options={[{ value: '', label: t.all }, ...postKinds.map((value) => ({ value, label: t.kinds[value] }))]}
        />
      }
      card={(row) => (
        <>
          <Name row={row} />
          <span className="row">
            <Tag>{t.kinds[row.kind]}</Tag>
            <PostState of={row} />
          </span>
          <PostProgress of={row} />
        </>
      )}
      first={
        <FirstUse title={t.first} action={create}>
          {t.firstHelp}
        </FirstUse>
      }
    />
  )
}

function useColumns(): TableColumnsType<Post> {
  const t = useText(postWords)
  return [
    { title: t.name, render: (_, row) => <Name row={row} /> },
    { title: t.kind, render: (_, row) => t.kinds[row.kind] },
    { title: t.state, render: (_, row) => <PostState of={row} /> },
    { title: t.members, render: (_, row) => <PostProgress of={row} /> },
    { title: t.startsAt, render: (_, row) => <Time at={row.startAt} /> },
  ]
}

const Name = ({ row: { id, name, text } }: { row: Post }) => (
  <>
    <Link to="/posts/$id" params={{ id }}>
      {name}
    </Link>
    <div className="small muted clip">{text}</div>
  </>
)
