import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { App, Button, Segmented, Table, Tag } from 'antd'
import { exact } from '#base/format'
import { problemOf } from '#ui/api'
import { useTitle } from '#ui/page'
import { usePreferences, useText } from '#ui/preferences'
import { useMay } from '#ui/rights'
import { Load, Notice } from '#ui/states'
import { Time } from '#ui/time'
import { customerStates } from '../core/transfers.ts'
import { Gone, TransferState } from './transferParts.tsx'
import { type Transfer, transfersApi } from './transfersApi.tsx'
import { transferWords } from './transferWords.tsx'

const route = getRouteApi('/frame/transfers/$id')
const { query } = transfersApi
const missed = ['refused', 'full', 'limited', 'failed'] as const

/** One hand-over: who took how many, which groups and codes went, and customer by customer what became of it. */
export function TransferPage() {
  const t = useText(transferWords)
  const { id } = route.useParams()
  const transfer = useQuery(query.get.queryOptions({ input: { id }, refetchInterval: 3000 }))
  return (
    <div className="stack">
      <Link to="/transfers">{t.title}</Link>
      <Load of={transfer} rows={8}>
        {(one) => (
          <>
            <Head transfer={one} />
            <div className="two">
              <Takers transfer={one} />
              <Parts id={id} />
            </div>
            <Customers transfer={one} />
          </>
        )}
      </Load>
    </div>
  )
}

function Head({ transfer }: { transfer: Transfer }) {
  const t = useText(transferWords)
  const title = `${t.title} ${transfer.from.name}`
  useTitle(title)
  const may = useMay()
  const { message, modal } = App.useApp()
  const queries = useQueryClient()
  const stop = useMutation(
    query.stop.mutationOptions({
      onSettled: () => queries.invalidateQueries({ queryKey: query.get.key() }),
      onError: (error) => void message.error(problemOf(error).title),
    }),
  )
  const sure = () =>
    modal.confirm({ title: t.stop, content: t.sureStop, onOk: () => stop.mutateAsync({ id: transfer.id }) })
  const canStop = ['held', 'asking'].includes(transfer.state)
  const isOver = ['done', 'stopped'].includes(transfer.state)
  const rest = missed.reduce((sum, state) => sum + transfer.customers[state], 0)
  return (
    <div className="page-head">
      <h1 className="row">
        {title} {transfer.hasLeft && <Tag>{t.left}</Tag>} <TransferState of={transfer} />
      </h1>
      <span className="grow" />
      {may('carriers:write') && canStop && (
        <Button danger onClick={sure}>
          {t.stop}
        </Button>
      )}
      {may('carriers:write') && isOver && rest > 0 && (
        <Link to="/transfers/new" search={{ account: transfer.account, from: transfer.from.userid }}>
          <Button>{t.again}</Button>
        </Link>
      )}
    </div>
  )
}

function Takers({ transfer }: { transfer: Transfer }) {
  const t = useText(transferWords)
  const { language } = usePreferences()
  return (
    <section className="card stack" aria-label={t.takers}>
      <Gone of={transfer} />
      <ul className="counts">
        {transfer.to.map(({ userid, name, customers, done }) => (
          <li key={userid}>
            <span>{name}</span>
            <span className="num">{t.doneOf(exact(done, language), exact(customers, language))}</span>
          </li>
        ))}
      </ul>
      <p className="small muted">
        {t.madeAt} <Time at={transfer.madeAt} /> · {t.startsAt} <Time at={transfer.startAt} />
      </p>
      {transfer.message && <p className="small">{transfer.message}</p>}
      {transfer.error && <Tag color="warning">{transfer.error}</Tag>}
      {transfer.state === 'held' && <p className="small muted">{t.hold}</p>}
    </section>
  )
}

function Parts({ id }: { id: string }) {
  const t = useText(transferWords)
  const parts = useQuery(query.parts.queryOptions({ input: { id }, refetchInterval: 5000 }))
  return (
    <section className="card stack" aria-label={t.chats}>
      <Load of={parts}>
        {({ chats, codes }) => (
          <>
            <h2>{t.chats}</h2>
            <ul className="counts">
              {chats.length === 0 && <li className="muted">—</li>}
              {chats.map((chat) => (
                <li key={chat.id}>
                  <Link to="/chat-groups/$id" params={{ id: chat.id }}>
                    {chat.name || `#${chat.id}`}
                  </Link>
                  <Part state={chat.state} error={chat.error} also={chat.taker} />
                </li>
              ))}
            </ul>
            <h2>{t.codes}</h2>
            <ul className="counts">
              {codes.length === 0 && <li className="muted">—</li>}
              {codes.map((code) => (
                <li key={code.id}>
                  <span>{code.name}</span>
                  <Part state={code.state} error={code.error} also="" />
                </li>
              ))}
            </ul>
          </>
        )}
      </Load>
    </section>
  )
}

interface PartProps {
  state: 'planned' | 'asking' | 'done' | 'failed' | 'stopped'
  error: string | null
  also: string
}

function Part({ state, error, also }: PartProps) {
  const t = useText(transferWords)
  return (
    <span className="small">
      {also && <span className="muted">{also} </span>}
      <Tag color={state === 'done' ? 'success' : state === 'failed' ? 'error' : 'default'}>{t.partStates[state]}</Tag>
      {error && <span className="muted">{error}</span>}
    </span>
  )
}

function Customers({ transfer: { id, customers } }: { transfer: Transfer }) {
  const t = useText(transferWords)
  const { language } = usePreferences()
  const { state } = route.useSearch()
  const navigate = route.useNavigate()
  const list = useInfiniteQuery(
    query.customers.infiniteOptions({
      input: (cursor: string | undefined) => ({
        ...{ id, limit: 50 },
        ...(state ? { state } : {}),
        ...(cursor ? { cursor } : {}),
      }),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (page) => page.next,
      refetchInterval: 5000,
    }),
  )
  const rows = list.data?.pages.flatMap(({ items }) => items) ?? []
  const shown = customerStates.filter((one) => customers[one] > 0 || one === state)
  const show = (value: string) => {
    const next = customerStates.find((one) => one === value)
    void navigate({ search: next ? { state: next } : {} })
  }
  return (
    <section className="card stack" aria-label={t.byCustomer}>
      <h2>{t.byCustomer}</h2>
      <div className="scroll-x">
        <Segmented
          value={state ?? ''}
          onChange={show}
          options={[
            { value: '', label: t.all },
            ...shown.map((value) => ({
              value,
              label: `${t.customerStates[value]} ${exact(customers[value], language)}`,
            })),
          ]}
        />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reached by keyboard */}
      <section className="scroll-x" tabIndex={0} aria-label={t.byCustomer}>
        <Table
          size="small"
          rowKey={(row) => `${row.person} ${row.taker}`}
          loading={list.isPending}
          dataSource={rows}
          pagination={false}
          locale={{ emptyText: <Notice title={t.none} /> }}
          columns={[
            {
              title: t.person,
              render: (_, row) => (
                <Link to="/people/$id" params={{ id: row.person }}>
                  {row.name ?? `#${row.person}`}
                </Link>
              ),
            },
            { title: t.taker, dataIndex: 'taker' },
            { title: t.state, render: (_, row) => t.customerStates[row.state] },
            { title: t.why, render: (_, row) => row.error ?? '' },
            { title: t.askedAt, render: (_, row) => <Time at={row.askedAt} /> },
            { title: t.endedAt, render: (_, row) => <Time at={row.endedAt} /> },
          ]}
        />
      </section>
      {list.hasNextPage && (
        <Button loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {t.more}
        </Button>
      )}
    </section>
  )
}
