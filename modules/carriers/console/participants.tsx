import { useInfiniteQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { Button, Segmented, Table, type TableColumnsType, Tag } from 'antd'
import { exact } from '#base/format'
import { useNarrow } from '#ui/page'
import { usePreferences, useText } from '#ui/preferences'
import { Failure, Notice } from '#ui/states'
import { Time } from '#ui/time'
import { type ChatDetail, chatsApi, type Participant } from './api.tsx'
import { chatWords } from './chatWords.tsx'

const route = getRouteApi('/frame/chat-groups/$id')

/** Who is in a chat, or has left it; each opens the person. */
export function Participants({ chat }: { chat: ChatDetail }) {
  const t = useText(chatWords)
  const narrow = useNarrow()
  const { now = 'in', friend } = route.useSearch()
  const list = useInfiniteQuery(
    chatsApi.query.participants.infiniteOptions({
      input: (cursor: string | undefined) => ({
        ...{ id: chat.id, now, limit: 50 },
        ...(friend ? { friend } : {}),
        ...(cursor ? { cursor } : {}),
      }),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (page) => page.next,
      refetchInterval: 10_000,
    }),
  )
  const rows = list.data?.pages.flatMap(({ items }) => items) ?? []
  const columns = useColumns(now)
  const empty = chat.customers + chat.leavers === 0 ? t.nobody : t.none
  return (
    <section className="card stack" aria-label={t.participants}>
      <h2>{t.participants}</h2>
      <Which chat={chat} />
      {list.error ? (
        <Failure error={list.error} retry={() => void list.refetch()} />
      ) : narrow ? (
        <Cards rows={rows} empty={list.isPending ? null : empty} />
      ) : (
        <Table
          size="small"
          rowKey={(row) => `${row.person} ${row.joinedAt}`}
          loading={list.isPending}
          dataSource={rows}
          pagination={false}
          columns={columns}
          locale={{ emptyText: <Notice title={empty} /> }}
          scroll={{ x: 'max-content' }}
        />
      )}
      {list.hasNextPage && (
        <Button loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {t.more}
        </Button>
      )}
    </section>
  )
}

function Which({ chat: { customers, leavers } }: { chat: ChatDetail }) {
  const t = useText(chatWords)
  const { language } = usePreferences()
  const { now = 'in', friend } = route.useSearch()
  const navigate = route.useNavigate()
  return (
    <div className="row">
      <Segmented
        value={now}
        onChange={(value) => void navigate({ search: value === 'left' ? { now: 'left' as const } : {} })}
        options={[
          { value: 'in', label: `${t.now} ${exact(customers, language)}` },
          { value: 'left', label: `${t.gone} ${exact(leavers, language)}` },
        ]}
      />
      <Button
        aria-pressed={friend === 'false'}
        type={friend === 'false' ? 'primary' : 'default'}
        onClick={() =>
          void navigate({
            search: {
              ...(now === 'left' ? { now } : {}),
              ...(friend === 'false' ? {} : { friend: 'false' as const }),
            },
          })
        }
      >
        {t.notFriends}
      </Button>
    </div>
  )
}

const Person = ({ of: { person, name } }: { of: Participant }) => (
  <Link to="/people/$id" params={{ id: person }}>
    {name ?? `#${person}`}
  </Link>
)

function useColumns(now: 'in' | 'left'): TableColumnsType<Participant> {
  const t = useText(chatWords)
  const left: TableColumnsType<Participant> = [
    { title: t.leftAt, render: (_, row) => <Time at={row.leftAt} /> },
    { title: t.leftHow, render: (_, row) => row.leftHow && t.leaveHows[row.leftHow] },
  ]
  return [
    { title: t.person, render: (_, row) => <Person of={row} /> },
    {
      title: t.friend,
      render: (_, row) => <Tag color={row.isFriend ? 'success' : 'warning'}>{row.isFriend ? t.yes : t.no}</Tag>,
    },
    { title: t.joinedAt, render: (_, row) => <Time at={row.joinedAt} /> },
    { title: t.joinedHow, render: (_, row) => t.hows[row.joinedHow] },
    { title: <span title={t.invitedHelp}>{t.invitedBy}</span>, render: (_, row) => row.invitedBy ?? '—' },
    ...(now === 'left' ? left : []),
  ]
}

function Cards({ rows, empty }: { rows: readonly Participant[]; empty: string | null }) {
  const t = useText(chatWords)
  if (rows.length === 0) return empty === null ? null : <Notice title={empty} />
  return rows.map((row) => (
    <div className="list-card" key={`${row.person} ${row.joinedAt}`}>
      <span className="row spread">
        <Person of={row} />
        {!row.isFriend && <Tag color="warning">{t.strangers}</Tag>}
      </span>
      <span className="row small muted">
        {t.hows[row.joinedHow]} <Time at={row.joinedAt} />
        {row.leftHow && (
          <>
            {t.leaveHows[row.leftHow]} <Time at={row.leftAt} />
          </>
        )}
      </span>
    </div>
  ))
}
