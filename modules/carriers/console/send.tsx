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
import { personStates } from '../core/sends.ts'
import { type Send, sendsApi } from './api.tsx'
import { draftOf, Phone } from './message.tsx'
import { Progress, SendState } from './sends.tsx'
import { sendWords } from './sendWords.tsx'

const route = getRouteApi('/frame/sends/$id')
const { query } = sendsApi

/** One send: how far it is, member by member and person by person. */
export function SendPage() {
  const t = useText(sendWords)
  const { id } = route.useParams()
  const send = useQuery(query.get.queryOptions({ input: { id }, refetchInterval: 3000 }))
  return (
    <div className="stack">
      <Link to="/sends">{t.title}</Link>
      <Load of={send} rows={8}>
        {(one) => (
          <>
            <Head send={one} />
            <div className="two">
              <div className="stack">
                <Standing send={one} />
                <Members id={id} />
              </div>
              <Phone draft={draftOf(one.content)} sample={(text) => text} />
            </div>
            <People send={one} />
          </>
        )}
      </Load>
    </div>
  )
}

function Head({ send }: { send: Send }) {
  const t = useText(sendWords)
  useTitle(send.name)
  const may = useMay()
  const { message, modal } = App.useApp()
  const queries = useQueryClient()
  const settled = {
    onSettled: () => queries.invalidateQueries({ queryKey: query.get.key() }),
    onError: (error: unknown) => void message.error(problemOf(error).title),
  }
  const stop = useMutation(query.stop.mutationOptions(settled))
  const remind = useMutation(
    query.remind.mutationOptions({
      ...settled,
      onSuccess: ({ reminded, tooOften }) => void message.success(t.reminded(reminded, tooOften)),
    }),
  )
  const isOpen = !['done', 'stopped'].includes(send.state)
  const sure = () =>
    modal.confirm({ title: t.stop, content: t.sureStop, onOk: () => stop.mutateAsync({ id: send.id }) })
  return (
    <div className="page-head">
      <h1 className="row">
        {send.name} <SendState state={send.state} />
      </h1>
      {may('carriers:write') && isOpen && (
        <span className="row">
          {send.members.waiting > 0 && (
            <Button loading={remind.isPending} onClick={() => remind.mutate({ id: send.id })}>
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

function Standing({ send }: { send: Send }) {
  const t = useText(sendWords)
  const { language } = usePreferences()
  return (
    <section className="card stack" aria-label={t.state}>
      <Progress row={send} />
      <p className="small muted">
        {t.madeAt} <Time at={send.madeAt} /> · {t.startsAt} <Time at={send.startAt} />
      </p>
      {send.error && <Tag color="warning">{send.error}</Tag>}
      {send.reasons.length > 0 && (
        <ul className="counts">
          {send.reasons.map(({ reason, people }) => (
            <li key={reason}>
              <span>{t.reasons[reason]}</span>
              <span className="num">
                {exact(people, language)} {t.people}
              </span>
            </li>
          ))}
        </ul>
      )}
      <p className="small muted">{t.noRead}</p>
    </section>
  )
}

function Members({ id }: { id: string }) {
  const t = useText(sendWords)
  const { language } = usePreferences()
  const members = useQuery(query.members.queryOptions({ input: { id }, refetchInterval: 5000 }))
  return (
    <section className="card" aria-label={t.staff}>
      <h2>{t.staff}</h2>
      <Load of={members}>
        {({ items }) => (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reached by keyboard
          <section className="scroll-x" tabIndex={0} aria-label={t.staff}>
            <Table
              size="small"
              rowKey={(row) => `${row.userid} ${row.askedAt ?? ''}`}
              dataSource={items}
              pagination={items.length > 50 ? { pageSize: 50 } : false}
              columns={[
                { title: t.member, dataIndex: 'name' },
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
                { title: t.count, align: 'right', render: (_, row) => exact(row.people, language) },
                { title: t.sent, align: 'right', render: (_, row) => exact(row.sent, language) },
                { title: t.sentAt, render: (_, row) => (row.sentAt ? <Time at={row.sentAt} /> : '—') },
                { title: t.reminders, align: 'right', render: (_, row) => exact(row.reminders, language) },
              ]}
            />
          </section>
        )}
      </Load>
    </section>
  )
}

function People({ send: { id, people } }: { send: Send }) {
  const t = useText(sendWords)
  const { language } = usePreferences()
  const { state } = route.useSearch()
  const navigate = route.useNavigate()
  const list = useInfiniteQuery(
    query.people.infiniteOptions({
      input: (cursor: string | undefined) => ({
        ...{ id, limit: 50 },
        ...(state ? { state } : {}),
        ...(cursor ? { cursor } : {}),
      }),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (page) => page.next,
    }),
  )
  const rows = list.data?.pages.flatMap(({ items }) => items) ?? []
  const shown = personStates.filter((one) => people[one] > 0 || one === state)
  return (
    <section className="card stack" aria-label={t.who}>
      <h2>{t.who}</h2>
      <div className="scroll-x">
        <Segmented
          value={state ?? ''}
          onChange={(value) =>
            void navigate({
              search: personStates.some((one) => one === value)
                ? { state: value as (typeof personStates)[number] }
                : {},
            })
          }
          options={[
            { value: '', label: t.all },
            ...shown.map((value) => ({ value, label: `${t.personStates[value]} ${exact(people[value], language)}` })),
          ]}
        />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reached by keyboard */}
      <section className="scroll-x" tabIndex={0} aria-label={t.who}>
        <Table
          size="small"
          rowKey={(row) => row.person}
          loading={list.isPending}
          dataSource={rows}
          pagination={false}
          locale={{ emptyText: <Notice title={t.none} /> }}
          columns={[
            {
              title: t.person,
              render: (_, row) => (
                <Link to="/people/$id" params={{ id: row.person }}>
                  {row.person}
                </Link>
              ),
            },
            { title: t.state, render: (_, row) => t.personStates[row.state] },
            { title: t.why, render: (_, row) => row.reasons.map((one) => t.reasons[one]).join('、') },
            { title: t.member, render: (_, row) => row.userid ?? '—' },
            { title: t.at, render: (_, row) => <Time at={row.at} /> },
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
