import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { Alert, Button, Input, Segmented, type TableColumnsType } from 'antd'
import { exact } from '#base/format'
import { exporting } from '#platform/exports/contract'
import { apiOf } from '#ui/api'
import { ExportButton } from '#ui/exportButton'
import { ListPage } from '#ui/listPage'
import { usePreferences, useText } from '#ui/preferences'
import { FirstUse } from '#ui/states'
import { Time } from '#ui/time'
import { type Chat, chatsApi } from './api.tsx'
import { ChatState, Owner } from './chatParts.tsx'
import { chatWords } from './chatWords.tsx'

const { query } = chatsApi
const exports = apiOf(exporting)
const route = getRouteApi('/frame/chat-groups')
const tabs = ['live', 'orphaned', 'dismissed'] as const

/** Chats of customers: whose they are, who is in them, who came and went today. */
export function ChatGroupsPage() {
  const t = useText(chatWords)
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const filter = {
    ...(search.state ? { state: search.state } : {}),
    ...(search.q ? { q: search.q } : {}),
    ...(search.owner ? { owner: search.owner } : {}),
  }
  const list = useInfiniteQuery(
    query.list.infiniteOptions({
      input: (cursor: string | undefined) => ({ limit: 50, ...filter, ...(cursor ? { cursor } : {}) }),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (page) => page.next,
      refetchInterval: 10_000,
    }),
  )
  return (
    <ListPage
      title={t.title}
      of={list}
      rowKey={(row) => row.id}
      columns={useColumns()}
      filtered={Object.keys(filter).length > 0}
      clear={() => void navigate({ search: {} })}
      actions={
        <ExportButton
          send={(choice) => exports.client.create({ kind: 'chatGroups', filter, ...choice })}
          changes={exports.query.list.key()}
        />
      }
      filters={<Filters />}
      card={(row) => <Card row={row} />}
      first={
        <FirstUse
          title={t.first}
          action={
            <Link to="/carriers">
              <Button type="primary">{t.toAccounts}</Button>
            </Link>
          }
        >
          {t.firstHelp}
        </FirstUse>
      }
    />
  )
}

function Filters() {
  const t = useText(chatWords)
  const { language } = usePreferences()
  const { state, q, owner } = route.useSearch()
  const navigate = route.useNavigate()
  const counts = useQuery(
    query.count.queryOptions({
      input: { ...(q ? { q } : {}), ...(owner ? { owner } : {}) },
      refetchInterval: 10_000,
      placeholderData: (before) => before,
    }),
  ).data
  const n = (count: number | undefined) => (count === undefined ? '' : ` ${exact(count, language)}`)
  const show = (value: string) => {
    const next = tabs.find((one) => one === value)
    void navigate({ search: ({ state: _, ...rest }) => ({ ...rest, ...(next ? { state: next } : {}) }) })
  }
  return (
    <div className="stack" style={{ flexBasis: '100%' }}>
      <div className="row">
        <Segmented
          value={state ?? ''}
          onChange={show}
          options={[
            { value: '', label: `${t.all}${n(counts?.all)}` },
            ...tabs.map((value) => ({ value, label: `${t.states[value]}${n(counts?.[value])}` })),
          ]}
        />
        <Input.Search
          key={q ?? ''}
          allowClear
          defaultValue={q ?? ''}
          placeholder={t.search}
          aria-label={t.search}
          style={{ width: 200 }}
          onSearch={(text) =>
            void navigate({ search: ({ q: _, ...rest }) => ({ ...rest, ...(text.trim() ? { q: text.trim() } : {}) }) })
          }
        />
      </div>
      {counts && counts.all > 0 && (
        <p className="row small muted num">
          <span title={t.peopleHelp}>
            {t.people} <strong>{exact(counts.people, language)}</strong>
          </span>
          <span>
            {t.joinedToday} <strong>{exact(counts.joinedToday, language)}</strong>
          </span>
          <span>
            {t.leftToday} <strong>{exact(counts.leftToday, language)}</strong>
          </span>
        </p>
      )}
      {counts && counts.orphaned > 0 && state !== 'orphaned' && (
        <Alert
          type="warning"
          showIcon
          title={t.orphanedNote(exact(counts.orphaned, language))}
          action={
            <Link to="/transfers/new">
              <Button size="small">{t.handOver}</Button>
            </Link>
          }
        />
      )}
    </div>
  )
}

function useColumns(): TableColumnsType<Chat> {
  const t = useText(chatWords)
  const { language } = usePreferences()
  const n = (title: string, of: (row: Chat) => number) => ({
    ...{ title, align: 'right' as const },
    render: (_: unknown, row: Chat) => <span className="num">{exact(of(row), language)}</span>,
  })
  return [
    { title: t.name, render: (_, row) => <ChatLink row={row} /> },
    { title: t.owner, render: (_, row) => <Owner of={row} /> },
    { title: t.state, render: (_, row) => <ChatState of={row} /> },
    n(t.customers, ({ customers }) => customers),
    n(t.staff, ({ staff }) => staff),
    n(t.joinedToday, ({ joinedToday }) => joinedToday),
    n(t.leftToday, ({ leftToday }) => leftToday),
    { title: t.createdAt, render: (_, row) => <Time at={row.createdAt} /> },
  ]
}

const ChatLink = ({ row: { id, name } }: { row: Chat }) => (
  <Link to="/chat-groups/$id" params={{ id }}>
    {name || `#${id}`}
  </Link>
)

function Card({ row }: { row: Chat }) {
  const t = useText(chatWords)
  const { language } = usePreferences()
  const n = (count: number) => exact(count, language)
  return (
    <>
      <span className="row spread">
        <ChatLink row={row} />
        <ChatState of={row} />
      </span>
      <span className="row small muted num">
        <Owner of={row} />
        <span>
          {t.customers} {n(row.customers)}
        </span>
        <span>
          {t.joinedToday} {n(row.joinedToday)}
        </span>
        <span>
          {t.leftToday} {n(row.leftToday)}
        </span>
      </span>
    </>
  )
}
