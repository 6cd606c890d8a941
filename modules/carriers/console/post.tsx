import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { App, Button, Table, type TableColumnsType, Tag } from 'antd'
import { exact } from '#base/format'
import { problemOf } from '#ui/api'
import { useTitle } from '#ui/page'
import { usePreferences, useText } from '#ui/preferences'
import { useMay } from '#ui/rights'
import { Load } from '#ui/states'
import { Time } from '#ui/time'
import { type Post, type PostMember, postsApi } from './api.tsx'
import { PostProgress, PostState } from './postParts.tsx'
import { postWords } from './postWords.tsx'

const route = getRouteApi('/frame/posts/$id')
const { query } = postsApi

/** One of them: how far it is, member by member, and chat by chat. */
export function PostPage() {
  const t = useText(postWords)
  const { id } = route.useParams()
  const post = useQuery(query.get.queryOptions({ input: { id }, refetchInterval: 3000 }))
  return (
    <div className="stack">
      <Link to="/posts">{t.title}</Link>
      <Load of={post} rows={8}>
        {(one) => (
          <>
            <Head post={one} />
            <div className="two">
              <Standing post={one} />
              {one.kind === 'chats' ? <Chats id={id} /> : <Shown post={one} />}
            </div>
            <Members post={one} />
          </>
        )}
      </Load>
    </div>
  )
}

function Head({ post }: { post: Post }) {
  const t = useText(postWords)
  useTitle(post.name)
  const may = useMay()
  const { message, modal } = App.useApp()
  const queries = useQueryClient()
  const settled = {
    onSettled: () => queries.invalidateQueries({ queryKey: query.key() }),
    onError: (error: unknown) => void message.error(problemOf(error).title),
  }
  const stop = useMutation(query.stop.mutationOptions(settled))
  const remind = useMutation(
    query.remind.mutationOptions({
      ...settled,
      onSuccess: ({ reminded, tooOften }) => void message.success(t.reminded(reminded, tooOften)),
    }),
  )
  const sure = () =>
    modal.confirm({ title: t.stop, content: t.sureStop, onOk: () => stop.mutateAsync({ id: post.id }) })
  return (
    <div className="page-head">
      <h1 className="row">
        {post.name} <Tag>{t.kinds[post.kind]}</Tag> <PostState of={post} />
      </h1>
      <span className="grow" />
      {may('carriers:write') && !['done', 'stopped'].includes(post.state) && (
        <span className="row">
          {post.members.waiting > 0 && (
            <Button loading={remind.isPending} onClick={() => remind.mutate({ id: post.id })}>
              {t.remind}
            </Button>
          )}
          <Button danger onClick={sure}>
            {t.stop}
          </Button>
        </span>
      )}
    </div>
  )
}

function Standing({ post }: { post: Post }) {
  const t = useText(postWords)
  return (
    <section className="card stack" aria-label={t.state}>
      <PostProgress of={post} />
      <p className="small muted">
        {t.madeAt} <Time at={post.madeAt} /> · {t.startsAt} <Time at={post.startAt} />
      </p>
      {post.error && <Tag color="warning">{post.error}</Tag>}
      <p className="small muted">{t.rules[post.kind]}</p>
      {post.kind === 'chats' && <Shown post={post} />}
    </section>
  )
}

/** What is shown, in words. */
function Shown({ post }: { post: Post }) {
  const t = useText(postWords)
  const { language } = usePreferences()
  return (
    <figure className="phone" aria-label={t.text}>
      {post.text.trim() !== '' && <div className="bubble">{post.text}</div>}
      {post.link && <div className="bubble link-card">{post.link.title}</div>}
      {post.video && <div className="bubble">▶ {t.video}</div>}
      {post.pictures.length > 0 && (
        <div className="bubble">{`${t.pictures} ${exact(post.pictures.length, language)}`}</div>
      )}
    </figure>
  )
}

function Chats({ id }: { id: string }) {
  const t = useText(postWords)
  const { language } = usePreferences()
  const chats = useQuery(query.chats.queryOptions({ input: { id }, refetchInterval: 5000 }))
  return (
    <section className="card stack" aria-label={t.chats}>
      <h2>{t.chats}</h2>
      <Load of={chats}>
        {({ items }) => (
          <ul className="counts">
            {items.map((chat) => (
              <li key={chat.id}>
                <span>
                  <Link to="/chat-groups/$id" params={{ id: chat.id }}>
                    {chat.name || `#${chat.id}`}
                  </Link>{' '}
                  <span className="small muted num">
                    {chat.member} · {t.customers} {exact(chat.customers, language)}
                  </span>
                </span>
                <Tag color={chat.state === 'sent' ? 'success' : chat.state === 'full' ? 'error' : 'default'}>
                  {t.chatStates[chat.state]}
                </Tag>
              </li>
            ))}
          </ul>
        )}
      </Load>
    </section>
  )
}

function Members({ post }: { post: Post }) {
  const t = useText(postWords)
  const members = useQuery(query.members.queryOptions({ input: { id: post.id }, refetchInterval: 5000 }))
  const columns = useColumns(post.kind)
  return (
    <section className="card" aria-label={t.members}>
      <h2>{t.members}</h2>
      <Load of={members}>
        {({ items }) => (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reached by keyboard
          <section className="scroll-x" tabIndex={0} aria-label={t.members}>
            <Table
              size="small"
              rowKey={(row) => row.userid}
              dataSource={items}
              pagination={items.length > 50 ? { pageSize: 50 } : false}
              columns={columns}
            />
          </section>
        )}
      </Load>
    </section>
  )
}

function useColumns(kind: Post['kind']): TableColumnsType<PostMember> {
  const t = useText(postWords)
  const { language } = usePreferences()
  const n = (title: string, of: (row: PostMember) => string) => ({
    ...{ title, align: 'right' as const },
    render: (_: unknown, row: PostMember) => <span className="num">{of(row)}</span>,
  })
  const counts =
    kind === 'chats'
      ? [n(t.chats, (row) => t.chatsOf(exact(row.reached, language), exact(row.chats, language)))]
      : [
          n(t.seen, (row) => exact(row.seen, language)),
          n(t.likes, (row) => exact(row.likes, language)),
          n(t.comments, (row) => exact(row.comments, language)),
        ]
  return [
    { title: t.member, render: (_, row) => <span style={{ whiteSpace: 'nowrap' }}>{row.name}</span> },
    {
      title: t.state,
      render: (_, row) => (
        <>
          <Tag color={row.state === 'sent' ? 'success' : row.state === 'failed' ? 'error' : 'warning'}>
            {t.unitStates[row.state]}
          </Tag>
          {row.error && <span className="small muted">{row.error}</span>}
        </>
      ),
    },
    ...counts,
    { title: t.sentAt, render: (_, row) => <Time at={row.sentAt} /> },
    n(t.reminders, (row) => exact(row.reminders, language)),
  ]
}
